import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Type from "typebox";
import { Compile } from "typebox/compile";
import { METRICS_NAMESPACE, OPERATION_METRICS } from "../pricing/handler-metrics.ts";
import type { OperationKind } from "../pricing/operations.ts";
import { CHARGED_METRICS } from "../pricing/service-metrics.ts";
import { partsOf } from "../shared/bounded-file.ts";
import type { Month } from "./month.ts";
import { type MonthUsage, UsageSum } from "./usage.ts";

/** Files in which the embedded stage captures metrics, below its folder. */
const EMF_FILE = "emf.jsonl";
const SERVICE_FILE = "aws-appsync.jsonl";

const EmfLine = Compile(
  Type.Object({
    _aws: Type.Object({
      Timestamp: Type.Number(),
      CloudWatchMetrics: Type.Array(Type.Object({ Namespace: Type.String() })),
    }),
    Stage: Type.String(),
    EventAPIId: Type.String(),
    ChannelNamespaceName: Type.String(),
  }),
);

const ServiceLine = Compile(
  Type.Object({
    timestamp: Type.Union([Type.Number(), Type.String()]),
    metricName: Type.String(),
    value: Type.Number(),
    dimensions: Type.Object({
      EventAPIId: Type.String(),
      ChannelNamespaceName: Type.Optional(Type.String()),
    }),
  }),
);

/**
 * Reads what the embedded stage captured in a month: the handlers' EMF lines and the metrics that
 * AppSync itself would publish. Lines that are cut off, as by a killed process, become a note.
 */
export async function capturedUsage(
  folder: string,
  stage: string,
  month: Month,
): Promise<MonthUsage> {
  const sum = new UsageSum();
  const emf = await readEmf(join(folder, EMF_FILE), stage, month, sum);
  const service = await readService(join(folder, SERVICE_FILE), month, emf.otherApis, sum);
  const unreadable = emf.unreadable + service;
  const notes = unreadable > 0 ? [`${unreadable} captured lines could not be read.`] : [];
  if ((await isFull(join(folder, EMF_FILE))) || (await isFull(join(folder, SERVICE_FILE)))) {
    notes.push(
      "The captured metrics reached their size bound, so that the oldest lines may be missing: the " +
        "figures are the least that was used. Fix: npm start -- --log-megabytes with a larger bound.",
    );
  }
  return {
    usage: sum.usage(),
    metricLines: { lines: emf.lines, bytes: emf.bytes },
    notes,
    origin: "metrics captured by the embedded stage",
  };
}

async function readEmf(file: string, stage: string, month: Month, sum: UsageSum) {
  const kinds = Object.entries(OPERATION_METRICS) as [OperationKind, string][];
  // AWS's own metrics name no stage: which API is another stage's is told by its handlers.
  const otherApis = new Set<string>();
  let lines = 0n;
  let bytes = 0n;
  const unreadable = await eachLine(file, (value, text) => {
    if (!EmfLine.Check(value)) {
      return isForeignMetric(value);
    }
    const time = new Date(value._aws.Timestamp);
    const namespaces = value._aws.CloudWatchMetrics.map(({ Namespace }) => Namespace);
    if (!namespaces.includes(METRICS_NAMESPACE)) {
      return true;
    }
    if (value.Stage !== stage) {
      otherApis.add(value.EventAPIId);
      return true;
    }
    if (time < month.start || time >= month.end) {
      return true;
    }
    lines += 1n;
    bytes += BigInt(Buffer.byteLength(text));
    for (const [kind, name] of kinds) {
      const counted = (value as Record<string, unknown>)[name];
      if (counted === undefined) {
        continue;
      }
      const usage = { day: dayOf(time), eventApiId: value.EventAPIId, kind };
      const namespace = value.ChannelNamespaceName;
      sum.add({ ...usage, namespace, source: "handler" }, total(counted));
    }
    return true;
  });
  return { lines, bytes, otherApis, unreadable };
}

// A metric line of other dimensions is sound, and none of ours.
function isForeignMetric(value: unknown): boolean {
  return typeof value === "object" && value !== null && "_aws" in value;
}

function readService(
  file: string,
  month: Month,
  otherApis: ReadonlySet<string>,
  sum: UsageSum,
): Promise<number> {
  return eachLine(file, (value) => {
    if (!ServiceLine.Check(value)) {
      return false;
    }
    const time = new Date(value.timestamp);
    const kind = CHARGED_METRICS[value.metricName];
    if (kind === undefined || time < month.start || time >= month.end) {
      return true;
    }
    const { EventAPIId: eventApiId, ChannelNamespaceName: namespace } = value.dimensions;
    if (otherApis.has(eventApiId)) {
      return true;
    }
    const usage = { day: dayOf(time), eventApiId, kind, source: "service" as const };
    sum.add(namespace === undefined ? usage : { ...usage, namespace }, value.value);
    return true;
  });
}

/**
 * Calls back for the JSON value of each line of a file and its rotated parts, the oldest first;
 * returns how many lines it refused or could not parse.
 */
async function eachLine(
  file: string,
  accept: (value: unknown, text: string) => boolean,
): Promise<number> {
  let unreadable = 0;
  for (const part of partsOf(file).toReversed()) {
    unreadable += await eachLineOf(part, accept);
  }
  return unreadable;
}

async function eachLineOf(
  file: string,
  accept: (value: unknown, text: string) => boolean,
): Promise<number> {
  if (!(await exists(file))) {
    return 0;
  }
  let unreadable = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: 1_000 })) {
    if (text === "") {
      continue;
    }
    try {
      if (!accept(JSON.parse(text), text)) {
        unreadable += 1;
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) {
        throw error;
      }
      unreadable += 1;
    }
  }
  return unreadable;
}

/** Whether all rotated parts exist: the next rotation drops the oldest, or one did already. */
async function isFull(file: string): Promise<boolean> {
  return exists(partsOf(file).at(-1) ?? file);
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function total(counted: unknown): number {
  const values = Array.isArray(counted) ? counted : [counted];
  return values.reduce<number>((sum, value) => sum + Number(value), 0);
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
