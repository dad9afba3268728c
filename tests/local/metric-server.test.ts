import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from "@aws-sdk/client-cloudwatch";
import { capturedUsage } from "../../cost/captured-usage.ts";
import { cloudWatchUsage } from "../../cost/cloudwatch-usage.ts";
import { parseMonth } from "../../cost/month.ts";
import type { Usage } from "../../cost/usage.ts";
import { MetricServer } from "../../local/cloudwatch/metric-server.ts";
import { capturedMetrics, emfLine, serviceLine } from "../cli/captured-metrics.ts";

const now = new Date();
const today = now.toISOString().slice(0, 10);
const time = `${today}T00:00:00Z`;

async function served(
  t: TestContext,
  lines: { readonly emf?: readonly string[]; readonly service?: readonly string[] },
) {
  const folder = await capturedMetrics(t, lines);
  const server = await MetricServer.open(folder);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new CloudWatchClient({
    endpoint: server.endpoint,
    region: "eu-west-1",
    credentials,
    maxAttempts: 1,
  });
  t.after(async () => {
    client.destroy();
    await server.close();
  });
  return { folder, client };
}

const stage = {
  emf: [
    emfLine(time, "orders", { InboundOperations: 90, HandlerOperations: 40 }),
    emfLine(time, "orders", { InboundOperations: 10 }),
    emfLine(time, "chat", { SubscribeOperations: 3 }),
    emfLine(time, "chat", { SubscribeOperations: 5 }, "other").replaceAll("api1", "api2"),
  ],
  service: [
    serviceLine(time, "InboundMessages", 120, "orders"),
    serviceLine(time, "OutboundMessages", 7, "chat"),
    serviceLine(time, "ConnectSuccess", 2),
    serviceLine(time, "ConnectionDuration", 90_000),
    "{ cut off by a ki",
  ],
};

test("a stage's usage is the same through CloudWatch's calls as from the files themselves", async (t) => {
  const { folder, client } = await served(t, stage);
  const month = parseMonth(today.slice(0, 7), now);
  const { usage } = await cloudWatchUsage(client, "local", month);
  const captured = await capturedUsage(folder, "local", month);
  const key = (each: Usage) =>
    [each.day, each.namespace, each.kind, each.source, each.quantity].join(" ");
  assert.deepEqual(usage.map(key).sort(), captured.usage.map(key).sort());
  assert.ok(usage.length >= 7);
});

test("an API whose handlers report nothing is counted when it is named", async (t) => {
  const service = [
    serviceLine(time, "ConnectionDuration", 90_000),
    serviceLine(time, "OutboundMessages", 7, "chat"),
  ];
  const { client } = await served(t, { service });
  const month = parseMonth(today.slice(0, 7), now);
  assert.deepEqual((await cloudWatchUsage(client, "local", month)).usage, []);
  const known = { eventApiId: "api1", namespaces: ["chat"] };
  const { usage } = await cloudWatchUsage(client, "local", month, known);
  assert.deepEqual(
    usage.map(({ kind, quantity }) => [kind, quantity]),
    [
      ["outbound", 7n],
      ["connectionMinute", 2n],
    ],
  );
});

test("metrics without a value for two weeks are not listed, and their values can still be asked for", async (t) => {
  const old = new Date(now.getTime() - 15 * 86_400_000);
  const { client } = await served(t, {
    service: [serviceLine(old.toISOString(), "ConnectSuccess", 4)],
  });
  const { Metrics } = await client.send(new ListMetricsCommand({}));
  assert.deepEqual(Metrics, []);
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - 20 * 86_400_000),
      EndTime: now,
      MetricDataQueries: [
        {
          Id: "a",
          MetricStat: {
            Metric: {
              Namespace: "AWS/AppSync",
              MetricName: "ConnectSuccess",
              Dimensions: [{ Name: "EventAPIId", Value: "api1" }],
            },
            Period: 86_400,
            Stat: "Sum",
          },
        },
      ],
    }),
  );
  assert.deepEqual(MetricDataResults?.[0]?.Values, [4]);
  assert.equal(
    MetricDataResults?.[0]?.Timestamps?.[0]?.toISOString().slice(11),
    "00:00:00.000Z",
    "values stand at the beginning of their period",
  );
});

test("what this machine cannot answer is refused, never answered wrongly", async (t) => {
  const { client } = await served(t, stage);
  const refused = (message: RegExp) => (error: unknown) =>
    error instanceof Error && message.test(error.message);
  const Metric = { Namespace: "AWS/AppSync", MetricName: "ConnectSuccess" };
  const range = { StartTime: new Date(0), EndTime: now };
  await assert.rejects(
    client.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [{ Id: "a", MetricStat: { Metric, Period: 60, Stat: "p95" } }],
      }),
    ),
    refused(/Stat Sum/),
  );
  await assert.rejects(
    client.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [{ Id: "a", Expression: "SUM(METRICS())" }],
      }),
    ),
    refused(/MetricStat/),
  );
  await assert.rejects(
    client.send(
      new GetMetricStatisticsCommand({ ...Metric, ...range, Period: 60, Statistics: ["Sum"] }),
    ),
    refused(/it has ListMetrics, GetMetricData/),
  );
});
