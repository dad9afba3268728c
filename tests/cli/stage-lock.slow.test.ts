import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { lockStage, StageLockError } from "../../cli/start/stage-lock.ts";

const HOLDER = new URL("lock-holder.ts", import.meta.url);

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that takes and gives up locks as it is told. */
class LockHolder {
  readonly process: ChildProcess;
  readonly #waiting = new Map<string, (message: string) => void>();

  constructor(t: TestContext) {
    this.process = fork(HOLDER);
    this.process.on("message", ({ folder, message }: { folder: string; message: string }) =>
      this.#waiting.get(folder)?.(message),
    );
    t.after(() => this.process.kill("SIGKILL"));
  }

  /** The message of the refusal; empty when it got the lock. */
  async lock(folder: string): Promise<string> {
    return this.#ask({ action: "lock", folder });
  }

  async release(folder: string): Promise<void> {
    await this.#ask({ action: "release", folder });
  }

  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await once(this.process, "exit");
  }

  #ask(request: { action: string; folder: string }): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`no answer for ${request.folder}`));
      const timer = setTimeout(late, 60_000);
      this.#waiting.set(request.folder, (message) => {
        clearTimeout(timer);
        resolve(message);
      });
      this.process.send(request);
    });
  }
}

test("of two processes that start at once, in 200 folders, exactly one gets each", async (t) => {
  const folder = await folderOf(t);
  const [one, other] = [new LockHolder(t), new LockHolder(t)];
  const outcomes: string[] = [];
  for (let round = 0; round < 5; round++) {
    outcomes.push(
      ...(await Promise.all(
        Array.from({ length: 40 }, async (_, n) => {
          const tried = join(folder, `${round}-${n}`);
          const messages = await Promise.all([one.lock(tried), other.lock(tried)]);
          const refusals = messages.filter((message) => message !== "");
          assert.match(refusals.join(), /is running already in .* as process \d+|just started/);
          const holder = JSON.parse(await readFile(join(tried, "stage.json"), "utf8")).pid;
          assert.equal(holder, (messages[0] === "" ? one : other).process.pid);
          return `${refusals.length} refused`;
        }),
      )),
    );
  }
  assert.deepEqual([outcomes.length, ...new Set(outcomes)], [200, "1 refused"]);
});

test("a process that was killed holds nothing, and what it left is taken by one alone", async (t) => {
  const folder = await folderOf(t);
  const killed = new LockHolder(t);
  assert.equal(await killed.lock(folder), "");
  await killed.kill();
  const holders = [new LockHolder(t), new LockHolder(t)];
  const messages = await Promise.all(holders.map((holder) => holder.lock(folder)));
  assert.equal(messages.filter((message) => message === "").length, 1, messages.join());
});

test("a process id that was given to another process holds nothing", async (t) => {
  const folder = await folderOf(t);
  const killed = new LockHolder(t);
  await killed.lock(folder);
  await killed.kill();
  // This process runs, and is not the one that took the lock.
  await writeFile(join(folder, "stage.json"), JSON.stringify({ pid: process.ppid, started: "1" }));
  const lock = await lockStage(folder);
  await lock.release();
  assert.deepEqual(await readdir(folder), []);
});

test("a lock that sleeps with its process is not taken, and who holds it is said", async (t) => {
  const folder = await folderOf(t);
  const lock = await lockStage(folder);
  t.after(() => lock.release());
  await lock.servesAt(4321);
  const before = await readFile(join(folder, "stage.json"), "utf8");
  const holder = new LockHolder(t);
  await utimes(join(folder, "stage.lock"), new Date(0), new Date(0));
  assert.match(
    await holder.lock(folder),
    new RegExp(`running already in .*, as process ${process.pid} at port 4321\\. Fix: `),
  );
  assert.equal(await readFile(join(folder, "stage.json"), "utf8"), before);
  assert.deepEqual((await readdir(folder)).sort(), ["stage.json", "stage.lock"]);
});

test("a folder that is removed is a lock that is lost", async (t) => {
  const folder = await folderOf(t);
  const lock = await lockStage(folder);
  await rm(folder, { recursive: true });
  if (!lock.lost.aborted) {
    await once(lock.lost, "abort", { signal: AbortSignal.timeout(10_000) });
  }
  await lock.release();
});

test("a second lock in the same process is refused, and one after a release is not", async (t) => {
  const folder = await folderOf(t);
  const lock = await lockStage(folder);
  await assert.rejects(lockStage(folder), StageLockError);
  await lock.release();
  await (await lockStage(folder)).release();
});
