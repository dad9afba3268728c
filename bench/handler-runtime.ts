import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Context } from "aws-lambda";
import { bundleHandler } from "../bundle/handler-bundle.ts";
import { cpuTimes, type Measured } from "./handlers/cpu-time.ts";
import { benchEnvironment } from "./handlers/environment.ts";
import {
  batchOf,
  type ChannelEvent,
  type HostilePair,
  hostilePairs,
  order,
} from "./handlers/order-events.ts";
import { type Handler, runtimePeers } from "./handlers/runtime-peers.ts";
import type { Figure, Section } from "./section.ts";

const BATCH = 5;
/** A quarter of the millisecond in which Lambda bills (Lambda Developer Guide, pricing). */
const MAX_BATCH_MICROSECONDS = 250;
const MAX_REFUSAL = 3;

/** Events of the memory run; the whole run of ten million takes some ten seconds of CPU. */
const memoryEvents = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const MAX_GROWTH_MEGABYTES = 4;

const context = {
  awsRequestId: "bench",
  functionName: "bench",
  getRemainingTimeInMillis: () => 5000,
} as Context;

const namespaceFolder = fileURLToPath(new URL("handlers/namespaces/bench", import.meta.url));

/** V8's own collector, which a script reaches in a context made after the flag is set. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

async function loadHandler(): Promise<Handler> {
  const bundle = await bundleHandler(namespaceFolder);
  Object.assign(process.env, benchEnvironment(bundle));
  const folder = await mkdtemp(join(tmpdir(), "bench-runtime-"));
  try {
    const file = join(folder, "index.mjs");
    await writeFile(file, bundle.code);
    const module: { handler: Handler } = await import(pathToFileURL(file).href);
    return module.handler;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function call(handler: Handler, sent: ChannelEvent): Measured {
  const event = batchOf(sent);
  return () => handler(event, context);
}

function nanoseconds(microseconds: number): string {
  return `${Math.round((microseconds * 1000) / BATCH).toLocaleString("en")} ns`;
}

async function acceptedFigures(handler: Handler): Promise<Figure[]> {
  const event: ChannelEvent = { channel: "orders", payload: order };
  const { ours, bare, typebox, zod } = await cpuTimes({
    bare: call(runtimePeers.bare, event),
    ours: call(handler, event),
    typebox: call(runtimePeers.typebox, event),
    zod: call(runtimePeers.zod, event),
  });
  return [
    {
      name: "batch of five events of 1 KB: this runtime, validated and metered",
      value: `${ours.toFixed(0)} µs`,
      target: `<= ${MAX_BATCH_MICROSECONDS} µs, a quarter of what Lambda bills at least`,
      met: ours <= MAX_BATCH_MICROSECONDS,
    },
    { name: "accepted event of 1 KB: this runtime", value: nanoseconds(ours) },
    { name: "accepted event of 1 KB: bare AppSyncEventsResolver", value: nanoseconds(bare) },
    { name: "accepted event of 1 KB: Powertools + TypeBox", value: nanoseconds(typebox) },
    { name: "accepted event of 1 KB: Powertools + Zod", value: nanoseconds(zod) },
  ];
}

async function refusalFigure(handler: Handler, name: string, pair: HostilePair): Promise<Figure> {
  const { accepted, refused } = await cpuTimes({
    accepted: call(handler, pair.accepted),
    refused: call(handler, pair.refused),
  });
  const ratio = refused / accepted;
  return {
    name: `refused event: ${name}`,
    value: `${nanoseconds(refused)} (${ratio.toFixed(2)}x)`,
    target: `<= ${MAX_REFUSAL}x an accepted one of its size and make, ${nanoseconds(accepted)}`,
    met: ratio <= MAX_REFUSAL,
  };
}

/** Publishes to ever new channels, routed and not, so that whatever is kept per channel shows. */
async function memoryFigure(handler: Handler): Promise<Figure> {
  const event = batchOf({ channel: "orders", payload: order }) as {
    info: { channel: { path: string; segments: string[] } };
  };
  const publish = async (events: number): Promise<void> => {
    for (let count = 0; count < events; count += BATCH) {
      const channel = count % 2 === 0 ? "orders" : `channel-${count}`;
      event.info.channel = { path: `/bench/${channel}`, segments: ["bench", channel] };
      await handler({ ...event }, context);
    }
  };
  const used = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  await publish(memoryEvents / 10);
  const before = used();
  await publish(memoryEvents);
  const growth = used() - before;
  return {
    name: `heap after ${memoryEvents.toLocaleString("en")} more events`,
    value: `${growth >= 0 ? "+" : ""}${growth.toFixed(2)} MB`,
    target: `<= ${MAX_GROWTH_MEGABYTES} MB`,
    met: growth <= MAX_GROWTH_MEGABYTES,
  };
}

/** What handling an event costs beside the bare resolver and validating peers. */
export async function run(): Promise<Section> {
  const handler = await loadHandler();
  const figures = await acceptedFigures(handler);
  for (const [name, pair] of Object.entries(hostilePairs)) {
    figures.push(await refusalFigure(handler, name, pair));
  }
  figures.push(await memoryFigure(handler));
  return {
    title: "The handler runtime: CPU time per event in batches of five",
    figures,
    notes: [
      "Least CPU time of 7 rounds, functions taking turns; the peers neither meter nor refuse safely",
      "BENCH_EVENTS=10000000 runs the memory figure over ten million events",
    ],
  };
}
