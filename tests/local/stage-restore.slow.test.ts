import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { EmbeddedStage } from "../../local/stage.ts";
import { type Properties, textArchive } from "../../shared/properties.ts";

const REGION = "eu-west-1";

function lambdaFunction(name: string, code: Properties | undefined) {
  const inputs = { name, code, handler: "index.handler", runtime: "nodejs24.x" };
  const arn = `arn:aws:lambda:${REGION}:000000000000:function:${name}`;
  const outputs = { ...inputs, arn, version: "$LATEST" };
  return { urn: name, type: "aws:lambda/function:Function", id: name, inputs, outputs };
}

test("a stage that cannot put everything back in service can be closed, and leaves no process", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "restore-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const stage = await EmbeddedStage.open({ folder, port: 0, region: REGION, principals: [] });
  const code = textArchive({ "index.mjs": "export const handler = async () => 1;" });
  const resources = [lambdaFunction("unreadable", undefined), lambdaFunction("slow", code)];
  await assert.rejects(stage.restore(resources), /AssetArchive/);
  await stage.close();
  // A process that was started meanwhile would stay, and keep this one alive.
  const limit = AbortSignal.timeout(5_000);
  while (process.getActiveResourcesInfo().includes("ProcessWrap")) {
    limit.throwIfAborted();
    await new Promise((resolve) => setImmediate(resolve));
  }
});
