import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alternatives, eventApiCost } from "../../pricing/advice/alternatives.ts";
import { resourceLevers } from "../../pricing/advice/resource-levers.ts";
import { trafficLevers } from "../../pricing/advice/traffic-levers.ts";
import type { ForecastInput } from "../../pricing/forecast-input.ts";
import { displayUsd } from "../../pricing/money.ts";
import type { ProgramResource } from "../../pricing/program-resource.ts";
import type { Traffic } from "../../pricing/traffic.ts";

/** A million publishes in a month of 30 days, in full batches and without connections. */
const TRAFFIC: Traffic = {
  publishesPerDay: 1e6 / 30,
  eventsPerPublish: 5,
  eventBytes: 1_000,
  subscribers: 2,
};

function input(
  changes: Partial<Traffic> = {},
  resources: readonly ProgramResource[] = [],
): ForecastInput {
  return {
    region: "us-east-1",
    day: "2026-11-24",
    traffic: { orders: { ...TRAFFIC, ...changes } },
    resources,
  };
}

function found(levers: readonly { lever: string; saves: bigint }[]) {
  return levers.map(({ lever, saves }) => `${lever} ${displayUsd(saves)}`);
}

function handler(changes: Record<string, unknown> = {}): ProgramResource {
  return {
    type: "aws:lambda/function:Function",
    name: "orders",
    inputs: {
      name: "orders",
      memorySize: 128,
      environment: { variables: { CHANNEL_NAMESPACE: "orders", METRICS_FLUSH: "aggregate" } },
      loggingConfig: { logFormat: "JSON", systemLogLevel: "WARN" },
      ...changes,
    },
  };
}

const WILD = new Set(["orders"]);

describe("levers of declared traffic", () => {
  test("are none where nothing can be saved", () => {
    assert.deepEqual(trafficLevers(input(), WILD), []);
  });

  test("trim events just over 5 KB, and not those well over", () => {
    // Ten million deliveries and five million events, each a unit too many.
    assert.deepEqual(found(trafficLevers(input({ eventBytes: 5_300 }), WILD)), [
      "event-size $15.00",
    ]);
    assert.deepEqual(found(trafficLevers(input({ eventBytes: 10_500 }), WILD)), [
      "event-size $15.00",
    ]);
    assert.deepEqual(trafficLevers(input({ eventBytes: 9_000 }), WILD), []);
    assert.deepEqual(trafficLevers(input({ eventBytes: 5_120 }), WILD), []);
  });

  test("count what is only delivered over 5 KB by its deliveries", () => {
    const levers = trafficLevers(input({ deliveredEventBytes: 5_121 }), WILD);
    assert.deepEqual(found(levers), ["event-size $10.00"]);
  });

  test("fill batches of one", () => {
    // Five million publishes in place of one: four million handler operations, and as many lines.
    const [lever, ...others] = trafficLevers(
      input({ publishesPerDay: 5e6 / 30, eventsPerPublish: 1 }),
      WILD,
    );
    assert.deepEqual(others, []);
    assert.equal(lever?.lever, "batch-size");
    assert.equal(displayUsd(lever?.saves ?? 0n), "$5.45");
  });

  test("look for overlapping subscriptions only where wildcards are allowed", () => {
    const connections = {
      clients: 1_000,
      minutesPerDay: 10,
      connectsPerDay: 1,
      subscribesPerDay: 2,
    };
    const names = (allowed: ReadonlySet<string>) =>
      found(trafficLevers(input({ connections }), allowed));
    assert.deepEqual(names(WILD), ["overlapping-subscriptions $5.00"]);
    assert.deepEqual(names(new Set()), []);
  });

  test("name idle connections with what their minutes cost", () => {
    const connections = {
      clients: 10_000,
      minutesPerDay: 1_440,
      connectsPerDay: 0,
      subscribesPerDay: 0,
    };
    assert.deepEqual(found(trafficLevers(input({ connections }), WILD)), [
      "idle-connections $34.56",
    ]);
  });
});

describe("levers of the program's resources", () => {
  test("name traces, metric lines and a handler that only validates", () => {
    const variables = { CHANNEL_NAMESPACE: "orders", METRICS_FLUSH: "invocation" };
    const busy = handler({
      memorySize: 512,
      tracingConfig: { mode: "Active" },
      environment: { variables },
    });
    const names = (only: ReadonlySet<string>) =>
      resourceLevers(input({}, [busy]), only).map(({ lever }) => lever);
    assert.deepEqual(names(new Set()), ["traces", "metrics-flush"]);
    assert.deepEqual(names(new Set(["orders"])), ["traces", "metrics-flush", "only-validates"]);
    const [traces] = resourceLevers(input({}, [busy]));
    assert.equal(displayUsd(traces?.saves ?? 0n), "$5.00");
  });

  test("name the API's log level, the web ACL's log and a table that only grows", () => {
    const of = (type: string, name: string, inputs: Record<string, unknown>) => ({
      type,
      name,
      inputs,
    });
    const all = input({}, [
      handler(),
      of("aws:appsync/api:Api", "events", { eventConfig: { logConfig: { logLevel: "ALL" } } }),
      of("aws:cloudwatch/logGroup:LogGroup", "api", {
        name: "/aws/appsync/apis/a",
        retentionInDays: 30,
      }),
      of("aws:cloudwatch/logGroup:LogGroup", "waf", {
        name: "aws-waf-logs-a",
        retentionInDays: 30,
      }),
      of("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "acl", {}),
      of("aws:dynamodb/table:Table", "orders", { name: "orders" }),
      of("appsync-events:components:Table", "orders", {
        tableName: "orders",
        usage: { namespace: "orders", perEvent: { writes: [{ bytes: 1 }], kept: { bytes: 900 } } },
      }),
    ]);
    assert.deepEqual(found(resourceLevers(all)), [
      // A million requests of 1,500 bytes and 15 GB of payloads, taken and kept for a month.
      "api-log-level $8.32",
      // 1,026 bytes of a million requests taken, 1,526 kept.
      "web-acl-log $0.52",
      // Nine of twelve months of five gigabytes.
      "table-expiry $11.25",
    ]);
  });
});

describe("the break-even", () => {
  test("with API Gateway lies where its messages of 32 KB outweigh its dearer minutes", () => {
    const connections = {
      clients: 10_000,
      minutesPerDay: 1_440,
      connectsPerDay: 0,
      subscribesPerDay: 0,
    };
    const month = input({ connections });
    assert.equal(displayUsd(eventApiCost(month) ?? 0n), "$50.56");
    const [gateway, iot] = alternatives(month);
    // 15 million messages, and 432 million minutes at 0.25.
    assert.equal(displayUsd(gateway?.cost ?? 0n), "$123.00");
    // Each unit of 5 KB more costs 15 dollars here and none there: 72.44 dollars are five units.
    assert.equal(gateway?.breakEvenBytes, 5 * 5_120 + 1);
    assert.equal(displayUsd(iot?.cost ?? 0n), "$49.56");
    assert.equal(iot?.breakEvenBytes, 1);
  });
});
