import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { forecastDocument } from "../../cost/forecast-document.ts";
import {
  type StageCostSettings,
  stageCostSettings,
  stageForecast,
} from "../../cost/stage-cost-settings.ts";
import { stageResources } from "../../cost/stage-resources.ts";
import { textDocument } from "../../cost/text-document.ts";
import { COST_MODELS } from "../../pricing/cost-models/registry.ts";
import type { Forecast } from "../../pricing/forecast.ts";
import { approximateUsd } from "../../pricing/money.ts";
import { PRICE_DEFINITIONS } from "../../pricing/price-definitions.ts";
import type { ProgramResource } from "../../pricing/program-resource.ts";
import { EVERYTHING } from "./everything.ts";

const DAY = "2026-11-24";

/** A month of 30 days. */
const SECONDS = 2_592_000;
const MILLION = 1e6;

// Requests of a month. Orders: 2 a second, and 100 clients with 2 connects and 4 subscribes a day.
const ORDERS = 2 * SECONDS;
const CHAT = 100_000 * 30;
const CONNECTS = 100 * 2 * 30;
const SUBSCRIBES = 100 * 4 * 30;
// Each publish, connect and subscribe brings a token, and no answer is kept.
const AUTHORIZED = ORDERS + CHAT + CONNECTS + SUBSCRIBES;
const INVOCATIONS = ORDERS + SUBSCRIBES + CHAT + AUTHORIZED;

/**
 * What each service puts on the bill of a month, worked out by hand from AWS's list prices of us-east-1
 * and the traffic of the stage file. Nothing of the cost models is used.
 */
const BY_HAND = {
  // Orders: in, out to ten, handler, subscribes. Chat: two units of 5 KB in and out to five, handler.
  eventApi:
    (ORDERS * (1 + 10 + 1) + 2 * SUBSCRIBES + CONNECTS + CHAT * (2 + 10 + 1)) / MILLION +
    (0.08 * 100 * 600 * 30) / MILLION,
  "AWS Lambda":
    (0.2 * INVOCATIONS) / MILLION +
    // Half a gigabyte for 10 ms, for orders and the authorizer.
    0.0000133334 * 0.5 * 0.01 * (ORDERS + SUBSCRIBES + AUTHORIZED) +
    // One gigabyte for 20 ms of chat, in two environments that are always ready.
    0.0000077778 * 0.02 * CHAT +
    0.0000033334 * 2 * SECONDS +
    // Half a gigabyte of /tmp more than comes free.
    0.0000000309 * 0.5 * (0.01 * (ORDERS + SUBSCRIBES + AUTHORIZED) + 0.02 * CHAT),
  // Three functions, each the first of a second and 5 % of the rest.
  "AWS X-Ray": (5 * (3 * SECONDS + 0.05 * (INVOCATIONS - 3 * SECONDS))) / MILLION,
  "Amazon VPC": 0.045 * 720 + (0.045 * 10_000 * INVOCATIONS) / 1e9,
  "AWS WAF": 5 + 4 + (0.6 * (ORDERS + CHAT + CONNECTS)) / MILLION,
  "Amazon CloudWatch":
    // Records of AWS WAF: 1,526 bytes each, of which 500 are included; six months of them, compressed.
    ((ORDERS + CHAT + CONNECTS) * (0.5 * 1_026 + 0.03 * 0.15 * 6 * 1_526)) / 1e9 +
    // The API at level ALL: 1,500 bytes a request, each payload three times; a month of it.
    ((0.5 + 0.03 * 0.15) *
      (1_500 * (ORDERS + CHAT + CONNECTS + SUBSCRIBES) + 3 * (1_000 * ORDERS + 6_000 * CHAT))) /
      1e9 +
    // START, END and REPORT with a trace, 423 bytes an invocation; three months of them.
    ((0.5 + 0.03 * 0.15 * 3) * 423 * INVOCATIONS) / 1e9 +
    // Three months of metric lines, 726 bytes each; taking them is what metering costs.
    (0.03 * 0.15 * 3 * 726 * (ORDERS + SUBSCRIBES + CHAT)) / 1e9 +
    // Four alarms of three namespaces, three of the authorizer, one of the export, two windows on 10
    // and on 6 metrics.
    0.1 * (3 * 4 + 3 + 1 + 2 * (10 + 6)) +
    // A night reads 26 metrics of its month, eight of each namespace and two of the API; the first two
    // of a month read the month before as well.
    (0.01 * (30 + 2) * (3 * 8 + 2)) / 1_000 +
    3,
  metering: (0.5 * 726 * (ORDERS + SUBSCRIBES + CHAT)) / 1e9 + 0.3 * 6 * 2,
  // Orders of 1.4 KB: 1 + 2 + 2 write units, 1 read unit; a year of them stored and recoverable.
  "Amazon DynamoDB":
    (0.625 * (5 * ORDERS + SUBSCRIBES) + 0.125 * ORDERS) / MILLION +
    ((0.25 + 0.2) * (12 * 1_500 * ORDERS + 300 * SUBSCRIBES)) / 1e9,
  "Amazon EventBridge": (ORDERS + 30) / MILLION,
  // Three days a night in two files of 50 KB; a year of days, and 90 days of two files replaced a day.
  "Amazon S3": (0.005 * 30 * 3 * 2) / 1_000 + (0.023 * (360 + 2 * 90) * 2 * 50_000) / 1e9,
  // Seven log groups, each every five minutes.
  "AWS KMS": 1 + (0.03 * 7 * 12 * 720) / 10_000,
  "Amazon SNS": (0.5 * 100) / MILLION + (2 * 100) / 100_000,
};

describe("forecast of a stage with everything on", () => {
  let folder: string;
  let settings: StageCostSettings;
  let resources: readonly ProgramResource[];
  let forecast: Forecast;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "everything-"));
    await writeFile(join(folder, "Pulumi.prod.yaml"), EVERYTHING);
    settings = stageCostSettings(folder, "prod");
    resources = await stageResources(folder, "prod");
    forecast = stageForecast(settings, resources, DAY);
  });
  after(() => rm(folder, { recursive: true }));

  test("is within 3 % of a hand calculation, in total and for each service", () => {
    const services = Map.groupBy(
      forecast.services,
      ({ price }) => PRICE_DEFINITIONS[price.name].service,
    );
    const amounts: Record<string, number> = {
      eventApi: approximateUsd(forecast.eventApi ?? 0n),
      metering: approximateUsd(forecast.metering.total),
      ...Object.fromEntries(
        [...services].map(([service, lines]) => [
          service,
          approximateUsd(lines.reduce((sum, { cost }) => sum + cost, 0n)),
        ]),
      ),
    };
    assert.deepEqual(Object.keys(amounts).sort(), Object.keys(BY_HAND).sort());
    for (const [name, byHand] of Object.entries(BY_HAND)) {
      within3Percent(name, amounts[name], byHand);
    }
    const total = Object.values(BY_HAND).reduce((sum, amount) => sum + amount, 0);
    within3Percent("total", approximateUsd(forecast.total), total);
  });

  test("prices or frees every resource type that the program registers", () => {
    const types = new Set(resources.filter(({ component }) => !component).map(({ type }) => type));
    assert.ok(types.size > 20, `${types.size} types`);
    assert.deepEqual(
      [...types].filter((type) => !Object.hasOwn(COST_MODELS, type)),
      [],
    );
    assert.deepEqual(forecast.unpriced, []);
  });

  test("reads each function's memory where it is set, a namespace's override included", () => {
    const memory = (name: string) =>
      resources.find((each) => each.type.endsWith(":Function") && each.name === name)?.inputs
        .memorySize;
    assert.deepEqual(["chat", "orders", "authorizer"].map(memory), [1_024, 512, 512]);
  });

  test("names a resource type without a cost model as not priced", async () => {
    const program = fileURLToPath(new URL("programs/with-stream.ts", import.meta.url));
    const more = await stageResources(folder, "prod", program);
    const changed = stageForecast(settings, more, DAY);
    assert.deepEqual(
      changed.unpriced.map(({ type, name }) => `${type} ${name}`),
      ["aws:kinesis/stream:Stream later"],
    );
    assert.equal(changed.total, forecast.total);
    const text = textDocument(forecastDocument(settings, changed));
    assert.match(text, /Not priced, and so not in the forecast: aws:kinesis\/stream:Stream/);
    assert.match(
      text,
      /aws:kinesis\/stream:Stream {2}later {2}no cost model knows this resource type/,
    );
  });
});

function within3Percent(name: string, amount: number | undefined, byHand: number): void {
  const share = Math.abs((amount ?? 0) / byHand - 1);
  assert.ok(share < 0.03, `${name}: ${amount} forecast, ${byHand} by hand`);
}
