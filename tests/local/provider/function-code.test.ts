import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { FunctionCodeStore } from "../../../local/provider/function-code.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

function archive(texts: Record<string, string>) {
  const assets = Object.entries(texts).map(([name, text]) => [name, { [SIGNATURE]: ASSET, text }]);
  return { [SIGNATURE]: ARCHIVE, assets: Object.fromEntries(assets) };
}

async function store(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "code-"));
  t.after(() => rm(folder, { recursive: true }));
  return { folder, code: new FunctionCodeStore(folder) };
}

test("the same code is kept once and other code beside it", async (t) => {
  const { folder, code } = await store(t);
  const first = await code.keep(archive({ "index.mjs": "1" }));
  assert.equal(await code.keep(archive({ "index.mjs": "1" })), first);
  const second = await code.keep(archive({ "index.mjs": "2", "lib/a.mjs": "3" }));
  assert.equal(await readFile(join(first, "index.mjs"), "utf8"), "1");
  assert.equal(await readFile(join(second, "lib/a.mjs"), "utf8"), "3");
  assert.equal((await readdir(folder)).length, 2);
});

test("a package that was damaged is written anew", async (t) => {
  const { code } = await store(t);
  const files = archive({ "index.mjs": "1", "lib/a.mjs": "2" });
  const folder = await code.keep(files);
  for (const damage of [
    () => writeFile(join(folder, "index.mjs"), ""),
    () => rm(join(folder, "lib"), { recursive: true }),
    () => rm(folder, { recursive: true }).then(() => writeFile(folder, "a file")),
  ]) {
    await damage();
    assert.equal(await code.keep(files), folder);
    assert.equal(await readFile(join(folder, "index.mjs"), "utf8"), "1");
    assert.equal(await readFile(join(folder, "lib/a.mjs"), "utf8"), "2");
  }
});

test("of packages that nobody asked for the oldest go", async (t) => {
  const { folder, code } = await store(t);
  const first = await code.keep(archive({ "index.mjs": "first" }));
  const second = await code.keep(archive({ "index.mjs": "second" }));
  for (const path of [first, second]) {
    await utimes(path, 1, 1);
  }
  for (let build = 3; build <= 200; build++) {
    await code.keep(archive({ "index.mjs": `${build}` }));
  }
  await code.keep(archive({ "index.mjs": "first" }));
  await code.keep(archive({ "index.mjs": "last" }));
  const names = await readdir(folder);
  assert.equal(names.length, 200);
  assert.deepEqual(
    [first, second].map((path) => names.includes(basename(path))),
    [true, false],
  );
});

test("a file name that leads out of the folder is refused and nothing is kept", async (t) => {
  const { folder, code } = await store(t);
  await assert.rejects(code.keep(archive({ "../out.mjs": "1" })), /"..\/out.mjs" leads out/);
  assert.deepEqual(await readdir(folder), []);
});

test("a zip file, a folder or an address is refused with what is taken", async (t) => {
  const { code } = await store(t);
  const zip = { [SIGNATURE]: ARCHIVE, path: "code.zip" };
  await assert.rejects(code.keep(zip), /AssetArchive of StringAsset and FileAsset/);
  await assert.rejects(code.keep(undefined), /AssetArchive/);
});
