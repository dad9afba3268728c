import { publish } from "../../tests/handlers/invocation-events.ts";

/** A valid event of about 1 KB. */
export const order = {
  id: "b7b2ad3e-0e5f-4e52-9f3f-6c2f1f6f2d11",
  status: "placed",
  total: 129.95,
  gift: false,
  customer: { name: "Ann Example", email: "ann@example.com" },
  tags: ["web", "eu", "first"],
  note: "Please leave the parcel with the neighbours. ".repeat(17),
};

function many(length: number): string[] {
  return Array.from({ length }, (_, index) => `tag ${index}`);
}

function nested(depth: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < depth; level += 1) {
    value = { customer: value };
  }
  return value;
}

function record(length: number): Record<string, unknown> {
  return Object.fromEntries(many(length).map((key) => [key, "x"]));
}

/** An event and the last segment of the channel that it goes to. */
export interface ChannelEvent {
  readonly channel: "orders" | "records";
  readonly payload: unknown;
}

/** An event that an attacker may pick, and an accepted one of its size and make. */
export interface HostilePair {
  readonly accepted: ChannelEvent;
  readonly refused: ChannelEvent;
}

function orders(accepted: unknown, refused: unknown): HostilePair {
  return {
    accepted: { channel: "orders", payload: accepted },
    refused: { channel: "orders", payload: refused },
  };
}

/** By what is wrong with the refused event. */
export const hostilePairs: Readonly<Record<string, HostilePair>> = {
  "one wrong value": orders(order, { ...order, note: 5 }),
  "wrong at every place": orders(order, {
    id: 1,
    status: 2,
    total: "3",
    gift: 4,
    customer: 5,
    tags: 6,
    note: 7,
    more: order.note,
  }),
  "wrong deep inside": orders(order, { ...order, customer: { name: "Ann Example", email: 5 } }),
  "unknown property last": orders(order, { ...order, more: true }),
  "20,000 items, the last one wrong": orders(
    { ...order, tags: many(20_000) },
    { ...order, tags: [...many(19_999), 5] },
  ),
  "20,000 wrong items": orders(
    { ...order, tags: many(20_000) },
    { ...order, tags: many(20_000).map((_, index) => index) },
  ),
  "10,000 properties, the last one wrong": {
    accepted: { channel: "records", payload: record(10_000) },
    refused: { channel: "records", payload: { ...record(9_999), last: 5 } },
  },
  "10,000 unknown properties": {
    accepted: { channel: "records", payload: record(10_000) },
    refused: { channel: "orders", payload: { ...order, ...record(10_000) } },
  },
  "a text of 200 KB, another value wrong": orders(
    { ...order, note: "x".repeat(200_000) },
    { ...order, note: "x".repeat(200_000), gift: "no" },
  ),
  "nested 1,000 deep, 13 KB": orders({ ...order, tags: many(1_000) }, nested(1_000)),
};

/** The invocation of a publish of five events with the same payload, parsed from JSON as by Lambda. */
export function batchOf({ channel, payload }: ChannelEvent): unknown {
  return JSON.parse(JSON.stringify(publish(`/bench/${channel}`, Array(5).fill(payload))));
}
