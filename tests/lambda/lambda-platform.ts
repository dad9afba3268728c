import type { OutputLines } from "./output-lines.ts";

/** How an invocation ended: with a JSON value, or as Lambda reports errors. */
export type Answer =
  | { readonly value: unknown }
  | { readonly errorType: string; readonly errorMessage: string };

/** What an AWS service sends along with an invocation. */
export interface InvocationIds {
  readonly requestId?: string;
}

/** One function under AWS's runtime client, on what stands in for Lambda on this machine. */
export interface LambdaPlatform {
  /** Every line that the function and its platform wrote. */
  readonly output: OutputLines;
  /** Invokes the function with an event as JSON text. */
  invoke(event: string, ids?: InvocationIds): Promise<Answer>;
  /** Sends a signal to the runtime's own process. */
  signalRuntime(signal: NodeJS.Signals): Promise<void>;
  /** Ends the function and its platform. */
  close(): Promise<void>;
}
