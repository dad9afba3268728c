import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Compile } from "typebox/compile";
import { BURN_RATE_WINDOWS, burnRateQueries } from "../../components/burn-rate-alarms.ts";
import { costDashboardBody, type DashboardScope } from "../../components/cost-dashboard-body.ts";
import {
  basisFormulas,
  costSeries,
  dollarFormulas,
  driftWidgetParts,
  kindWidgetParts,
  monthFormulas,
  totalFormula,
  unitPrice,
} from "../../components/cost-formulas.ts";
import {
  HANDLER_METRICS,
  METRIC_DIMENSIONS,
  REFUSAL_CODES,
  type RefusalCode,
  refusalField,
} from "../../pricing/handler-metrics.ts";
import { pricesFor } from "../../pricing/prices.ts";
import { SERVICE_METRICS } from "../../pricing/service-metrics.ts";
import { DashboardBodySchema } from "./dashboard-body-schema.ts";
import { metricMath, timeSeries } from "./metric-math.ts";

const scope: DashboardScope = {
  project: "appsync-events",
  stage: "prod",
  eventApiId: "api1",
  region: "eu-west-1",
  namespaces: ["orders", "chat"],
  prices: pricesFor("eu-west-1", "2026-11-24"),
  handlers: ["orders", "chat"].map((namespace) => ({
    namespace,
    functionName: `appsync-events-prod-${namespace}`,
    logGroupName: `/aws/lambda/appsync-events-prod-${namespace}`,
  })),
  webAclMetricName: "appsync-events-prod-web-acl",
  budgetUsd: 1_500,
};

const body = costDashboardBody(scope);

/** Metrics that a widget names: namespace, name and dimensions. */
function metricsOf(widgets: readonly { type: string; properties: Record<string, unknown> }[]) {
  const rows = widgets
    .filter(({ type }) => type === "metric")
    .flatMap(({ properties }) => properties.metrics as (string | object)[][])
    .map((row) => row.filter((cell) => typeof cell === "string"))
    .filter((row) => row.length > 0);
  return rows.map(([namespace = "", name = "", ...dimensions]) => ({
    namespace,
    name,
    dimensions: dimensions.filter((_, index) => index % 2 === 0),
    values: dimensions.filter((_, index) => index % 2 === 1),
  }));
}

describe("cost dashboard", () => {
  test("has the documented structure of a dashboard body", () => {
    const validator = Compile(DashboardBodySchema);
    for (const each of [body, costDashboardBody({ ...scope, namespaces: ["orders"] })]) {
      assert.deepEqual(validator.Errors(JSON.parse(JSON.stringify(each))), []);
    }
  });

  test("has the structure without a budget and without a web ACL, too", () => {
    const { budgetUsd: _, webAclMetricName: __, ...bare } = scope;
    const plain = costDashboardBody(bare);
    assert.deepEqual(Compile(DashboardBodySchema).Errors(JSON.parse(JSON.stringify(plain))), []);
    assert.doesNotMatch(JSON.stringify(plain), /Budget|WAFV2/);
  });

  test("places its widgets side by side, none over another", () => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of body.widgets) {
      assert.ok(x + width <= 24);
      for (let column = x; column < x + width; column += 1) {
        for (let row = y; row < y + height; row += 1) {
          assert.ok(!taken.has(`${column},${row}`), `${column},${row}`);
          taken.add(`${column},${row}`);
        }
      }
    }
  });

  test("names only metrics that handlers emit or AWS documents, with their dimensions", () => {
    // AWS Lambda Developer Guide, function metrics; AWS WAF Developer Guide, metrics.
    const documented: Record<string, [readonly string[], readonly string[]][]> = {
      AppSyncEvents: [[Object.keys(HANDLER_METRICS), METRIC_DIMENSIONS]],
      "AWS/AppSync": [
        [SERVICE_METRICS.api, ["EventAPIId"]],
        [SERVICE_METRICS.namespace, ["EventAPIId", "ChannelNamespaceName"]],
      ],
      "AWS/Lambda": [[["Errors", "Throttles", "Duration"], ["FunctionName"]]],
      "AWS/WAFV2": [
        [
          ["BlockedRequests", "AllowedRequests"],
          ["WebACL", "Region", "Rule"],
        ],
      ],
    };
    const named = metricsOf(body.widgets);
    assert.ok(named.length > 40);
    for (const { namespace, name, dimensions } of named) {
      assert.ok(
        documented[namespace]?.some(
          ([names, keys]) =>
            names.includes(name) && JSON.stringify(keys) === JSON.stringify(dimensions),
        ),
        `${namespace} ${name} ${dimensions}`,
      );
    }
  });

  test("refers in formulas only to ids of the same widget, each used once", () => {
    for (const widget of body.widgets.filter(({ type }) => type === "metric")) {
      const rows = widget.properties.metrics as { id?: string; expression?: string }[][];
      const parts = rows.map((row) => row.at(-1) ?? {});
      const ids = parts.map(({ id }) => id ?? "");
      assert.equal(new Set(ids).size, ids.length, String(widget.properties.title));
      for (const { expression = "" } of parts) {
        for (const id of expression.match(/\b[a-z]\w*\b/g) ?? []) {
          assert.ok(ids.includes(id), `${id} in ${expression}`);
        }
      }
    }
  });

  test("shows refusals under every code that handlers answer with", () => {
    const log = body.widgets.find(({ type }) => type === "log");
    const query = String(log?.properties.query);
    for (const code of Object.keys(REFUSAL_CODES) as RefusalCode[]) {
      assert.ok(query.includes(`sum(${refusalField(code)}) as ${code}`), code);
    }
    assert.match(query, /filter ispresent\(RejectedEvents\) or ispresent\(ServerFaults\)/);
  });

  test("shows server faults of each namespace beside the functions' errors", () => {
    const errors = body.widgets.find(({ properties }) => properties.title === "Errors");
    const rows = JSON.stringify(errors?.properties.metrics);
    for (const namespace of ["orders", "chat"]) {
      assert.match(rows, new RegExp(`"ServerFaults",[^\\]]*"ChannelNamespaceName","${namespace}"`));
    }
  });
});

describe("formulas of the cost dashboard", () => {
  const day = "2026-11-05T00:00:00Z";
  const none = timeSeries({});
  const series = {
    c0: timeSeries({ [day]: 0.5 }),
    i0: timeSeries({ [day]: 200_000 }),
    p0: timeSeries({ [day]: 200_000 }),
    v0: timeSeries({ [day]: 40_000 }),
    b0: timeSeries({ [day]: 40_000 }),
    i1: none,
    p1: none,
    v1: none,
    b1: none,
    o0: timeSeries({ [day]: 2_000_000 }),
    c1: timeSeries({ [day]: 0.25 }),
    o1: timeSeries({}),
    k: timeSeries({ [day]: 30_000 }),
    t: timeSeries({ [day]: 60_000 * 1_000_000 }),
  };
  const close = (got: readonly (number | undefined)[] | undefined, wanted: number) =>
    assert.ok(Math.abs((got?.[0] ?? Number.NaN) - wanted) < 1e-9, `${got} instead of ${wanted}`);

  test("use the ids of the series", () => {
    assert.deepEqual(
      costSeries(scope)
        .map(({ id }) => id)
        .sort(),
      Object.keys(series).sort(),
    );
  });

  test("add what was metered to fan-out at the price of an operation, per namespace", () => {
    const result = metricMath([...dollarFormulas(scope), totalFormula(scope)], series);
    close(result.d0, 2.5);
    close(result.d1, 0.25);
    close(result.a, 0.03 + 0.08);
    close(result.cost, 2.5 + 0.25 + 0.11);
  });

  test("split the same total into metered and estimated", () => {
    const result = metricMath([...dollarFormulas(scope), ...basisFormulas(scope)], series);
    close(result.metered, 0.75);
    close(result.estimated, 2 + 0.11);
  });

  test("take AWS's count where handlers lost some of theirs, as the report does", () => {
    // 0.48 million operations by AWS's metrics; the handlers wrote half of them, and of chat none.
    const chat = { i1: timeSeries({ [day]: 70_000 }), p1: timeSeries({ [day]: 30_000 }), c1: none };
    const lossy = { ...series, ...chat, c0: timeSeries({ [day]: 0.24 }) };
    const formulas = [...dollarFormulas(scope), totalFormula(scope), ...basisFormulas(scope)];
    const result = metricMath(formulas, lossy);
    close(result.d0, 0.48 + 2);
    close(result.d1, 0.1);
    close(result.cost, 0.48 + 2 + 0.1 + 0.11);
    close(result.metered, 0.24);
    close(result.estimated, 0.24 + 2 + 0.1 + 0.11);
  });

  test("alarm on what AWS counted, whatever the handlers wrote", () => {
    const [window] = BURN_RATE_WINDOWS;
    assert.ok(window);
    const queries = burnRateQueries(scope, window);
    const metrics = queries.flatMap(({ id, metric }) => (metric ? [id] : []));
    assert.equal(metrics.length, 10, "as many as an alarm takes");
    assert.ok(queries.every(({ metric }) => !metric || metric.namespace === "AWS/AppSync"));
    const formulas = queries.flatMap(({ id, expression }) =>
      expression ? [{ id, expression }] : [],
    );
    const used = Object.fromEntries(Object.entries(series).filter(([id]) => metrics.includes(id)));
    close(metricMath(formulas, used).cost, 0.2 + 0.2 + 2 * 0.04 + 2 + 0.11);
  });

  test("price each kind of operation", () => {
    const { formulas } = kindWidgetParts(scope);
    const counts = Object.fromEntries(
      ["inbound", "handler", "subscribe", "outbound"].flatMap((kind, index) => [
        [`${kind}0`, timeSeries({ [day]: 1_000_000 * (index + 1) })],
        [`${kind}1`, timeSeries({ [day]: 500_000 })],
      ]),
    );
    const aws = {
      inbound0aws0: timeSeries({ [day]: 900_000 }),
      inbound1aws0: timeSeries({ [day]: 600_000 }),
      handler0aws0: timeSeries({ [day]: 1_900_000 }),
      handler0aws1: timeSeries({ [day]: 200_000 }),
      ...Object.fromEntries(
        ["handler1aws0", "handler1aws1", "subscribe0aws0", "subscribe1aws0"].map((id) => [
          id,
          none,
        ]),
      ),
    };
    const result = metricMath(formulas, { ...counts, ...aws, k: series.k, t: series.t });
    close(result.inboundUsd, 1 + 0.6);
    close(result.handlerUsd, 2.1 + 0.5);
    close(result.subscribeUsd, 3.5);
    close(result.outboundUsd, 4.5);
    close(result.connectUsd, 0.03);
    close(result.minuteUsd, 0.08);
  });

  test("show the handlers' count less AWS's as drift", () => {
    const { formulas } = driftWidgetParts(scope);
    const counts = {
      h0: timeSeries({ [day]: 90 }),
      s0: timeSeries({ [day]: 100 }),
      h1: timeSeries({ [day]: 7 }),
      s1: timeSeries({ [day]: 7 }),
    };
    const result = metricMath(formulas, counts);
    close(result.drift0, -10);
    close(result.drift1, 0);
  });

  test("write prices as decimals without an exponent", () => {
    assert.equal(unitPrice(scope.prices.operation), "0.000001");
    assert.equal(unitPrice(scope.prices.connectionMinute), "0.00000008");
  });
});

describe("month to date and projection", () => {
  const { toDate, projected } = monthFormulas();

  /** One dollar in each hour of the last 31 days. */
  function month(now: string) {
    const newest = Date.parse(now);
    const points = Array.from({ length: 31 * 24 }, (_, index) => [
      newest - index * 3_600_000,
      1,
    ]) as [number, number][];
    const result = metricMath([toDate, projected], { cost: new Map(points) });
    return { toDate: result.spent?.[0], projected: result.projected?.[0] };
  }

  test("count only the hours of the current month", () => {
    assert.equal(month("2026-11-05T03:00:00Z").toDate, 4 * 24 + 4);
    assert.equal(month("2026-11-01T00:00:00Z").toDate, 1);
    assert.equal(month("2026-12-31T23:00:00Z").toDate, 31 * 24);
    assert.equal(month("2027-01-02T00:00:00Z").toDate, 25);
    assert.equal(month("2026-03-01T10:00:00Z").toDate, 11);
  });

  test("project an even pace to every hour of the month, whatever its length", () => {
    assert.equal(month("2026-11-05T03:00:00Z").projected, 30 * 24);
    assert.equal(month("2026-12-31T23:00:00Z").projected, 31 * 24);
    assert.equal(month("2027-02-03T12:00:00Z").projected, 28 * 24);
    assert.equal(month("2028-02-03T12:00:00Z").projected, 29 * 24);
    for (const name of ["04", "06", "09"]) {
      assert.equal(month(`2026-${name}-10T00:00:00Z`).projected, 30 * 24);
    }
    for (const name of ["01", "03", "05", "07", "08", "10"]) {
      assert.equal(month(`2026-${name}-10T00:00:00Z`).projected, 31 * 24);
    }
  });
});
