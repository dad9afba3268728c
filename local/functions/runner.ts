/**
 * Runs inside a function's process: loads the deployed code and calls its handler, one invocation
 * at a time. Takes the code's path and the handler's export as arguments.
 */
import { pathToFileURL } from "node:url";
import type { Finished, Invocation, InvocationContext, Started } from "./messages.ts";

type Handler = (event: unknown, context: object) => unknown;

/** Time for a function's own SIGTERM listeners (Lambda Developer Guide, shutdown phase). */
const SHUTDOWN_MS = 300;

const [codePath = "", exportName = ""] = process.argv.slice(2);

const send = (message: Started | Finished): void => {
  process.send?.(message);
};

const describe = (cause: unknown): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);

async function load(): Promise<Handler> {
  const module: Record<string, unknown> = await import(pathToFileURL(codePath).href);
  const handler = module[exportName];
  if (typeof handler !== "function")
    throw new TypeError(`${exportName} is not exported as a function`);
  return handler as Handler;
}

/** The context object of the Node.js runtime (Lambda Developer Guide, Node.js context object). */
function lambdaContext(context: InvocationContext): object {
  const { deadlineMs, traceId: _, ...properties } = context;
  return {
    ...properties,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

async function invoke(handler: Handler, { event, context }: Invocation): Promise<Finished> {
  process.env._X_AMZN_TRACE_ID = context.traceId;
  try {
    const result = await handler(JSON.parse(event), lambdaContext(context));
    return { kind: "result", result: JSON.stringify(result) };
  } catch (cause) {
    return { kind: "error", message: describe(cause) };
  }
}

// Ctrl-C in a terminal reaches every process of its group: only the stage decides when to end.
process.on("SIGINT", () => {});
// The channel closes when the stage ends, however it ends: nothing may outlive it.
const orphaned = (): never => process.exit(0);
process.on("disconnect", orphaned);
// The function's own listeners run beside this one and have a moment for what they start.
process.on("SIGTERM", () => {
  process.off("disconnect", orphaned);
  setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
  process.disconnect?.();
});

try {
  const handler = await load();
  process.on("message", async (message) => send(await invoke(handler, message as Invocation)));
  send({ kind: "ready" });
} catch (cause) {
  send({ kind: "broken", message: describe(cause) });
}
