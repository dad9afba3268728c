/**
 * Speaks HTTP to the Runtime API (Lambda Developer Guide, "Using the Lambda runtime API") on a thread
 * of its own, so that the function's thread can wait for a post without running anything else.
 */
import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import { text } from "node:stream/consumers";
import { parentPort } from "node:worker_threads";

/** What the function's thread asks for: the next invocation, or a post that it waits for. */
export type RapidRequest =
  | { readonly kind: "next" }
  | {
      readonly kind: "post";
      readonly path: string;
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
      /** Set to 1, and notified, when the post is answered. */
      readonly done: Int32Array<SharedArrayBuffer>;
    };

/** The next invocation as it came: the event's JSON text and the headers that describe it. */
export interface RapidInvocation {
  readonly bodyJson: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const [hostname = "", port = ""] = (process.env.AWS_LAMBDA_RUNTIME_API ?? "").split(":");

// One connection, kept: when it closes, whoever serves the Runtime API is gone.
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** A function without its platform is of no use to anyone, and nothing may outlive the platform. */
function endProcess(): void {
  process.kill(process.pid, "SIGKILL");
}

function send(options: RequestOptions, body?: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ ...options, hostname, port, agent }, resolve)
    .once("socket", (socket) => {
      if (socket.listenerCount("close", endProcess) === 0) socket.once("close", endProcess);
    })
    .once("error", reject)
    .end(body);
  return promise;
}

async function answer(message: RapidRequest): Promise<void> {
  if (message.kind === "next") {
    const response = await send({ path: "/2018-06-01/runtime/invocation/next" });
    const headers = response.headers as RapidInvocation["headers"];
    parentPort?.postMessage({ bodyJson: await text(response), headers } satisfies RapidInvocation);
    return;
  }
  const headers = { ...message.headers, "Content-Length": String(Buffer.byteLength(message.body)) };
  const response = await send({ method: "POST", path: message.path, headers }, message.body);
  await text(response);
  Atomics.store(message.done, 0, 1);
  Atomics.notify(message.done, 0);
}

parentPort?.on("message", (message: RapidRequest) => {
  answer(message).catch(endProcess);
});
