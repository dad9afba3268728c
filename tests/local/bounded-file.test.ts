import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BoundedFile, ROTATED_PARTS } from "../../shared/bounded-file.ts";
import { WriteHealth } from "../../shared/write-health.ts";

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bounded-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A health that remembers what it said. */
function hearing(): { health: WriteHealth; said: string[] } {
  const said: string[] = [];
  return { health: new WriteHealth((message) => said.push(message)), said };
}

test("lines are written whole and in order, and only the owner may read them", async (t) => {
  const path = join(await folderOf(t), "logs", "chat.log");
  const { health, said } = hearing();
  const file = new BoundedFile(path, 1_000_000, health);
  const lines = Array.from({ length: 1_000 }, (_, n) => `line ${n}`);
  for (const line of lines) {
    file.write(line);
  }
  await file.close();
  assert.deepEqual((await readFile(path, "utf8")).trimEnd().split("\n"), lines);
  assert.equal((await stat(path)).mode & 0o077, 0);
  assert.deepEqual(said, []);
});

test("a file and its rotated parts stay below the bound, and the newest lines are kept", async (t) => {
  const folder = await folderOf(t);
  const bound = 64_000;
  const file = new BoundedFile(join(folder, "emf.jsonl"), bound, hearing().health);
  for (let round = 0; round < 100; round++) {
    for (let n = 0; n < 10; n++) {
      file.write(`${round} ${"x".repeat(200)}`);
    }
  }
  await file.close();
  const names = await readdir(folder);
  assert.ok(names.length <= ROTATED_PARTS + 1 && names.includes("emf.1.jsonl"), names.join());
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total <= bound, `${total} bytes`);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  assert.ok(texts.some((text) => text.includes("99 x")));
});

test("a full disk is said once, and again when lines are written after it", async (t) => {
  const { health, said } = hearing();
  const mounted = await smallDisk(t);
  if (!mounted) {
    return t.skip("mounting a disk of its own needs root");
  }
  const file = new BoundedFile(join(mounted, "chat.log"), 1_000_000, health);
  for (let n = 0; n < 50; n++) {
    file.write("x".repeat(10_000));
  }
  await waitFor(() => said.length === 1);
  assert.match(said[0] ?? "", /chat\.log: .*ENOSPC.*The stage serves on/);
  for (const part of await readdir(mounted)) {
    await rm(join(mounted, part));
  }
  await waitFor(() => {
    file.write("after");
    return said.length === 2;
  });
  assert.match(said[1] ?? "", /^Logs and metrics are written again; \d+ lines were lost\.$/);
  await file.close();
  const text = await readFile(join(mounted, "chat.log"), "utf8");
  assert.ok(
    text
      .trim()
      .split("\n")
      .every((line) => line === "after"),
  );
});

test("a folder in the place of a file costs its lines and nothing else", async (t) => {
  const folder = await folderOf(t);
  await mkdir(join(folder, "chat.log"));
  const { health, said } = hearing();
  const file = new BoundedFile(join(folder, "chat.log"), 1_000, health);
  file.write("lost");
  await waitFor(() => said.length === 1);
  await file.close();
  assert.match(said[0] ?? "", /chat\.log/);
});

/** A mounted disk of 200 KB; undefined without the right to mount. */
async function smallDisk(t: TestContext): Promise<string | undefined> {
  const mountPoint = await mkdtemp(join(tmpdir(), "disk-"));
  const options = ["-t", "tmpfs", "-o", "size=200k", "tmpfs", mountPoint];
  const mounted = spawnSync("mount", options).status === 0;
  t.after(async () => {
    if (mounted) {
      spawnSync("umount", [mountPoint]);
    }
    await rm(mountPoint, { recursive: true, force: true });
  });
  if (!mounted) {
    return undefined;
  }
  return mountPoint;
}

async function waitFor(condition: () => boolean): Promise<void> {
  const limit = AbortSignal.timeout(10_000);
  while (!condition()) {
    limit.throwIfAborted();
    await new Promise(setImmediate);
  }
}
