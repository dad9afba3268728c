/**
 * Stands in for the native part of AWS's runtime client (`rapid-client.node` of `aws-lambda-ric`),
 * which needs a C++ compiler: the same three functions, which do the same as those in the package's
 * `src/native/rapid-client.cc`. Where that speaks HTTP to the Runtime API, this uses two pipes that
 * the platform opened: an invocation costs one read and one write, and a post has left the process
 * when its function returns, whatever the handler's code does next.
 */
import { writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { LineFrames } from "./line-frames.ts";
import { INVOCATIONS_FD, POSTS_FD, type RuntimePost } from "./runtime-pipes.ts";

/** An invocation as the native part hands it to the client. */
export interface NextInvocation {
  readonly bodyJson: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

type Waiting = PromiseWithResolvers<NextInvocation>;

const invocations = new Socket({ fd: INVOCATIONS_FD, readable: true, writable: false });
const frames = new LineFrames();
let waiting: Waiting | undefined;
let watched = false;

invocations.unref();
invocations.on("data", (chunk: Buffer) => {
  for (const [headers = "", bodyJson = ""] of frames.take(chunk, 2)) {
    invocations.unref();
    waiting?.resolve({ bodyJson, headers: JSON.parse(headers) });
    waiting = undefined;
  }
});
invocations.on("close", endProcess);
invocations.on("error", endProcess);

/** Resolves with the next invocation. Only waiting for one keeps the process alive. */
export function next(): Promise<NextInvocation> {
  waiting = Promise.withResolvers();
  invocations.ref();
  post({ kind: "next" });
  watchPlatform();
  return waiting.promise;
}

/** Posts what the handler returned, as JSON text. */
export function done(requestId: string, body: string): void {
  post({ kind: "response", requestId }, body);
}

/** Posts what the handler threw. X-Ray's description of it goes nowhere: there is no X-Ray here. */
export function error(requestId: string, body: string, _xrayCause: string): void {
  post({ kind: "error", requestId }, body);
}

function post(head: RuntimePost, body = ""): void {
  try {
    writeFileSync(POSTS_FD, `${JSON.stringify(head)}\n${body}\n`);
  } catch {
    endProcess();
  }
}

/** A function without its platform is of no use to anyone, and nothing may outlive the platform. */
function endProcess(): void {
  process.kill(process.pid, "SIGKILL");
}

/**
 * Ends the process when the platform is gone even while the handler's code never yields. A thread
 * takes a while to start, so it is started once the code is loaded.
 */
function watchPlatform(): void {
  if (watched) {
    return;
  }
  watched = true;
  // Nothing of the function's own: its NODE_OPTIONS are for its thread.
  const options = { env: {}, execArgv: [] };
  new Worker(new URL("platform-watch.ts", import.meta.url), options).unref();
}
