import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { capturedMetrics, emfLine } from "./captured-metrics.ts";

const command = new URL("../../cli/cost.ts", import.meta.url).pathname;
// No profile, no metadata service: the SDK finds no credentials anywhere.
const environment = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
};

function run(...args: string[]) {
  return spawnSync(process.execPath, [command, ...args], { encoding: "utf8", env: environment });
}

const nextYear = `${new Date().getUTCFullYear() + 1}-01`;

describe("npm run cost", () => {
  const refused: [string, string[], RegExp][] = [
    ["no command", [], /allowed are forecast, advise, report, grafana, prices and export/],
    ["an unknown command", ["guess"], /got "guess"/],
    ["no stage", ["forecast"], /--stage is missing/],
    ["an unknown stage", ["forecast", "--stage", "nope"], /got "nope", allowed: dev, local, prod/],
    ["a path as a stage", ["forecast", "--stage", "../prod"], /got "\.\.\/prod"/],
    ["an unknown option", ["forecast", "--stage", "prod", "--fast"], /--fast/],
    ["two formats", ["forecast", "--stage", "prod", "--json", "--markdown"], /choose one/],
    ["no month", ["report", "--stage", "prod"], /--month is missing/],
    ["a month that is none", ["report", "--stage", "prod", "--month", "2026-13"], /YYYY-MM/],
    ["a month to come", ["report", "--stage", "prod", "--month", nextYear], /is in the future/],
    ["a dashboard without a stage", ["grafana"], /--stage is missing/],
    ["a dashboard of what is not on AWS", ["grafana", "--stage", "local"], /not in CloudWatch/],
    ["no credentials", ["report", "--stage", "prod", "--month", "2026-10"], /no usable AWS cred/],
    [
      "no metrics",
      ["report", "--stage", "prod", "--month", "2026-10", "--metrics", "/nonexistent"],
      /no metrics of stage prod in 2026-10: \/nonexistent holds none/,
    ],
  ];
  for (const [what, args, message] of refused) {
    test(`refuses ${what} with a message and no stack trace`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, 1);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at |node:internal/);
    });
  }

  test("refuses a file that cannot be written", async (t) => {
    const line = emfLine("2026-10-01T00:00:00Z", "orders", { InboundOperations: 1 });
    const folder = await capturedMetrics(t, { emf: [line] });
    const asked = ["--stage", "local", "--month", "2026-10", "--metrics", folder];
    const { status, stderr } = run("report", ...asked, "--csv", "/nonexistent/report.csv");
    assert.equal(status, 1);
    assert.match(stderr, /cannot write \/nonexistent\/report\.csv \(ENOENT\)/);
    const dashboard = run("grafana", "--stage", "prod", "--output", "/nonexistent/dashboard.json");
    assert.equal(dashboard.status, 1);
    assert.match(dashboard.stderr, /cannot write \/nonexistent\/dashboard\.json \(ENOENT\)/);
  });

  test("forecasts the stages of this repository", () => {
    for (const stage of ["dev", "prod"]) {
      const { status, stdout, stderr } = run("forecast", "--stage", stage);
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^Forecast of stage ${stage}: \\$`));
    }
  });

  test("does not let a name drive the terminal", async (t) => {
    const name = "\u001b]0;taken\u0007orders";
    const line = emfLine("2026-10-01T00:00:00Z", name, { InboundOperations: 1 });
    const folder = await capturedMetrics(t, { emf: [line] });
    const { stdout } = run("report", "--stage", "local", "--month", "2026-10", "--metrics", folder);
    assert.match(stdout, /orders/);
    assert.ok(!stdout.includes("\u001b"));
  });
});
