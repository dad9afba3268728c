import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { DeployedFunction } from "../../../local/functions/deployed-function.ts";
import { LocalFunctions } from "../../../local/functions/local-functions.ts";

const folder = mkdtempSync(join(tmpdir(), "versions-"));
const functions = new LocalFunctions({ folder, region: "eu-west-1", endpoints: {} });
after(async () => {
  await functions.close();
  rmSync(folder, { recursive: true });
});

const ARN = "arn:aws:lambda:eu-west-1:000000000000:function:chat";
const ALIAS = `${ARN}:live`;

/** Answers with what it was told about itself; `{ wait }` lets it answer that much later. */
const CODE = `
  export const handler = async ({ wait = 0 }, { functionVersion, invokedFunctionArn }) => {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const { AWS_LAMBDA_FUNCTION_VERSION, BUILD } = process.env;
    const { pid } = process;
    return { functionVersion, invokedFunctionArn, AWS_LAMBDA_FUNCTION_VERSION, BUILD, pid };
  };`;

function build(number: number): DeployedFunction {
  const codeFolder = join(folder, "code");
  mkdirSync(codeFolder, { recursive: true });
  writeFileSync(join(codeFolder, "index.mjs"), CODE);
  return {
    functionArn: `${ARN}:${number}`,
    version: String(number),
    functionName: "chat",
    codeFolder,
    handler: "index.handler",
    environment: { BUILD: String(number) },
    memorySize: 128,
    timeoutSeconds: 5,
    logGroup: "/aws/lambda/chat",
  };
}

interface Answer {
  readonly BUILD: string;
  readonly pid: number;
}

async function invoke(arn: string, event = {}): Promise<Answer> {
  return (await functions.invoke(arn, event, "REQUEST_RESPONSE"))?.value as Answer;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("an alias", () => {
  test("leads to a version, which sees its number and the ARN that was invoked", async () => {
    await functions.deploy(build(1));
    functions.pointAlias(ALIAS, { functionArn: `${ARN}:1` });
    const { pid: _, ...seen } = await invoke(ALIAS);
    assert.deepEqual(seen, {
      functionVersion: "1",
      invokedFunctionArn: ALIAS,
      AWS_LAMBDA_FUNCTION_VERSION: "1",
      BUILD: "1",
    });
  });

  test("moves at once; the version before finishes what it is doing, and ends", async () => {
    await functions.deploy(build(2));
    const before = invoke(ALIAS, { wait: 300 });
    functions.pointAlias(ALIAS, { functionArn: `${ARN}:2` });
    assert.equal((await invoke(ALIAS)).BUILD, "2");
    const { BUILD, pid } = await before;
    assert.equal(BUILD, "1");
    for (let left = 500; isRunning(pid) && left > 0; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(isRunning(pid), false);
  });

  test("can move back, as in a rollback", async () => {
    functions.pointAlias(ALIAS, { functionArn: `${ARN}:1` });
    assert.equal((await invoke(ALIAS)).BUILD, "1");
    assert.equal((await invoke(`${ARN}:2`)).BUILD, "2");
  });

  test("leads a share of its invocations to another version, which serves on", async (t) => {
    functions.pointAlias(ALIAS, {
      functionArn: `${ARN}:1`,
      weights: new Map([[`${ARN}:2`, 0.25]]),
    });
    const drawn = [0, 0.24, 0.25, 0.99];
    t.mock.method(Math, "random", () => drawn.shift());
    const builds: string[] = [];
    while (drawn.length > 0) {
      builds.push((await invoke(ALIAS)).BUILD);
    }
    assert.deepEqual(builds, ["2", "2", "1", "1"]);
    const { pid } = await invoke(`${ARN}:2`);
    functions.pointAlias(ALIAS, { functionArn: `${ARN}:2` });
    assert.equal((await invoke(ALIAS)).pid, pid);
  });

  test("leads nowhere once its function is removed", async () => {
    await functions.remove(ARN);
    for (const arn of [ALIAS, `${ARN}:1`, `${ARN}:2`]) {
      await assert.rejects(invoke(arn), { failure: "NotFound" });
    }
  });
});
