import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { DeployedFunction } from "../../../local/functions/deployed-function.ts";
import { LocalFunctions } from "../../../local/functions/local-functions.ts";
import type { InvocationError } from "../../../local/model.ts";

const folder = mkdtempSync(join(tmpdir(), "functions-"));
const functions = new LocalFunctions({
  folder,
  region: "eu-west-1",
  endpoints: { AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:1" },
  retryDelaysMs: [5, 5],
});
after(async () => {
  await functions.close();
  rmSync(folder, { recursive: true });
});

function arn(name: string) {
  return `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
}

function written(name: string, code: string, settings: Partial<DeployedFunction> = {}) {
  const codeFolder = join(folder, "code", name);
  mkdirSync(codeFolder, { recursive: true });
  writeFileSync(join(codeFolder, "index.mjs"), code);
  const fn: DeployedFunction = {
    functionArn: arn(name),
    functionName: name,
    codeFolder,
    handler: "index.handler",
    environment: {},
    memorySize: 128,
    timeoutSeconds: 5,
    logGroup: `/aws/lambda/${name}`,
    ...settings,
  };
  return fn;
}

async function call(name: string, payload: unknown = {}) {
  return (await functions.invoke(arn(name), payload, "REQUEST_RESPONSE")).value;
}

function failure(kind: InvocationError["failure"]) {
  return (error: InvocationError) => error.failure === kind;
}

function log(name: string) {
  const file = join(folder, "logs", `${name}.log`);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

async function until(condition: () => boolean): Promise<void> {
  const limit = AbortSignal.timeout(20_000);
  for (; !condition(); limit.throwIfAborted()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process that nobody waits for stays in the table as a zombie.
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}

describe("a deployed function", () => {
  test("answers with what its handler returns, as JSON", async () => {
    await functions.deploy(
      written(
        "echo",
        "export const handler = async (event) => ({ got: event, at: new Date(0), none: undefined });",
      ),
    );
    assert.deepEqual(await call("echo", { a: [1, "é"] }), {
      got: { a: [1, "é"] },
      at: "1970-01-01T00:00:00.000Z",
    });
  });

  test("answers null when its handler returns nothing, as Lambda does", async () => {
    await functions.deploy(written("nothing", "export const handler = async () => {};"));
    assert.equal(await call("nothing"), null);
  });

  test("sees its own environment and Lambda's, and nothing of the machine's", async () => {
    process.env.SECRET_OF_THE_MACHINE = "s";
    await functions.deploy(
      written("environment", "export const handler = async () => process.env;", {
        environment: { STAGE: "local" },
      }),
    );
    const environment = (await call("environment")) as Record<string, string>;
    assert.equal(environment.STAGE, "local");
    assert.equal(environment.AWS_REGION, "eu-west-1");
    assert.equal(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE, "128");
    assert.equal(environment.AWS_ENDPOINT_URL_DYNAMODB, "http://localhost:1");
    assert.equal(environment.SECRET_OF_THE_MACHINE, undefined);
    assert.equal(environment.HOME, undefined);
  });

  test("gets Lambda's context, with the time that is left", async () => {
    await functions.deploy(
      written(
        "context",
        "export const handler = async (_, c) => ({ ...c, left: c.getRemainingTimeInMillis() });",
      ),
    );
    const context = (await call("context")) as Record<string, unknown>;
    assert.equal(context.functionName, "context");
    assert.equal(context.invokedFunctionArn, arn("context"));
    assert.equal(context.memoryLimitInMB, "128");
    assert.match(String(context.awsRequestId), /^[0-9a-f-]{36}$/);
    assert.ok(Number(context.left) > 0 && Number(context.left) <= 5000);
  });

  test("keeps its state between invocations, and runs one at a time in a process", async () => {
    const code = `let running = 0, most = 0, calls = 0;
      export const handler = async () => {
        most = Math.max(most, ++running); calls += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        return { pid: process.pid, most, calls };
      };`;
    await functions.deploy(written("state", code, { reservedConcurrentExecutions: 2 }));
    const answers = (await Promise.all(Array.from({ length: 20 }, () => call("state")))) as {
      pid: number;
      most: number;
      calls: number;
    }[];
    assert.ok(answers.every(({ most }) => most === 1));
    const calls = new Map(answers.map(({ pid, calls }) => [pid, calls]));
    assert.ok(calls.size <= 2);
    assert.equal(answers.length, 20);
    assert.ok(Math.max(...answers.map(({ calls }) => calls)) >= 10);
  });

  test("is throttled when its reserved concurrency is 0", async () => {
    const fn = written("off", "export const handler = async () => 1;", {
      reservedConcurrentExecutions: 0,
    });
    await functions.deploy(fn);
    await assert.rejects(call("off"), failure("Throttled"));
  });

  test("fails on a thrown error and serves the next invocation from the same process", async () => {
    await functions.deploy(
      written(
        "throws",
        "export const handler = async (e) => { if (e.fail) throw new Error('why'); return process.pid; };",
      ),
    );
    const pid = await call("throws");
    await assert.rejects(call("throws", { fail: true }), failure("Unhandled"));
    assert.equal(await call("throws"), pid);
    await until(() => log("throws").includes("Error: why"));
  });

  for (const [name, jump] of [
    ["three days ahead", 3 * 86_400_000],
    ["a day back", -86_400_000],
  ] as const) {
    test(`has its whole timeout, and no more, when the wall clock is set ${name}`, async (t) => {
      const now = Date.now.bind(Date);
      const set = async () => {
        // The invocation is under way by then.
        await new Promise(setImmediate);
        t.mock.method(Date, "now", () => now() + jump);
      };
      const wait = "export const handler = ({ ms }) => new Promise((r) => setTimeout(r, ms, ms));";
      await functions.deploy(written("patient", wait, { timeoutSeconds: 1 }));
      const answered = call("patient", { ms: 200 });
      await set();
      assert.equal(await answered, 200);
      t.mock.restoreAll();
      const late = call("patient", { ms: 60_000 });
      await set();
      await assert.rejects(late, failure("Timeout"));
    });
  }

  test("is ended at its timeout, and the next invocation gets a new process", async () => {
    const fn = written(
      "slow",
      "export const handler = async (e) => { while (e.hang); return process.pid; };",
      { timeoutSeconds: 1 },
    );
    await functions.deploy(fn);
    const pid = await call("slow");
    await assert.rejects(call("slow", { hang: true }), failure("Timeout"));
    assert.notEqual(await call("slow"), pid);
    await until(() => log("slow").includes("Task timed out after 1.00 seconds"));
  });

  test("is refused more memory than it has", async () => {
    const code = `export const handler = async (e) => {
      const kept = []; while (e.eat) kept.push(new Array(1e5).fill(kept.length)); return "fine"; };`;
    await functions.deploy(written("hungry", code));
    await assert.rejects(call("hungry", { eat: true }), failure("OutOfMemory"));
    assert.equal(await call("hungry"), "fine");
  });

  test("recovers from a process that ends itself", async () => {
    const code = "export const handler = async (e) => { if (e.end) process.exit(3); return 1; };";
    await functions.deploy(written("exits", code));
    await assert.rejects(call("exits", { end: true }), failure("Unhandled"));
    assert.equal(await call("exits"), 1);
  });

  test("serves the next invocation when what a handler left running ends its process", async () => {
    const code = `export const handler = async (e) => {
      if (e.later) setTimeout(() => Promise.reject(new Error("late")), 5);
      return process.pid; };`;
    await functions.deploy(written("leaves", code));
    const pid = await call("leaves", { later: true });
    await until(() => log("leaves").includes("Runtime exited with error: exit status 1"));
    assert.notEqual(await call("leaves"), pid);
  });

  test("is retried twice when an asynchronous invocation fails, then given up on", async () => {
    const code = `import { appendFileSync } from "node:fs";
      export const handler = async () => { appendFileSync("tries", "."); throw new Error("no"); };`;
    const fn = written("async", code);
    await functions.deploy(fn);
    const queued = await functions.invoke(fn.functionArn, {}, "EVENT");
    assert.equal(queued.value, undefined);
    await until(() => log("async").includes("discarded after 3 attempts"));
    assert.equal(readFileSync(join(fn.codeFolder, "tries"), "utf8"), "...");
  });

  test("is replaced by a new version without losing an invocation", async () => {
    const code = (version: number) => `export const handler = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50)); return ${version}; };`;
    await functions.deploy(written("versions", code(1)));
    const running = call("versions");
    const fn = written("versions-2", code(2));
    await functions.deploy({ ...fn, functionArn: arn("versions"), functionName: "versions" });
    assert.equal(await running, 1);
    assert.equal(await call("versions"), 2);
  });

  test("keeps the old version when new code does not load", async () => {
    await functions.deploy(written("steady", "export const handler = async () => 1;"));
    const broken = written("steady-2", "throw new Error('at load');");
    await assert.rejects(functions.deploy({ ...broken, functionArn: arn("steady") }), /at load/);
    assert.equal(await call("steady"), 1);
  });

  test("does not exist after its removal", async () => {
    await functions.deploy(written("gone", "export const handler = async () => 1;"));
    await functions.remove(arn("gone"));
    await assert.rejects(call("gone"), failure("NotFound"));
  });

  test("writes what it prints to its log, and embedded metrics to the metrics file alone", async () => {
    const code = `export const handler = async (_, { awsRequestId }) => {
      console.log("a line");
      process.stdout.write(JSON.stringify({ _aws: { Timestamp: 1 }, Ops: 2 }) + "\\n");
      return awsRequestId; };`;
    await functions.deploy(written("prints", code));
    const awsRequestId = await call("prints");
    const metrics = join(folder, "metrics", "emf.jsonl");
    const complete = () => existsSync(metrics) && readFileSync(metrics, "utf8").endsWith("\n");
    await until(() => complete() && log("prints").includes("a line"));
    assert.match(log("prints"), RegExp(`^\\S+Z\\t${awsRequestId}\\tINFO\\ta line$`, "m"));
    assert.ok(!log("prints").includes("_aws"));
    assert.deepEqual(JSON.parse(readFileSync(metrics, "utf8")), { _aws: { Timestamp: 1 }, Ops: 2 });
  });
});

describe("a stage that is killed", () => {
  test("leaves no function behind, not even one that runs", async () => {
    const own = mkdtempSync(join(tmpdir(), "functions-"));
    const fn = written(
      "outlives",
      `import { writeFileSync } from "node:fs";
       export const handler = async () => { writeFileSync("pid", String(process.pid)); for (;;); };`,
      { timeoutSeconds: 60 },
    );
    const module = new URL("../../../local/functions/local-functions.ts", import.meta.url);
    const stage = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `
      const { LocalFunctions } = await import(${JSON.stringify(module.href)});
      const functions = new LocalFunctions(
        { folder: ${JSON.stringify(own)}, region: "eu-west-1", endpoints: {} });
      await functions.deploy(${JSON.stringify(fn)});
      await functions.invoke(${JSON.stringify(fn.functionArn)}, {}, "REQUEST_RESPONSE");`,
    ]);
    const pid = join(fn.codeFolder, "pid");
    await until(() => existsSync(pid) && readFileSync(pid, "utf8") !== "");
    stage.kill("SIGKILL");
    await until(() => !isAlive(Number(readFileSync(pid, "utf8"))));
    rmSync(own, { recursive: true });
  });
});

describe("closing", () => {
  test("lets a function write what it holds on SIGTERM", async () => {
    const own = mkdtempSync(join(tmpdir(), "functions-"));
    const closing = new LocalFunctions({ folder: own, region: "eu-west-1", endpoints: {} });
    await closing.deploy(
      written(
        "holds",
        'process.on("SIGTERM", () => { console.log("flushed"); process.exit(0); }); export const handler = async () => 1;',
      ),
    );
    await closing.close();
    assert.match(readFileSync(join(own, "logs", "holds.log"), "utf8"), /\tINFO\tflushed$/m);
    rmSync(own, { recursive: true });
  });
});
