import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundleAuthorizer, bundleHandler } from "../../bundle/handler-bundle.ts";
import { publish } from "../../tests/handlers/invocation-events.ts";
import { benchEnvironment } from "./environment.ts";
import { bundlePeer, peers } from "./peers.ts";

/** A function under measurement. */
export interface BenchFunction {
  readonly name: string;
  /** Text of `index.mjs`. */
  readonly code: string;
  readonly environment: Readonly<Record<string, string>>;
  /** An invocation that needs nothing but the function. */
  readonly event: unknown;
  /** Whether it is this project's own, and small: without an AWS SDK. */
  readonly bounded: boolean;
}

/** What plain Powertools is compared by. */
export const YARDSTICK = "Powertools + TypeBox";

const handlers = fileURLToPath(new URL("../../handlers/", import.meta.url));
const NOT_OF_NAMESPACES = new Set(["authorizer", "runtime"]);

/** Events by namespace; one whose function would call AWS is sent what it refuses. */
const events: Readonly<Record<string, unknown>> = {
  chat: publish("/chat/rooms/lobby", [{ text: "hi" }]),
  orders: publish("/orders/eu", [{ eventId: "event-0001" }]),
};
const notification = publish("/default/notifications", [{ title: "hi", text: "there" }]);

async function namespace(name: string): Promise<BenchFunction> {
  const bundle = await bundleHandler(`${handlers}${name}`);
  return {
    name: `handlers/${name}`,
    code: bundle.code,
    environment: {
      ...benchEnvironment(bundle),
      ORDERS_TABLE_NAME: "orders",
      EVENT_BUS_NAME: "default",
    },
    event: events[name] ?? notification,
    bounded: !bundle.code.includes("aws-sdk"),
  };
}

async function authorizer(): Promise<BenchFunction> {
  return {
    name: "handlers/authorizer",
    code: (await bundleAuthorizer(`${handlers}authorizer`)).code,
    environment: {
      TOKEN_ISSUER: "https://issuer.example",
      TOKEN_AUDIENCE: "bench",
      TOKEN_JWKS: JSON.stringify({ keys: [] }),
    },
    event: { authorizationToken: "none" },
    bounded: true,
  };
}

/** The functions of every namespace and of the authorizer. */
export async function ownFunctions(): Promise<BenchFunction[]> {
  const folders = await readdir(handlers, { withFileTypes: true });
  const names = folders
    .filter((folder) => folder.isDirectory() && !NOT_OF_NAMESPACES.has(folder.name))
    .map(({ name }) => name)
    .sort();
  return [...(await Promise.all(names.map(namespace))), await authorizer()];
}

/** Functions as people write them today, which answer the same event as `default`. */
export function peerFunctions(): Promise<BenchFunction[]> {
  return Promise.all(
    Object.entries(peers).map(async ([name, source]) => ({
      name,
      code: await bundlePeer(source),
      environment: benchEnvironment({ namespace: "default" }),
      event: notification,
      bounded: false,
    })),
  );
}
