import assert from "node:assert/strict";
import { before, describe, mock, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";

type Recorded = { type: string; name: string; inputs: Record<string, unknown> };
const RECORDED: Recorded[] = [];

await pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs }) => {
      RECORDED.push({ type, name, inputs });
      const state = { ...inputs, arn: `arn:aws:x:eu-west-1:111122223333:${name}` };
      if (type === "aws:appsync/api:Api") {
        return { id: name, state: { ...state, apiId: "api1", apiArn: state.arn, dns: {} } };
      }
      return { id: name, state };
    },
    call: ({ inputs }) => inputs,
  },
  "appsync-events",
  "prod",
);

const { bundleOf } = await import("./stage-parts.ts");
const { EventApi } = await import("../../components/event-api.ts");
const { EventHandler } = await import("../../components/event-handler.ts");
const { AlarmTopic } = await import("../../components/alarm-topic.ts");
const { CostDashboard } = await import("../../components/cost-dashboard.ts");

const eventApi = new EventApi("events");
const alarmTopic = new AlarmTopic("alarms");
function handlerOf(namespace: string) {
  return new EventHandler(namespace, { eventApi, bundle: bundleOf(namespace) });
}

const NAMES = ["one", "two", "three", "four", "five"];
const handlers = NAMES.map(handlerOf);
const REGION = "eu-west-1";
const WARNINGS: string[] = [];

function ofType(type: string, prefix: string) {
  return RECORDED.filter((each) => each.type === type && each.name.startsWith(prefix)).sort(
    (one, other) => one.name.localeCompare(other.name),
  );
}

describe("CostDashboard", () => {
  before(async () => {
    new CostDashboard("cost", {
      eventApi,
      handlers: handlers.slice(0, 2),
      region: REGION,
      alarmTopic,
      budget: { monthlyUsd: 1_500, email: "finance@example.com" },
      tags: { Stage: "prod" },
    });
    new CostDashboard("wide", {
      eventApi,
      handlers,
      region: REGION,
      budget: { monthlyUsd: 720 },
      alarmTopic,
    });
    new CostDashboard("bare", { eventApi, handlers: handlers.slice(0, 1), region: REGION });
    const warn = mock.method(pulumi.log, "warn", async (message: string) => {
      WARNINGS.push(message);
    });
    new CostDashboard("elsewhere", {
      eventApi,
      handlers: handlers.slice(0, 2),
      region: "ap-south-2",
      budget: { monthlyUsd: 720 },
      alarmTopic,
    });
    warn.mock.restore();
    await pulumi.runtime.disconnect();
  });

  test("registers a dashboard that shows the stage's own API and functions", () => {
    const [dashboard] = ofType("aws:cloudwatch/dashboard:Dashboard", "cost");
    assert.equal(dashboard?.inputs.dashboardName, "appsync-events-prod-cost");
    const body = String(dashboard?.inputs.dashboardBody);
    assert.equal(JSON.parse(body).widgets.length, 13);
    for (const text of ['"api1"', "appsync-events-one", "appsync-events-two", '"Stage","prod"']) {
      assert.ok(body.includes(text), text);
    }
  });

  test("alarms on a fast and a slow window, relative to the budget", () => {
    const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm", "cost-");
    assert.deepEqual(
      alarms.map(({ name, inputs }) => [name, inputs.threshold]),
      [
        ["cost-fast", 30], // 2 % of 1,500
        ["cost-slow", 100], // two days' even share
      ],
    );
    for (const { inputs } of alarms) {
      const queries = inputs.metricQueries as { returnData?: boolean; metric?: object }[];
      assert.equal(queries.filter(({ returnData }) => returnData).length, 1);
      assert.ok(queries.filter(({ metric }) => metric).length <= 10);
      assert.equal((inputs.alarmActions as unknown[]).length, 1);
    }
  });

  test("splits the alarms when there are more namespaces than metric math takes", () => {
    const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm", "wide-");
    assert.deepEqual(
      alarms.map(({ name }) => name),
      ["wide-fast-1", "wide-fast-2", "wide-fast-3", "wide-slow-1", "wide-slow-2", "wide-slow-3"],
    );
    for (const { inputs } of alarms) {
      const queries = inputs.metricQueries as { metric?: object }[];
      assert.ok(queries.filter(({ metric }) => metric).length <= 10);
    }
  });

  test("sets an AWS Budget on the stage's tag that notifies by mail, or else the topic", () => {
    const [budget] = ofType("aws:budgets/budget:Budget", "cost");
    assert.equal(budget?.inputs.limitAmount, "1500");
    assert.deepEqual(budget?.inputs.costFilters, [
      { name: "TagKeyValue", values: ["user:Stage$prod"] },
    ]);
    const notifications = (of: Recorded | undefined) =>
      of?.inputs.notifications as Record<string, unknown>[];
    assert.deepEqual(
      notifications(budget).map((each) => [each.notificationType, each.threshold]),
      [
        ["ACTUAL", 80],
        ["ACTUAL", 100],
        ["FORECASTED", 100],
      ],
    );
    assert.deepEqual(notifications(budget)[0]?.subscriberEmailAddresses, ["finance@example.com"]);
    const [wide] = ofType("aws:budgets/budget:Budget", "wide");
    assert.deepEqual(
      notifications(wide).map((each) => Object.keys(each).includes("subscriberSnsTopicArns")),
      [true, true, true],
    );
  });

  test("counts operations and has no dollars and no alarms in a region without a price, and says so", () => {
    assert.match(WARNINGS.join(), /No dollars on the dashboard.*"ap-south-2".*prices --update/);
    const [dashboard] = ofType("aws:cloudwatch/dashboard:Dashboard", "elsewhere");
    const body = String(dashboard?.inputs.dashboardBody);
    assert.match(body, /No dollars are shown, and no alarm watches spending: .*"ap-south-2"/);
    assert.match(body, /InboundOperations/);
    assert.doesNotMatch(body, /EstimatedCostUSD|"null"|NaN|undefined/);
    assert.equal(ofType("aws:cloudwatch/metricAlarm:MetricAlarm", "elsewhere-").length, 0);
    assert.equal(ofType("aws:budgets/budget:Budget", "elsewhere").length, 1);
  });

  test("has neither alarms nor a budget without a budget", () => {
    assert.equal(ofType("aws:cloudwatch/metricAlarm:MetricAlarm", "bare-").length, 0);
    assert.equal(ofType("aws:budgets/budget:Budget", "bare").length, 0);
  });

  test("refuses what cannot work before any resource exists", () => {
    const args = { eventApi, handlers, region: REGION };
    assert.throws(() => new CostDashboard("x", { ...args, handlers: [] }), /handlers: got none/);
    assert.throws(
      () => new CostDashboard("x", { ...args, budget: { monthlyUsd: 0 } }),
      /budget\.monthlyUsd: got 0/,
    );
    assert.equal(RECORDED.filter(({ name }) => name === "x").length, 0);
  });
});
