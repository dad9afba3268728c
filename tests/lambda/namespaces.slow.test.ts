import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { TableStore } from "../../local/dynamodb/table-store.ts";
import { EventBuses } from "../../local/eventbridge/event-buses.ts";
import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import { mockAws } from "../components/recorded-resources.ts";
import { productNamespace, testNamespace } from "../handlers/deployed-namespace.ts";
import { member, publish, subscribe } from "../handlers/invocation-events.ts";
import { BothRuntimes } from "./both-runtimes.ts";
import { deployedAuthorizer, deployedHandler } from "./deployed-bundle.ts";
import type { Answer } from "./lambda-platform.ts";
import { lambdaTools } from "./lambda-tools.ts";
import { startLambda } from "./start-lambda.ts";

mockAws();

const tools = await lambdaTools();
const folder = await mkdtemp(join(tmpdir(), "lambda-namespaces-"));
const REGION = "eu-west-1";
const tables = await TableStore.open(join(folder, "dynamodb"), REGION);
const buses = await EventBuses.open(join(folder, "events"), {
  accountId: "000000000000",
  region: REGION,
});
const endpoints = {
  AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
  AWS_ENDPOINT_URL_EVENTBRIDGE: buses.endpoint,
};
const surroundings = { region: REGION, endpoints };
after(async () => {
  await Promise.all([tables.close(), buses.close()]);
  await rm(folder, { recursive: true });
});

async function deploy(
  fn: DeployedFunction,
  onLambda: Readonly<Record<string, string>> = {},
): Promise<BothRuntimes> {
  const environment = { ...fn.environment, ...onLambda };
  const lambda = await startLambda(tools, { ...fn, environment }, surroundings);
  return BothRuntimes.deploy(lambda, fn, surroundings);
}

/** What both must answer to one event, as its codes: `ok`, an error's code, or the whole value. */
async function agreed(on: BothRuntimes, event: unknown): Promise<unknown> {
  const { embedded, lambda } = await on.ask(event);
  assert.deepEqual(embedded, lambda, `the embedded stage and Lambda on ${JSON.stringify(event)}`);
  return codes(lambda);
}

function code(error: string): string {
  return error.split(" - ", 1)[0] ?? "";
}

function codes(answer: Answer): unknown {
  if (!("value" in answer)) {
    return answer.errorType;
  }
  const { events, error } = (answer.value ?? {}) as {
    events?: readonly { readonly error?: string }[];
    error?: string;
  };
  if (events) {
    return events.map((event) => (event.error === undefined ? "ok" : code(event.error)));
  }
  return error === undefined ? answer.value : code(error);
}

/** Whether a line counts operations: a cold start is a line of metrics as well. */
function isMetered(line: string): boolean {
  return line.startsWith("{") && "HandlerOperations" in JSON.parse(line);
}

const MALFORMED = { info: {}, events: [{ id: "a" }] };

describe(`the namespace default under AWS's client: ${tools.description}`, () => {
  let both: BothRuntimes;
  before(async () => {
    both = await deploy(await deployedHandler(productNamespace("default"), folder));
  });
  after(() => both.close());

  test("answers as on the embedded stage", async () => {
    const note = { title: "hi" };
    for (const [event, expected] of [
      [publish("/default/notifications", [note]), ["ok"]],
      [
        publish("/default/notifications", [note, { title: 5 }, note]),
        ["ok", "INVALID_EVENT", "ok"],
      ],
      [publish("/default/readings/a", [{ measure: "t", value: 1 }]), ["ok"]],
      [publish("/default/elsewhere", [note]), ["UNROUTED_CHANNEL"]],
      [subscribe("/default/notifications"), null],
      [subscribe("/default/elsewhere"), "UNROUTED_CHANNEL"],
      [subscribe("/default/*"), "WILDCARD_NOT_ALLOWED"],
      [MALFORMED, ["MALFORMED_INVOCATION"]],
      [null, "MALFORMED_INVOCATION"],
      ["text", "MALFORMED_INVOCATION"],
    ] as const) {
      assert.deepEqual(await agreed(both, event), expected, JSON.stringify(event));
    }
  });

  test("writes its metrics as lines of the embedded metric format", async () => {
    const line = await both.lambda.output.line('"_aws"');
    const document = JSON.parse(line);
    assert.equal(document._aws.CloudWatchMetrics[0].Namespace, "AppSyncEvents");
  });
});

describe("the namespace chat under AWS's client", () => {
  let both: BothRuntimes;
  before(async () => {
    both = await deploy(
      await deployedHandler(productNamespace("chat"), folder, { metricsFlush: "aggregate" }),
    );
  });
  after(() => both.close());

  test("answers as on the embedded stage", async () => {
    const ann = member("ann", "den");
    for (const [event, expected] of [
      [publish("/chat/rooms/lobby", [{ text: "write to ann@example.com" }], ann), ["ok"]],
      [publish("/chat/rooms/den", [{ text: "hi" }], ann), ["ok"]],
      [publish("/chat/rooms/other", [{ text: "hi" }], ann), ["UNAUTHORIZED"]],
      [publish("/chat/rooms/lobby", [{ text: "x".repeat(2001) }]), ["INVALID_EVENT"]],
      [subscribe("/chat/rooms/lobby"), null],
      [subscribe("/chat/rooms/den"), "UNAUTHORIZED"],
      [subscribe("/chat/rooms/den", ann), null],
      [MALFORMED, ["MALFORMED_INVOCATION"]],
    ] as const) {
      assert.deepEqual(await agreed(both, event), expected, JSON.stringify(event));
    }
  });

  test("writes the metrics that it holds when it is ended by SIGTERM", async () => {
    await agreed(both, publish("/chat/rooms/lobby", [{ text: "held" }]));
    const metered = both.lambda.output.all.filter(isMetered);
    await both.lambda.signalRuntime("SIGTERM");
    const line = await both.lambda.output.line(
      (text) => isMetered(text) && !metered.includes(text),
    );
    assert.ok(JSON.parse(line).HandlerOperations > 0);
  });
});

describe("the namespace orders under AWS's client", () => {
  let both: BothRuntimes;
  before(async () => {
    const names = ["orders-embedded", "orders-lambda"];
    for (const name of names) {
      await tables.create({
        name,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        attributes: [
          { name: "pk", type: "S" },
          { name: "sk", type: "S" },
        ],
      });
    }
    const environment = { ORDERS_TABLE_NAME: "orders-embedded", EVENT_BUS_NAME: "default" };
    const fn = await deployedHandler(productNamespace("orders"), folder, { environment });
    both = await deploy(fn, { ORDERS_TABLE_NAME: "orders-lambda" });
  });
  after(() => both.close());

  test("answers as on the embedded stage, with its table and its event bus", async () => {
    const order = {
      eventId: "event-0001",
      orderId: "order-1",
      status: "placed",
      currency: "EUR",
      lines: [{ sku: "tea", quantity: 2, unitPrice: 450 }],
    };
    const { currency: _, ...incomplete } = order;
    for (const [event, expected] of [
      [publish("/orders/eu", [order, incomplete]), ["ok", "INVALID_EVENT"]],
      [publish("/orders/eu", [order]), ["ok"]],
      [publish("/orders", [order]), ["UNROUTED_CHANNEL"]],
      [subscribe("/orders/eu"), "UNAUTHORIZED"],
      [subscribe("/orders/eu", member("ann")), null],
      [MALFORMED, ["MALFORMED_INVOCATION"]],
    ] as const) {
      assert.deepEqual(await agreed(both, event), expected, JSON.stringify(event));
    }
  });
});

describe("the authorizer under AWS's client", () => {
  let both: BothRuntimes;
  let token = "";
  before(async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const key = { ...(await exportJWK(publicKey)), alg: "ES256", kid: "one" };
    const [issuer, audience] = ["https://issuer.example", "event-api"];
    token = await new SignJWT({ rooms: ["den"] })
      .setProtectedHeader({ alg: "ES256", kid: "one" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject("ann")
      .setExpirationTime("1h")
      .sign(privateKey);
    both = await deploy(
      await deployedAuthorizer(folder, { issuer, audience, jwks: { keys: [key] } }),
    );
  });
  after(() => both.close());

  test("answers as on the embedded stage: allowed, denied, malformed", async () => {
    const denied = { isAuthorized: false, ttlOverride: 0 };
    assert.deepEqual(await agreed(both, { authorizationToken: token }), {
      isAuthorized: true,
      handlerContext: member("ann", "den").handlerContext,
      ttlOverride: 300,
    });
    for (const request of [{ authorizationToken: `${token}x` }, {}, null, "text", []]) {
      assert.deepEqual(await agreed(both, request), denied);
    }
  });
});

describe("a namespace whose handlers misbehave, under AWS's client", () => {
  let both: BothRuntimes;
  before(async () => {
    const options = { timeoutSeconds: 2, logLevel: "INFO" } as const;
    both = await deploy(await deployedHandler(testNamespace("probe"), folder, options));
  });
  after(() => both.close());

  const does = (path: string, ...names: readonly string[]) =>
    publish(
      path,
      names.map((name) => ({ does: name })),
    );

  test("answers as on the embedded stage, event by event", async () => {
    for (const [event, expected] of [
      [does("/probe/does", "fine", "throws", "fine"), ["ok", "HANDLER_FAILED", "ok"]],
      [does("/probe/slow", "rejects", "fine"), ["HANDLER_FAILED", "ok"]],
      [does("/probe/slow", "hangs", "fine"), ["HANDLER_TIMEOUT", "ok"]],
      [does("/probe/does", "drops", "fine"), ["ok"]],
      [does("/probe/does", "rejected", "unauthorized"), ["REJECTED", "UNAUTHORIZED"]],
      [does("/probe/does", "huge", "large"), ["OVERSIZE_EVENT", "ok"]],
      [does("/probe/does", "bigint", "cyclic"), ["INVALID_RESULT", "INVALID_RESULT"]],
      [does("/probe/does", "refusesAll"), ["UNAUTHORIZED"]],
      [does("/probe/does", ...Array(5).fill("large")), Array(5).fill("ok")],
      [subscribe("/probe/does"), "HANDLER_FAILED"],
      [subscribe("/probe/passes/*"), "UNAUTHORIZED"],
      [subscribe("/probe/passes/*", member("ann")), null],
    ] as const) {
      assert.deepEqual(await agreed(both, event), expected, JSON.stringify(event).slice(0, 200));
    }
  });

  test("logs a failing handler under the id of its invocation", async () => {
    const requestId = "5d1f5a3e-6c0e-4d9c-9d0b-0a4e3a1f7c11";
    await both.lambda.invoke(JSON.stringify(does("/probe/does", "throws")), { requestId });
    const line = await both.lambda.output.line(`"function_request_id":"${requestId}"`);
    assert.equal(JSON.parse(line).level, "ERROR");
  });
});

const NOTE = "A note came";

describe("a namespace with tracing, under AWS's client", () => {
  test("answers as on the embedded stage, and logs under its trace", async () => {
    const fn = await deployedHandler(testNamespace("traced"), folder);
    const both = await deploy(fn);
    let lines: readonly string[] = [];
    try {
      const answer = await agreed(both, publish("/traced/notes", [{ text: "a" }, { text: 5 }]));
      assert.deepEqual(answer, ["ok", "INVALID_EVENT"]);
      assert.equal(await agreed(both, subscribe("/traced/notes")), null);
      await both.lambda.output.line(NOTE);
    } finally {
      lines = await both.close(fn.functionName);
    }
    // The emulator hands no trace on; the stage's Runtime API does.
    const record = JSON.parse(lines.find((line) => line.includes(NOTE)) ?? "{}");
    assert.match(record.xray_trace_id, /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });
});

describe("a namespace with an invalid environment, under AWS's client", () => {
  test("starts, says why in its log, and refuses every event", async () => {
    const fn = await deployedHandler(productNamespace("default"), folder);
    const environment = { ...fn.environment, STAGE: "" };
    const both = await deploy({ ...fn, environment });
    try {
      const event = publish("/default/notifications", [{ title: "hi" }]);
      assert.deepEqual(await agreed(both, event), ["MISCONFIGURED"]);
      assert.match(await both.lambda.output.line("Every event is refused"), /STAGE/);
    } finally {
      await both.close();
    }
  });
});
