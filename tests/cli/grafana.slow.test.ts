import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { grafanaDashboard } from "../../cli/cost/grafana-dashboard.ts";
import { run } from "../../cli/cost.ts";
import type { Widget } from "../../components/dashboard-widget.ts";
import { API_ID, mockAws, only, record } from "../components/recorded-resources.ts";

mockAws("prod");
const { bundleOf } = await import("../components/stage-parts.ts");
const { CostDashboard } = await import("../../components/cost-dashboard.ts");
const { EventApi } = await import("../../components/event-api.ts");
const { EventHandler } = await import("../../components/event-handler.ts");
const { WebAcl } = await import("../../components/web-acl.ts");

const now = new Date("2026-11-02T08:30:00Z");

/** A query of a panel as Grafana's file has it. */
interface Target {
  readonly id: string;
  readonly refId: string;
  readonly region: string;
  readonly period?: string;
  readonly hide?: boolean;
  readonly expression?: string;
  readonly label?: string;
  readonly namespace?: string;
  readonly metricName?: string;
  readonly statistic?: string;
  readonly metricEditorMode?: number;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly logGroupNames?: readonly string[];
}

/** The dashboard that the command prints, with the values that its variables have at first. */
async function printed(): Promise<{ dashboard: Dashboard; resolved: Dashboard }> {
  const text = await run(["grafana", "--stage", "prod"], now);
  const values = { stage: "prod", region: "eu-west-1", eventApi: API_ID, datasource: "uid" };
  const resolved = Object.entries(values).reduce(
    (all, [name, value]) => all.replaceAll(`\${${name}}`, value),
    text,
  );
  return { dashboard: JSON.parse(text), resolved: JSON.parse(resolved) };
}

/** The widgets of the CloudWatch dashboard that the program's components register. */
async function cloudWatchWidgets(): Promise<Widget[]> {
  const { resources } = await record((options) => {
    const eventApi = new EventApi("events", {}, options);
    const handlers = ["chat", "default", "orders"].map(
      (name) => new EventHandler(name, { eventApi, bundle: bundleOf(name) }, options),
    );
    const webAcl = new WebAcl("web-acl", { eventApi }, options);
    const budget = { monthlyUsd: 1_500 };
    const region = "eu-west-1";
    return new CostDashboard("cost", { eventApi, handlers, webAcl, region, budget }, options);
  });
  const { inputs } = only(resources, "aws:cloudwatch/dashboard:Dashboard");
  return JSON.parse(String(inputs.dashboardBody)).widgets;
}

function targetsOf(panel: unknown): readonly Target[] {
  return (panel as { targets?: readonly Target[] }).targets ?? [];
}

/** A query in the form of a row of a CloudWatch widget's metrics. */
function rowOf({ dimensions = {}, ...target }: Target): unknown[] {
  const { id, expression, label, hide, namespace, metricName, statistic } = target;
  const names = expression === undefined ? [namespace, metricName] : [];
  const pairs = Object.entries(dimensions).flat();
  const stat = expression === undefined ? { stat: statistic } : {};
  return [...names, ...pairs, { id, expression, label, visible: !hide, ...stat }];
}

/** A row of a CloudWatch widget with what it leaves to defaults. */
function fullRow(row: readonly unknown[], stat: unknown): unknown[] {
  const { id, expression, label, visible = true, ...own } = row.at(-1) as Record<string, unknown>;
  const statOf = expression === undefined ? { stat: own.stat ?? stat } : {};
  return [...row.slice(0, -1), { id, expression, label, visible, ...statOf }];
}

describe("npm run cost -- grafana", () => {
  let dashboard: Dashboard;
  let resolved: Dashboard;
  let widgets: Widget[];
  before(async () => {
    ({ dashboard, resolved } = await printed());
    widgets = await cloudWatchWidgets();
  });

  test("has the metrics and the metric math of the CloudWatch dashboard, panel by panel", () => {
    assert.equal(resolved.panels?.length, widgets.length);
    for (const [index, { type, properties }] of widgets.entries()) {
      const panel: unknown = resolved.panels?.[index];
      if (type !== "metric") {
        continue;
      }
      const { title, metrics, stat, period } = properties as Record<string, unknown>;
      assert.equal((panel as { title?: string }).title, title);
      const expected = (metrics as unknown[][]).map((row) => fullRow(row, stat));
      assert.deepEqual(targetsOf(panel).map(rowOf), expected, String(title));
      for (const target of targetsOf(panel)) {
        assert.equal(target.period, String(period));
      }
    }
  });

  test("reads the refusals from the log groups of the stage's functions", () => {
    const [panel] = (resolved.panels ?? []).filter((each) =>
      targetsOf(each).some(({ logGroupNames }) => logGroupNames),
    );
    const [target] = targetsOf(panel);
    assert.deepEqual(target?.logGroupNames, [
      "/aws/lambda/appsync-events-prod-chat",
      "/aws/lambda/appsync-events-prod-default",
      "/aws/lambda/appsync-events-prod-orders",
    ]);
    const widget = widgets.find(({ type }) => type === "log");
    const commands = String(widget?.properties.query)
      .split(/SOURCE '[^']+' \| /)
      .join("");
    assert.equal(target?.expression, commands);
  });

  test("asks for the data source, and finds region, stage and Event API by variables", () => {
    const variables = dashboard.templating?.list ?? [];
    assert.deepEqual(
      variables.map(({ name, type }) => [name, type]),
      [
        ["datasource", "datasource"],
        ["region", "custom"],
        ["stage", "custom"],
        ["eventApi", "query"],
      ],
    );
    for (const target of (dashboard.panels ?? []).flatMap(targetsOf)) {
      assert.match(target.region, /^\$\{region\}$/);
      // Grafana's data source replaces variables in text, and in no list.
      for (const value of Object.values(target.dimensions ?? {})) {
        assert.equal(typeof value, "string");
      }
    }
    const used = [...JSON.stringify(dashboard).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    assert.deepEqual(new Set(used), new Set(variables.map(({ name }) => name)));
  });

  test("gives each query of a panel an id of its own, and hides what only formulas use", () => {
    for (const panel of resolved.panels ?? []) {
      const targets = targetsOf(panel);
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length);
      for (const { id } of targets) {
        assert.match(id, /^[a-z][a-zA-Z0-9_]*$/);
      }
      if (targets.length > 0) {
        assert.ok(targets.some(({ hide }) => !hide));
      }
    }
  });

  test("says how many metrics a load asks for, which cost, and does not refresh by itself", () => {
    const asked = (dashboard.panels ?? [])
      .flatMap(targetsOf)
      .filter(({ metricName }) => metricName);
    assert.ok(dashboard.description?.includes(`for ${asked.length} metrics`));
    assert.equal(dashboard.refresh, undefined);
  });

  test("counts operations and says why there are no dollars where no price is known", () => {
    const region = "ap-south-2";
    const unknownPrice = `price of Event APIs: got region "${region}"`;
    const stage = { project: "appsync-events", stage: "prod", region, namespaces: ["orders"] };
    const text = JSON.stringify(grafanaDashboard({ ...stage, unknownPrice }));
    const { panels = [] } = JSON.parse(text) as Dashboard;
    assert.ok(text.includes("No dollars are shown"));
    assert.ok(text.includes(region));
    assert.doesNotMatch(text, /US dollars|currencyUSD/);
    assert.ok(
      panels.flatMap(targetsOf).some(({ metricName }) => metricName === "OutboundMessages"),
    );
  });

  test("is written to a file where one is named", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "grafana-"));
    t.after(() => rm(folder, { recursive: true }));
    const output = join(folder, "dashboard.json");
    const answer = await run(["grafana", "--stage", "prod", "--output", output], now);
    assert.equal(answer, `Written: ${output}`);
    assert.deepEqual(JSON.parse(await readFile(output, "utf8")), dashboard);
  });

  test("leaves no panel over another, and keeps the month's panels at 31 days", () => {
    const panels = (dashboard.panels ?? []) as { gridPos: Record<"x" | "y" | "w" | "h", number> }[];
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    assert.equal(new Set(cells).size, cells.length);
    const month = (dashboard.panels ?? []).filter((each) => "timeFrom" in each);
    assert.deepEqual(
      new Set(month.map((each) => (each as { timeFrom?: string }).timeFrom)),
      new Set(["31d"]),
    );
    assert.equal(month.length, widgets.filter(({ properties }) => properties.start).length);
  });
});
