import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { lockStage, StageLockError } from "../../cli/start/stage-lock.ts";

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test("a folder is served by one process at a time", async (t) => {
  const folder = await folderOf(t);
  const unlock = await lockStage(folder);
  await assert.rejects(lockStage(folder), StageLockError);
  await unlock();
  await (await lockStage(folder))();
});

test("of two that start at once one gets the folder", async (t) => {
  const folder = await folderOf(t);
  const results = await Promise.allSettled([lockStage(folder), lockStage(folder)]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("a process that was killed holds nothing", async (t) => {
  const folder = await folderOf(t);
  // Above the largest process id of Linux (proc(5), pid_max).
  await writeFile(join(folder, "stage.pid"), "4194305");
  await (await lockStage(folder))();
});
