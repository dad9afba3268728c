import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AccountClient } from "@aws-sdk/client-account";
import {
  CloudWatchClient,
  type GetMetricDataInput,
  type ListMetricsInput,
} from "@aws-sdk/client-cloudwatch";
import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import { STSClient } from "@aws-sdk/client-sts";
import { type Clients, deployedUsage } from "../../cost/deployed-usage.ts";
import { parseMonth } from "../../cost/month.ts";
import { reportDocument } from "../../cost/report-document.ts";
import { reportHtml } from "../../cost/report-html.ts";
import { stageReport } from "../../cost/stage-report.ts";
import { textDocument } from "../../cost/text-document.ts";

const month = parseMonth("2026-10", new Date("2026-11-02T00:00:00Z"));
const request = {
  stage: "prod",
  region: "eu-west-1",
  month,
  billMetric: "UnblendedCost" as const,
  now: new Date("2026-11-02T00:00:00Z"),
};
const day = new Date("2026-10-05T00:00:00Z");
const context = {
  madeAt: new Date("2026-11-02T08:30:00Z"),
  account: { id: "111122223333" },
  tags: {},
};

type Answer = (command: string, input: unknown) => object;

/** As much of a client's middleware stack as is needed to answer in its place. */
interface Stack {
  add(
    middleware: ReturnType<typeof answering>,
    where: { step: "initialize"; priority: "high" },
  ): void;
}

function answering(answer: Answer) {
  return (_next: unknown, context: { readonly commandName?: string }) =>
    async (args: { readonly input: unknown }) => {
      const output = answer(context.commandName ?? "", args.input);
      return { output: { $metadata: {}, ...output } as never, response: {} };
    };
}

/** The SDK's own clients, answered before a request is signed or sent. */
function clients(answer: Answer): Clients {
  const options = { region: "eu-west-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } };
  const answered = <Client extends { readonly middlewareStack: Stack }>(client: Client): Client => {
    client.middlewareStack.add(answering(answer), { step: "initialize", priority: "high" });
    return client;
  };
  return {
    account: answered(new AccountClient(options)),
    cloudWatch: answered(new CloudWatchClient(options)),
    costExplorer: answered(new CostExplorerClient(options)),
    sts: answered(new STSClient(options)),
  };
}

/** A month in which each series has one value: 7 for the handlers' metrics, 9 for AWS's own. */
const account: Answer = (command, input) => {
  if (command === "GetCallerIdentityCommand") {
    return { Account: "111122223333" };
  }
  if (command === "GetAccountInformationCommand") {
    return { AccountName: "Realtime production" };
  }
  if (command === "ListMetricsCommand") {
    const { Namespace, Dimensions: asked } = input as ListMetricsInput;
    assert.equal(Namespace, "AppSyncEvents");
    assert.deepEqual(asked, [{ Name: "Stage", Value: "prod" }]);
    const Dimensions = [
      { Name: "service", Value: "appsync-events-orders" },
      { Name: "Stage", Value: "prod" },
      { Name: "EventAPIId", Value: "api1" },
      { Name: "ChannelNamespaceName", Value: "orders" },
    ];
    const names = ["InboundOperations", "HandlerOperations", "EstimatedCostUSD"];
    return { Metrics: names.map((MetricName) => ({ MetricName, Dimensions })) };
  }
  if (command === "GetMetricDataCommand") {
    const { MetricDataQueries = [] } = input as GetMetricDataInput;
    return {
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => ({
        Id,
        Timestamps: [day],
        Values: [valueFor(MetricStat?.Metric?.Namespace, MetricStat?.Metric?.MetricName)],
      })),
    };
  }
  assert.equal(command, "GetCostAndUsageCommand");
  return {
    ResultsByTime: [
      {
        TimePeriod: { Start: "2026-10-05", End: "2026-10-06" },
        Groups: [
          group("EU-EventAPI-Operation", "70", "0.00007"),
          group("EU-EventAPI-ConnectionDuration", "3", "0.00000024"),
          group("EU-GraphQL-Request", "9", "9"),
        ],
      },
    ],
  };
};

function valueFor(namespace: string | undefined, name: string | undefined): number {
  if (namespace === "AppSyncEvents") {
    return 7;
  }
  return name === "ConnectionDuration" ? 150_000 : 9;
}

function group(usageType: string, quantity: string, usd: string) {
  return {
    Keys: ["Stage$prod", usageType],
    Metrics: {
      UsageQuantity: { Amount: quantity, Unit: "N/A" },
      UnblendedCost: { Amount: usd, Unit: "USD" },
    },
  };
}

describe("usage of a deployed stage", () => {
  test("joins the handlers' metrics with AWS's own, per namespace and for the API", async () => {
    const { usage, accountId, accountName } = await deployedUsage(request, clients(account));
    assert.equal(accountId, "111122223333");
    assert.equal(accountName, "Realtime production");
    const counted = usage.usage.map((each) =>
      [each.source, each.namespace ?? "-", each.kind, each.quantity, each.day].join(" "),
    );
    assert.deepEqual(counted.sort(), [
      "handler orders handler 7 2026-10-05",
      "handler orders inbound 7 2026-10-05",
      "service - connect 9 2026-10-05",
      "service - connectionMinute 3 2026-10-05",
      "service orders handler 18 2026-10-05",
      "service orders inbound 9 2026-10-05",
      "service orders outbound 9 2026-10-05",
      "service orders subscribe 9 2026-10-05",
    ]);
  });

  test("compares with the bill, and shows the drift", async () => {
    const { usage, bill } = await deployedUsage(request, clients(account));
    const common = { stage: "prod", region: "eu-west-1", month };
    const report = stageReport({ ...common, ...(bill ? { bill } : {}) }, usage);
    const text = textDocument(reportDocument(report, context));
    assert.match(text, /EU-EventAPI-Operation +70 +54 +0\.000070000 +0\.000054000 +-0\.000016000/);
    assert.match(
      text,
      /EU-EventAPI-ConnectionDuration +3 +3 +0\.000000240 +0\.000000240 +0\.000000000/,
    );
    assert.doesNotMatch(text, /GraphQL/);
    // 9 inbound, 18 handler, 9 outbound, 9 subscribe, 9 connect: 54 operations, and 3 minutes.
    assert.match(text, /drift: report less bill\) +0\.000070240 +0\.000054240 +-0\.000016000/);
    assert.match(reportHtml(report, context), /EU-EventAPI-Operation/);
  });

  test("goes on without the bill when Cost Explorer refuses", async () => {
    const refusing: Answer = (command, input) => {
      if (command !== "GetCostAndUsageCommand") {
        return account(command, input);
      }
      throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    };
    const { usage, bill } = await deployedUsage(request, clients(refusing));
    assert.equal(bill, undefined);
    assert.ok(usage.notes.some((note) => /Cost Explorer refused \(AccessDenied/.test(note)));
  });

  test("goes on without the account's name when AWS refuses to say it", async () => {
    const refusing: Answer = (command, input) => {
      if (command !== "GetAccountInformationCommand") {
        return account(command, input);
      }
      throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    };
    const deployed = await deployedUsage(request, clients(refusing));
    assert.equal(deployed.accountName, undefined);
    assert.equal(deployed.usage.usage.length, 8);
  });

  test("reads the month before as well", async () => {
    const asked: string[] = [];
    const noting: Answer = (command, input) => {
      if (command === "GetMetricDataCommand") {
        asked.push((input as GetMetricDataInput).StartTime?.toISOString() ?? "");
      }
      return account(command, input);
    };
    await deployedUsage(request, clients(noting));
    assert.deepEqual(asked, ["2026-10-01T00:00:00.000Z", "2026-09-01T00:00:00.000Z"]);
  });

  test("does not ask Cost Explorer unless told to", async () => {
    const asked: string[] = [];
    const noting: Answer = (command, input) => {
      asked.push(command);
      return account(command, input);
    };
    await deployedUsage({ ...request, billMetric: undefined }, clients(noting));
    assert.ok(!asked.includes("GetCostAndUsageCommand"));
  });

  test("explains what AWS refuses", async () => {
    const failing = (name: string) =>
      deployedUsage(
        request,
        clients(() => {
          throw Object.assign(new Error("secret detail"), { name });
        }),
      );
    await assert.rejects(failing("AccessDeniedException"), /allow cloudwatch:ListMetrics/);
    await assert.rejects(failing("ExpiredTokenException"), /no usable AWS credentials/);
    await assert.rejects(failing("CredentialsProviderError"), /no usable AWS credentials/);
  });
});
