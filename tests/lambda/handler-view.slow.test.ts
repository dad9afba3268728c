import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import { LocalFunctions } from "../../local/functions/local-functions.ts";
import { lambdaTools } from "./lambda-tools.ts";
import { startLambda } from "./start-lambda.ts";

/** Returns everything that a handler can see of where it runs, by name. */
const CODE = `
const view = (name, value, seen = {}) => {
  if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) view(name + "." + key, member, seen);
  } else seen[name] = typeof value === "function" ? "function" : value;
  return seen;
};
export const handler = async (event, context) => ({
  ...view("environment", { ...process.env }),
  ...view("context", context),
  ...view("awslambda", awslambda),
  ...view("globals", Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, typeof globalThis[name]]))),
  ...view("process", {
    cwd: process.cwd(), title: process.title, execPath: process.execPath, execArgv: process.execArgv,
    program: process.argv[1], version: process.version, send: typeof process.send, umask: process.umask(),
    heap: (await import("node:v8")).getHeapStatistics().heap_size_limit,
    listeners: Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)])),
    input: process.stdin.constructor.name, output: process.stdout.constructor.name,
  }),
});
`;

/** Rows of the table in the documentation: what a handler sees differently, by name. */
async function documentedDifferences(): Promise<string[]> {
  const page = await readFile(new URL("../../docs/embedded-functions.md", import.meta.url), "utf8");
  return [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name).sort();
}

/** What only the emulator adds, and what it leaves out: it hands no trace on. */
const EMULATOR_ONLY = [
  "environment.AWS_LAMBDA_FUNCTION_TIMEOUT",
  "environment._X_AMZN_TRACE_ID",
  "context.xRayTraceId",
];

/** What has another value in every process or invocation. */
const NEW_EVERY_TIME = [
  "context.awsRequestId",
  "context.logStreamName",
  "environment.AWS_LAMBDA_LOG_STREAM_NAME",
  "environment.AWS_LAMBDA_RUNTIME_API",
];

/** Variables that Lambda defines (Lambda Developer Guide, defined runtime environment variables). */
const DEFINED_VARIABLES = [
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_XRAY_CONTEXT_MISSING",
  "AWS_XRAY_DAEMON_ADDRESS",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
  "LANG",
  "NODE_PATH",
  "PATH",
  "TZ",
];

test("a handler sees the same on the embedded stage as on Lambda, but for what is documented", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "handler-view-"));
  const surroundings = { region: "eu-west-1", endpoints: {} };
  await writeFile(join(folder, "index.mjs"), CODE);
  const fn: DeployedFunction = {
    functionArn: "arn:aws:lambda:us-east-1:012345678912:function:view",
    functionName: "view",
    codeFolder: folder,
    handler: "index.handler",
    environment: { STAGE: "test", TZ: ":Europe/Paris" },
    memorySize: 256,
    timeoutSeconds: 10,
    logGroup: "/aws/lambda/view",
  };
  const tools = await lambdaTools();
  t.diagnostic(tools.description);
  const lambda = await startLambda(tools, fn, surroundings);
  const functions = new LocalFunctions({ ...surroundings, folder });
  try {
    const answer = await lambda.invoke("{}");
    assert.ok("value" in answer);
    const there = answer.value as Record<string, unknown>;
    await functions.deploy(fn);
    const { value } = await functions.invoke(fn.functionArn, {}, "REQUEST_RESPONSE");
    const here = value as typeof there;
    const names = [...new Set([...Object.keys(there), ...Object.keys(here)])];
    const differing = names.filter((name) => there[name] !== here[name]);
    const expected = [...EMULATOR_ONLY, ...NEW_EVERY_TIME];
    assert.deepEqual(
      differing.filter((name) => !expected.includes(name)).sort(),
      await documentedDifferences(),
    );
    for (const name of NEW_EVERY_TIME) {
      assert.equal(typeof here[name], typeof there[name], name);
    }

    const variables = names.flatMap((name) => {
      const [, variable] = /^environment\.(.+)$/.exec(name) ?? [];
      return variable !== undefined && here[name] !== undefined ? [variable] : [];
    });
    assert.deepEqual(variables.sort(), [...DEFINED_VARIABLES, "STAGE"].sort());
    assert.equal(here["environment.TZ"], ":Europe/Paris");
  } finally {
    await Promise.all([functions.close(), lambda.close()]);
    await rm(folder, { recursive: true });
  }
});
