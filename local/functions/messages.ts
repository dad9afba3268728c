/** Messages between the stage and a function's process, over the process's own channel. */

/** What Lambda tells a function about one invocation; the deadline is in epoch milliseconds. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly deadlineMs: number;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly traceId: string;
}

/** From the stage: one invocation. `event` is JSON text, as Lambda's runtime gets it. */
export interface Invocation {
  readonly event: string;
  readonly context: InvocationContext;
}

/** From the process, once, after the code was loaded or could not be. */
export type Started =
  | { readonly kind: "ready" }
  | { readonly kind: "broken"; readonly message: string };

/** From the process: how an invocation ended. `result` is JSON text; undefined stands for nothing. */
export type Finished =
  | { readonly kind: "result"; readonly result: string | undefined }
  | { readonly kind: "error"; readonly message: string };

export type ProcessMessage = Started | Finished;
