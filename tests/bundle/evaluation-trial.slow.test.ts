import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { evaluationFault } from "../../bundle/evaluation-trial.ts";
import { bundleHandler } from "../../bundle/handler-bundle.ts";

const folder = await mkdtemp(join(tmpdir(), "trial-"));
after(() => rm(folder, { recursive: true }));
let modules = 0;

/** What the trial of a module with this text says, within so many milliseconds. */
async function trial(text: string, limitMs?: number): Promise<string | undefined> {
  modules += 1;
  const file = join(folder, `${modules}.mjs`);
  await writeFile(file, text);
  return evaluationFault(pathToFileURL(file).href, limitMs);
}

describe("the trial of a module", () => {
  test("lets pass what comes to an end, even by an error or with a timer that goes on", async () => {
    assert.equal(await trial("export default 1;"), undefined);
    assert.equal(await trial("throw new Error('said by the evaluation that counts');"), undefined);
    assert.equal(await trial("setInterval(() => undefined, 1000);"), undefined);
  });

  test("names an exit with its code", async () => {
    assert.equal(await trial("process.exit(7);"), "it calls process.exit(7)");
  });

  test("names what never ends, whether it waits or works", async () => {
    const text = "it does not end within 0.5 seconds";
    assert.equal(await trial("await new Promise((r) => setTimeout(r, 60000));", 500), text);
    assert.equal(await trial("for (;;);", 500), text);
  });

  test("names a rejection that nobody waits for", async () => {
    assert.equal(await trial("void Promise.reject(new Error('stray'));"), "stray");
  });

  test("is how a handler is bundled in a process that must go on", async () => {
    const handler = join(folder, "chat");
    await mkdir(handler);
    await writeFile(join(handler, "index.ts"), "process.exit(7);\nexport default 1;\n");
    await assert.rejects(
      bundleHandler(handler, true),
      /chat\/index\.ts:1:1: evaluating the handler fails: it calls process\.exit\(7\)/,
    );
  });
});
