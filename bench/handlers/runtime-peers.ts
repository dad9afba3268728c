import { AppSyncEventsResolver } from "@aws-lambda-powertools/event-handler/appsync-events";
import type { Context } from "aws-lambda";
import { Compile } from "typebox/compile";
import * as z from "zod";
import { Order } from "./namespaces/bench/index.ts";

/** A function as Lambda calls it. */
export type Handler = (event: unknown, context: Context) => unknown;

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function powertools(publish: (payload: unknown) => unknown): Handler {
  const app = new AppSyncEventsResolver({ logger: quiet });
  app.onPublish("/bench/orders", publish);
  return (event, context) => app.resolve(event, context);
}

const typebox = Compile(Order);

const zod = z.strictObject({
  id: z.string().max(64),
  status: z.enum(["placed", "paid"]),
  total: z.number().min(0),
  gift: z.boolean(),
  customer: z.strictObject({ name: z.string().max(200), email: z.string().max(200) }),
  tags: z.array(z.string()),
  note: z.string().max(250_000),
});

/** Functions for the same channel as people write them today; they meter and log nothing. */
export const runtimePeers = {
  bare: powertools((payload) => payload),
  typebox: powertools((payload) => typebox.Parse(payload)),
  zod: powertools((payload) => zod.parse(payload)),
};
