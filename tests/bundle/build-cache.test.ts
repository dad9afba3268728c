import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { cachedBuild } from "../../bundle/build-cache.ts";

const cache = fileURLToPath(
  new URL("../../node_modules/.cache/appsync-events/builds", import.meta.url),
);

describe("the cache of builds", () => {
  let folder = "";
  let builds = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "build-cache-"));
  });
  after(() => rm(folder, { recursive: true }));

  const source = async (text: string, name = "source.ts"): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const build = (key: string, inputs: readonly string[], during = async () => {}) =>
    cachedBuild([folder, key], async () => {
      builds++;
      const texts = await Promise.all(inputs.map((path) => readFile(path, "utf8")));
      await during();
      return { text: texts.join(), inputs };
    });
  const buildsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const earlier = builds;
    await work();
    return builds - earlier;
  };
  /** Writes a file and waits until the file system's clock is past it: younger files are not stored. */
  const settled = async (text: string, name?: string): Promise<string> => {
    const path = await source(text, name);
    const { ctimeMs } = await stat(path);
    while (Date.now() < ctimeMs + 60) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return path;
  };

  test("builds once for the same key and bytes, and again for other bytes", async () => {
    const path = await settled("one");
    assert.equal(await build("bytes", [path]), "one");
    assert.equal(await buildsOf(() => build("bytes", [path])), 0);
    assert.equal(await buildsOf(() => build("another key", [path])), 1);
    await settled("two");
    assert.equal(await build("bytes", [path]), "two");
    await settled("one");
    assert.equal(await build("bytes", [path]), "one");
  });

  test("builds again when the bytes differ and size and time of change do not", async () => {
    const path = await settled("aaa", "same-time.ts");
    const then = new Date("2026-01-01");
    await utimes(path, then, then);
    await settled("other", "other.ts");
    await build("times", [path]);
    await settled("bbb", "same-time.ts");
    await utimes(path, then, then);
    assert.equal(await build("times", [path]), "bbb");
  });

  test("stores nothing of a build during which a source changed", async () => {
    const path = await settled("before", "edited.ts");
    await build("edited", [path], async () => {
      await writeFile(path, "after");
    });
    assert.equal(await build("edited", [path]), "after");
  });

  test("builds again when a source has disappeared or an entry is damaged", async () => {
    const path = await settled("text", "gone.ts");
    await build("gone", [path]);
    await rm(path);
    await assert.rejects(build("gone", [path]), /ENOENT/);

    const other = await settled("text", "damaged.ts");
    for (const damage of ["", "{}", "null", '{"text":"forged","inputs":{},"textSha256":"00"}']) {
      await build("damaged", [other]);
      for (const name of await readdir(cache)) {
        const file = join(cache, name);
        if ((await readFile(file, "utf8")).includes("damaged.ts")) {
          await writeFile(file, damage);
        }
      }
      assert.equal(await build("damaged", [other]), "text", `damaged to ${damage}`);
    }
  });
});
