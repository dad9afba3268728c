import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { LineFrames } from "./line-frames.ts";
import type { RuntimeApi, RuntimeInvocation } from "./runtime-api.ts";

/**
 * File descriptors of a function's process: where it reads invocations, where it posts how they
 * ended, and one that tells only by its end that the platform is gone.
 */
export const INVOCATIONS_FD = 3;
export const POSTS_FD = 4;
export const PLATFORM_FD = 5;

/** `stdio` of a function's process, which reads nothing from its standard input. */
export const RUNTIME_STDIO = ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"] as const;

/** First line of what a runtime posts; the second is the body. */
export type RuntimePost =
  | { readonly kind: "next" }
  | { readonly kind: "response" | "error"; readonly requestId: string };

/**
 * Serves the Runtime API over the pipes of a function's process, beside HTTP, for the part of AWS's
 * client that is stood in for. Headers are those that its native part passes on.
 */
export function servePipes(child: ChildProcess, api: RuntimeApi): void {
  const stdio: readonly (Readable | Writable | null | undefined)[] = child.stdio;
  const invocations = stdio[INVOCATIONS_FD] as Writable;
  const posts = stdio[POSTS_FD] as Readable;
  const frames = new LineFrames();
  const handOut = (invocation: RuntimeInvocation): void => {
    invocations.write(`${JSON.stringify(nativeHeaders(invocation))}\n${invocation.event}\n`);
  };
  posts.on("data", (chunk: Buffer) => {
    for (const [head = "", body = ""] of frames.take(chunk, 2)) {
      const post: RuntimePost = JSON.parse(head);
      if (post.kind === "next") {
        api.next(handOut);
      } else {
        api.finish(post.kind === "error", decodeURIComponent(post.requestId), body);
      }
    }
  });
  // The process ended: its exit says so.
  for (const stream of [invocations, posts, stdio[PLATFORM_FD]]) {
    stream?.on("error", () => undefined);
  }
}

/** Names as `aws-lambda-ric` reads them (`src/native/rapid-client.cc`). */
function nativeHeaders(invocation: RuntimeInvocation): Record<string, string | number> {
  return {
    "lambda-runtime-deadline-ms": invocation.deadlineMs,
    "lambda-runtime-trace-id": invocation.traceId,
    "lambda-runtime-aws-request-id": invocation.awsRequestId,
    "lambda-runtime-invoked-function-arn": invocation.invokedFunctionArn,
  };
}
