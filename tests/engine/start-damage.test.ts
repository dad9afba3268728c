import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { freePort } from "./free-port.ts";
import { projectCopy } from "./project-copy.ts";
import { StartedStage } from "./started-stage.ts";

const WATCHING = "Watching handlers/";
const STATE = "pulumi/state/.pulumi/stacks/appsync-events/local.json";

const ORDER = {
  eventId: "event-0001",
  orderId: "order-1",
  status: "placed",
  currency: "EUR",
  lines: [{ sku: "book", quantity: 1, unitPrice: 1999 }],
};

async function start(t: TestContext, project: string, ...args: string[]): Promise<StartedStage> {
  return new StartedStage(t, project, ["--port", String(await freePort()), ...args]);
}

async function stop(stage: StartedStage): Promise<void> {
  stage.process.kill("SIGINT");
  assert.equal(await stage.ended(), 0, stage.output);
}

test("damaged state is named and mended, and a deleted table comes back", async (t) => {
  const project = await projectCopy(t);
  const folder = join(project, ".local");
  const first = await start(t, project);
  await first.printed(WATCHING);
  assert.equal((await first.publish("/orders/eu", ORDER)).failed.length, 0);
  await stop(first);

  await writeFile(join(folder, "iam-principal.json"), '{"accessKeyId":"AKI');
  await truncate(join(folder, STATE), 0);
  await writeFile(join(folder, "pulumi/Pulumi.local.yaml"), "config: [");
  const damaged = await start(t, project);
  assert.equal(await damaged.ended(), 1);
  assert.match(
    damaged.output,
    /iam-principal\.json is damaged: it is not JSON\. Nothing was changed\./,
  );
  assert.match(damaged.output, /npm start -- --reset iam-principal/);
  assert.doesNotMatch(damaged.output, /^\s+at /m);
  assert.equal((await readFile(join(folder, STATE), "utf8")).length, 0, "nothing else is touched");

  const program = join(project, "index.ts");
  const complete = await readFile(program, "utf8");
  await writeFile(program, complete.replace(/^.*name: "orders".*$/m, ""));
  const second = await start(t, project, "--reset", "iam-principal");
  await second.printed(WATCHING);
  assert.match(second.output, /iam-principal\.json was put aside as .*removed/);
  assert.match(second.output, /local\.json was damaged \(it is empty\) and is replaced by/);
  assert.match(second.output, /Deleting the table \S+orders with [1-9]\d* items?, kept in /);
  assert.match(second.output, /\d+ changes: .*\d+ delete/);
  const [, aside = ""] = /npm start -- --restore (\S+)/.exec(second.output) ?? [];
  await stop(second);

  await writeFile(program, complete);
  const third = await start(t, project, "--restore", aside);
  await third.printed(WATCHING);
  assert.match(third.output, /[1-9]\d* items of the table \S+orders were put back\./);
  await stop(third);
});

test("a disk that fills up ends a first deployment with one message, and a later start works", async (t) => {
  const disk = await mkdtemp(join(tmpdir(), "disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", disk]).status === 0;
  const project = await projectCopy(t);
  t.after(async () => {
    if (mounted) {
      spawnSync("umount", ["-l", disk]);
    }
    await rm(disk, { recursive: true, force: true });
  });
  if (!mounted) {
    return t.skip("mounting a disk of its own needs root");
  }
  const folder = join(disk, "stage");
  const first = await start(t, project, "--folder", folder);
  await first.printed("Deploying the stage");
  const limit = AbortSignal.timeout(60_000);
  while ((await readFile(join(folder, STATE), "utf8").catch(() => "")) === "") {
    limit.throwIfAborted();
  }
  spawnSync("dd", ["if=/dev/zero", `of=${join(disk, "filler")}`, "bs=16k"]);
  assert.equal(await first.ended(), 1);
  assert.match(first.output, /The disk of \S+ is full: .* Fix: free space/);
  assert.doesNotMatch(first.output, /^\s+at /m);

  await rm(join(disk, "filler"));
  const second = await start(t, project, "--folder", folder);
  await second.printed(WATCHING);
  assert.doesNotMatch(second.output, /ERROR/);
  await stop(second);
});
