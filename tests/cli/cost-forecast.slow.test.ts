import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { forecastCommand } from "../../cli/cost/forecast-command.ts";
import { stageCostSettings, stageForecast } from "../../cost/stage-cost-settings.ts";
import { stageResources } from "../../cost/stage-resources.ts";
import { ASSUMPTIONS } from "../../pricing/assumptions.ts";

const now = new Date("2026-11-24T00:00:00Z");
const repository = new URL("../..", import.meta.url).pathname;

function stageFile(publishesPerDay: number, extra = "") {
  return `config:
  aws:region: eu-west-1
  appsync-events:namespaces:
    orders:
      traffic:
        publishesPerDay: ${publishesPerDay}
        eventsPerPublish: 1
        eventBytes: 3072
        subscribers: 50
        connections: { clients: 1000, minutesPerDay: 480, connectsPerDay: 1, subscribesPerDay: 2 }
${extra}`;
}

/** A repository with one committed stage file, changed afterwards. */
async function changedStage(t: TestContext, before: string | undefined, after: string) {
  const root = await mkdtemp(join(tmpdir(), "stage-"));
  t.after(() => rm(root, { recursive: true }));
  const git = (...args: string[]) =>
    promisify(execFile)("git", ["-C", root, "-c", "user.name=t", "-c", "user.email=t@t", ...args]);
  await git("init", "-q", "-b", "main");
  if (before !== undefined) {
    await writeFile(join(root, "Pulumi.prod.yaml"), before);
  }
  await git("add", ".");
  await git("commit", "-q", "--allow-empty", "-m", "before");
  await writeFile(join(root, "Pulumi.prod.yaml"), after);
  return root;
}

const request = { stage: "prod", format: "text", now } as const;

describe("forecast of a stage", () => {
  test("prints total, budget, bounds and every assumption", async (t) => {
    const budget = "  appsync-events:budget: { monthlyUsd: 20 }\n";
    const root = await changedStage(t, undefined, stageFile(10_000, budget));
    const text = await forecastCommand({ ...request, root });
    assert.match(text, /Event API, namespace orders {2}\$16\.90/);
    assert.match(text, /% of the budget of \$20\.00 a month: over it/);
    assert.match(text, /Between \$[\d.,]+ and \$[\d.,]+/);
    for (const { statement } of Object.values(ASSUMPTIONS)) {
      assert.ok(text.includes(statement));
    }
  });

  test("shows the difference to a commit, per namespace", async (t) => {
    const root = await changedStage(t, stageFile(10_000), stageFile(20_000));
    const text = await forecastCommand({ ...request, root, against: "main" });
    assert.match(text, /Difference to main/);
    assert.match(text, /Namespace orders {2}\$16\.90 {2}\$32\.50 +\+\$15\.60/);
    assert.match(
      text,
      /Difference by cause\n.*\n {2}traffic {2}namespace orders: publishesPerDay 10,000 to 20,000 +\+\$\d/,
    );
  });

  test("compares with nothing when the commit has no such stage", async (t) => {
    const root = await changedStage(t, undefined, stageFile(10_000));
    const text = await forecastCommand({ ...request, root, against: "HEAD" });
    assert.match(text, /Difference to HEAD, which has no such stage/);
    assert.match(text, /Namespace orders +none +\$16\.90 +\+\$16\.90/);
  });

  test("refuses a commit that is not there, and one that looks like an option", async (t) => {
    const root = await changedStage(t, stageFile(1), stageFile(1));
    for (const against of ["nope", "--output=x"]) {
      await assert.rejects(forecastCommand({ ...request, root, against }), /git finds no commit/);
    }
  });

  test("gives exact figures as JSON", async (t) => {
    const root = await changedStage(t, stageFile(10_000), stageFile(10_000));
    const text = await forecastCommand({ ...request, root, format: "json", against: "HEAD" });
    const json = JSON.parse(text);
    assert.equal(json.eventApi, "16.902000000");
    assert.equal(json.against.forecast.eventApi, "16.902000000");
    assert.deepEqual(json.against.causes, []);
    assert.equal(json.namespaces[0].lines[1].quantity, "15000000");
  });

  test("writes Markdown that GitHub renders as tables", async (t) => {
    const root = await changedStage(t, undefined, stageFile(10_000));
    const text = await forecastCommand({ ...request, root, format: "markdown" });
    assert.match(text, /^## Forecast of stage prod/);
    assert.match(text, /\| Event API, namespace orders \| \$16\.90 \|/);
  });

  test("takes the stage's own prices for a region without one", async (t) => {
    const own =
      "  appsync-events:prices: { operationsPerMillion: 2, connectionMinutesPerMillion: '0.10' }\n";
    const file = stageFile(10_000, own).replace("eu-west-1", "ap-south-2");
    const root = await changedStage(t, undefined, file);
    assert.match(await forecastCommand({ ...request, root }), /Event API +\$32\.94/);
  });

  test("leaves the Event API's dollars out for a region without a price, and says so", async (t) => {
    const file = stageFile(10_000).replace("eu-west-1", "ap-south-2");
    const root = await changedStage(t, undefined, file);
    const text = await forecastCommand({ ...request, root });
    assert.match(text, /^Forecast of stage prod: \$\d+\.\d\d a month without the Event API\n/);
    assert.match(
      text,
      /not in the total: .*got region "ap-south-2".*known are eu-west-1, us-east-1/,
    );
    assert.match(text, /Event API, namespace orders +no price/);
    assert.match(text, /orders +outbound +15,000,000 +no price/);
    assert.match(text, /us-east-1's price stands in/);
    assert.doesNotMatch(text, /within it/);
    const json = JSON.parse(await forecastCommand({ ...request, root, format: "json" }));
    assert.equal(json.eventApi, undefined);
    assert.match(json.unknownPrice, /prices --update/);
  });

  test("names what is wrong with a stage file", async (t) => {
    const cases: [string, RegExp][] = [
      [stageFile(-5), /namespaces\.orders\.traffic\.publishesPerDay: got -5/],
      ["config:\n  aws:region: eu-west-1\n", /declares no traffic/],
      [stageFile(1).replace("  aws:region: eu-west-1\n", ""), /no aws:region/],
    ];
    for (const [file, message] of cases) {
      const root = await changedStage(t, undefined, file);
      await assert.rejects(forecastCommand({ ...request, root }), message);
    }
  });
});

describe("stage prod of this repository", async () => {
  const settings = stageCostSettings(repository, "prod");
  const resources = await stageResources(repository, "prod");
  const forecast = stageForecast(settings, resources, "2026-11-24");

  test("is forecast within its budget, in its maximum reading too", () => {
    const budget = BigInt(stageCostSettings(repository, "prod").budgetUsd ?? 0) * 1_000_000_000n;
    assert.ok(forecast.total <= budget);
    assert.ok(forecast.maximum.total <= budget);
  });

  test("spends less than 5 % of the operations that handlers meter on metering them", () => {
    const metered = forecast.namespaces
      .flatMap(({ lines }) => lines)
      .filter(({ kind }) => ["inbound", "handler", "subscribe"].includes(kind))
      .reduce((sum, { cost = 0n }) => sum + cost, 0n);
    assert.ok(forecast.metering.total * 20n < metered);
  });
});
