import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import { LocalFunctions } from "../../local/functions/local-functions.ts";
import { BothRuntimes } from "./both-runtimes.ts";
import type { Answer } from "./lambda-platform.ts";
import { lambdaTools } from "./lambda-tools.ts";
import { startLambda } from "./start-lambda.ts";

const tools = await lambdaTools();
const SURROUNDINGS = { region: "eu-west-1", endpoints: {} };

/** Handlers of one function, chosen by the event's `does`. */
const CODE = `
const handlers = {
  returns: ({ value }) => value,
  returnsNothing: () => {},
  returnsDate: () => ({ at: new Date(0), none: undefined }),
  throws: () => { throw new TypeError("why"); },
  throwsText: () => { throw "a text"; },
  throwsNothing: () => { throw undefined; },
  throwsNamed: () => { throw Object.assign(new Error("no"), { name: "UnauthorizedException" }); },
  rejects: async () => { throw new RangeError("later\\u007f"); },
  bigint: () => 1n,
  cyclic: () => { const value = {}; value.self = value; return value; },
  big: () => "x".repeat(6_291_556),
  bigEnough: () => "x".repeat(1_000_000),
  exits: ({ code }) => process.exit(code),
  ends: () => process.kill(process.pid, "SIGKILL"),
  emptiesTheLoop: () => new Promise(() => {}),
  hangs: () => new Promise((resolve) => setTimeout(resolve, 60_000)),
  spins: () => { for (;;); },
  eats: () => { const kept = []; for (;;) kept.push(new Array(1e5).fill(kept.length)); },
  rejectsAside: async () => { Promise.reject(new Error("aside")); await new Promise(setImmediate); },
  throwsAside: () => new Promise(() => setImmediate(() => { throw new Error("aside"); })),
  callbackGiven: (event, context) => Object.keys(context).concat(typeof context.done),
  streams: () => typeof awslambda.streamifyResponse(async () => {}),
  store: (event, context) => {
    const store = awslambda.InvokeStore;
    store.set("own", 1);
    return [store.getRequestId() === context.awsRequestId, store.getXRayTraceId() === context.xRayTraceId,
      store.getTenantId(), store.get("own")];
  },
  storeBefore: () => awslambda.InvokeStore.get("own"),
};
export const handler = async (event, context) => handlers[event.does](event, context);
`;

let both: BothRuntimes;
let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "lambda-client-"));
  both = await deployed("index.mjs", CODE);
});
after(async () => {
  await both.close();
  await rm(folder, { recursive: true });
});

async function written(
  file: string,
  code: string,
  settings: Partial<DeployedFunction> = {},
): Promise<DeployedFunction> {
  const codeFolder = await mkdtemp(join(folder, "code-"));
  await writeFile(join(codeFolder, file), code);
  return {
    functionArn: "arn:aws:lambda:us-east-1:012345678912:function:client",
    functionName: "client",
    codeFolder,
    handler: "index.handler",
    environment: {},
    memorySize: 128,
    timeoutSeconds: 20,
    logGroup: "/aws/lambda/client",
    ...settings,
  };
}

async function deployed(
  file: string,
  code: string,
  settings?: Partial<DeployedFunction>,
): Promise<BothRuntimes> {
  const fn = await written(file, code, settings);
  const lambda = await startLambda(tools, fn, SURROUNDINGS);
  return BothRuntimes.deploy(lambda, fn, SURROUNDINGS);
}

/** What both must answer to one event. */
async function agreed(event: unknown, on: BothRuntimes = both): Promise<Answer> {
  const { embedded, lambda } = await on.ask(event);
  assert.deepEqual(embedded, lambda, `the embedded stage and Lambda on ${JSON.stringify(event)}`);
  return lambda;
}

function exit(reason: string): Answer {
  return {
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: <id> Error: ${reason}`,
  };
}

function thrown(errorType: string, errorMessage: string): Answer {
  return { errorType, errorMessage };
}

const unserialisable = thrown("Runtime.JSONStringifyError", "Unable to stringify response body");

/** By what a handler does: the event's other members, and the answer. */
const cases: readonly (readonly [string, object, Answer])[] = [
  ["returns", { value: { a: [1, "é\u2028"], b: null } }, { value: { a: [1, "é\u2028"], b: null } }],
  ["returnsNothing", {}, { value: null }],
  ["returnsDate", {}, { value: { at: "<time>" } }],
  ["throws", {}, thrown("TypeError", "why")],
  ["throwsText", {}, thrown("string", "a text")],
  ["throwsNothing", {}, thrown("undefined", "undefined")],
  ["throwsNamed", {}, thrown("UnauthorizedException", "no")],
  ["rejects", {}, thrown("RangeError", "later%7F")],
  ["bigint", {}, unserialisable],
  ["cyclic", {}, unserialisable],
  ["bigEnough", {}, { value: "x".repeat(1_000_000) }],
  [
    "big",
    {},
    thrown(
      "Function.ResponseSizeTooLarge",
      "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ),
  ],
  ["exits", { code: 3 }, exit("Runtime exited with error: exit status 3")],
  ["exits", { code: 0 }, exit("Runtime exited without providing a reason")],
  ["ends", {}, exit("Runtime exited with error: signal: killed")],
  ["emptiesTheLoop", {}, exit("Runtime exited without providing a reason")],
  ["eats", {}, exit("Runtime exited with error: signal: aborted")],
  ["rejectsAside", {}, exit("Runtime exited with error: exit status 1")],
  ["throwsAside", {}, exit("Runtime exited with error: exit status 1")],
  ["streams", {}, { value: "function" }],
  ["storeBefore", {}, { value: null }],
  ["store", {}, { value: [true, true, null, 1] }],
  ["storeBefore", {}, { value: null }],
];

describe("code that cannot start", () => {
  test("is refused by the embedded stage with the error that Lambda answers", async () => {
    for (const [file, code, handler, errorType] of [
      ["index.mjs", "throw new RangeError('at load');", "index.handler", "RangeError"],
      ["index.mjs", "export const other = 1;", "index.handler", "Runtime.HandlerNotFound"],
      ["index.mjs", "export const handler = 5;", "index.handler", "Runtime.HandlerNotFound"],
      [
        "index.mjs",
        "export const handler = (event, context, callback) => callback();",
        "index.handler",
        "Runtime.CallbackHandlerDeprecated",
      ],
      ["index.mjs", "export const handler = ;", "index.handler", "Runtime.UserCodeSyntaxError"],
      ["other.mjs", "", "index.handler", "Runtime.ImportModuleError"],
      ["index.mjs", "", "index", "Runtime.MalformedHandlerName"],
    ] as const) {
      const fn = await written(file, code, { handler });
      const lambda = await startLambda(tools, fn, SURROUNDINGS);
      const answer = await lambda.invoke("{}");
      await assert.rejects(BothRuntimes.deploy(lambda, fn, SURROUNDINGS), ({ message }: Error) =>
        message.startsWith(errorType),
      );
      assert.equal("errorType" in answer && answer.errorType, errorType);
    }
  });
});

describe("code that ends its process", () => {
  test("is refused by the embedded stage; the emulator has no answer to it", async () => {
    await assert.rejects(deployed("index.mjs", "process.exit(4);"), {
      name: "InvocationError",
      message: "Runtime.ExitError: Runtime exited with error: exit status 4",
    });
  });
});

describe(`a function on the embedded stage and on ${tools.description}`, () => {
  test("is answered the same, whatever its handler does", async () => {
    for (const [does, more, answer] of cases) {
      assert.deepEqual(await agreed({ does, ...more }), answer, does);
    }
  });

  test("is ended at its timeout, whether it waits or runs", async () => {
    const brief = await deployed("index.mjs", CODE, { timeoutSeconds: 1 });
    try {
      const timedOut = thrown("Sandbox.Timedout", "Task timed out after 1.00 seconds");
      assert.deepEqual(await agreed({ does: "hangs" }, brief), timedOut);
      assert.deepEqual(await agreed({ does: "spins" }, brief), timedOut);
    } finally {
      await brief.close();
    }
  });

  test("serves the next invocation after each of them", async () => {
    for (const [does, more] of [
      ["exits", { code: 3 }],
      ["throwsAside", {}],
      ["big", {}],
    ] as const) {
      await both.ask({ does, ...more });
      assert.deepEqual(await agreed({ does: "returns", value: does }), { value: does });
    }
  });

  test("is loaded from any file and export that Lambda's handler setting names", async () => {
    for (const [file, code, handler] of [
      ["index.cjs", "exports.handler = async () => 'cjs';", "index.handler"],
      ["index.js", "exports.nested = { run: () => 'nested' };", "index.nested.run"],
      ["app.mjs", "export default { handler: () => 'default' };", "app.handler"],
    ] as const) {
      const one = await deployed(file, code, { handler });
      try {
        assert.ok("value" in (await agreed({}, one)), file);
      } finally {
        await one.close();
      }
    }
  });

  test("writes JSON lines from the least level on when its logging says so", async () => {
    const code =
      "export const handler = async () => { console.debug('d'); console.warn('w', 1); };";
    const one = await deployed("index.mjs", code, { logging: { applicationLogLevel: "INFO" } });
    await agreed({}, one);
    const embedded = await one.close("client");
    for (const lines of [one.lambda.output.all, embedded]) {
      const records = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
      assert.deepEqual(
        records.map(({ level, message }) => [level, message]),
        [["WARN", "w 1"]],
      );
      assert.ok(records.every(({ requestId }) => /^[0-9a-f-]{36}$/.test(requestId)));
    }
  });

  test("finds the trace of its invocation in the environment and in the store", async () => {
    const code = `export const handler = (event, { xRayTraceId }) =>
      [xRayTraceId, process.env._X_AMZN_TRACE_ID, awslambda.InvokeStore.getXRayTraceId()];`;
    const fn = await written("index.mjs", code);
    // The emulator hands no trace on: here both are served by the stage's own Runtime API.
    for (const runtime of [undefined, tools.clientPath]) {
      const functions = new LocalFunctions({ ...SURROUNDINGS, folder, runtime });
      await functions.deploy(fn);
      const { value } = await functions.invoke(fn.functionArn, {}, "REQUEST_RESPONSE");
      const traces = value as string[];
      await functions.close();
      assert.match(
        traces[0] ?? "",
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
      );
      assert.deepEqual(new Set(traces).size, 1);
    }
  });

  test("gets the same context", async () => {
    const answer = await agreed({ does: "callbackGiven" });
    assert.deepEqual("value" in answer && answer.value, [
      "clientContext",
      "identity",
      "invokedFunctionArn",
      "awsRequestId",
      "tenantId",
      "xRayTraceId",
      "getRemainingTimeInMillis",
      "functionName",
      "functionVersion",
      "memoryLimitInMB",
      "logGroupName",
      "logStreamName",
      "undefined",
    ]);
  });
});
