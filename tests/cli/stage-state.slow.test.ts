import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { removeEndpoints, writeEndpoints } from "../../cli/start/endpoints.ts";
import { mendEngineState } from "../../cli/start/engine-state.ts";
import { readableFault } from "../../cli/start/file-fault.ts";
import { iamPrincipal, issuerKey, tokenKey } from "../../cli/start/local-identity.ts";
import { resetParts, STATE_PARTS, StateError } from "../../cli/start/state-parts.ts";
import { TableStoreError } from "../../local/dynamodb/database.ts";
import { TableStore } from "../../local/dynamodb/table-store.ts";

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "state-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const FILES = [
  ["iam-principal", iamPrincipal],
  ["token-key", tokenKey],
  ["issuer-key", issuerKey],
] as const;

const DAMAGES: readonly (readonly [string, (file: string) => Promise<unknown>])[] = [
  ["is empty", (file) => truncate(file, 0)],
  ["half written", (file) => truncate(file, 60)],
  ["garbage", (file) => writeFile(file, Buffer.from([0, 255, 1, 254]))],
  ["of another shape", (file) => writeFile(file, '{"accessKeyId":7,"publicKey":{}}')],
  ["null", (file) => writeFile(file, "null")],
  ["a folder", (file) => rm(file).then(() => mkdir(file))],
];

for (const [part, make] of FILES) {
  test(`a damaged ${part}.json is named with what is lost and the way out, and stays`, async (t) => {
    for (const [damage, apply] of DAMAGES) {
      const folder = await folderOf(t);
      await make(folder);
      const file = join(folder, `${part}.json`);
      await apply(file);
      const before = await readFile(file).catch(() => undefined);
      await assert.rejects(make(folder), (error) => {
        assert.ok(error instanceof StateError, damage);
        assert.ok(error.message.startsWith(`${file} is damaged: `), error.message);
        assert.ok(error.message.includes(`npm start -- --reset ${part}`), error.message);
        assert.ok(error.message.includes(STATE_PARTS[part].lost), error.message);
        return true;
      });
      assert.deepEqual(await readFile(file).catch(() => undefined), before, damage);
      const [line = ""] = await resetParts(folder, [part]);
      assert.match(line, /was put aside as .*removed/);
      await make(folder);
    }
  });

  test(`${part}.json is kept from start to start and for its owner alone`, async (t) => {
    const folder = await folderOf(t);
    const made = await make(folder);
    await chmod(join(folder, `${part}.json`), 0o644);
    assert.deepEqual(await make(folder), made);
    await rm(join(folder, `${part}.json`));
    await make(folder);
    assert.equal((await stat(join(folder, `${part}.json`))).mode & 0o077, 0);
  });
}

test("what is written anew at each start is for its owner alone, whatever it was before", async (t) => {
  const folder = await folderOf(t);
  for (const file of ["credentials", "endpoints.json"]) {
    await writeFile(join(folder, file), "old", { mode: 0o666 });
  }
  await iamPrincipal(folder);
  await writeEndpoints(folder, { http: "", realtime: "", apiKey: "", console: "" });
  for (const file of ["credentials", "endpoints.json"]) {
    assert.equal((await stat(join(folder, file))).mode & 0o077, 0, file);
  }
});

test("tables that cannot be read are an error and are not begun anew", async (t) => {
  for (const [name, apply] of [
    ["an empty CURRENT", (folder: string) => truncate(join(folder, "CURRENT"), 0)],
    ["a missing CURRENT", (folder: string) => rm(join(folder, "CURRENT"))],
    ["a garbage CURRENT", (folder: string) => writeFile(join(folder, "CURRENT"), "garbage")],
  ] as const) {
    const folder = await folderOf(t);
    await (await TableStore.open(folder, "eu-west-1")).close();
    await apply(folder);
    await assert.rejects(TableStore.open(folder, "eu-west-1"), TableStoreError, name);
  }
});

const STACK = "state/.pulumi/stacks/appsync-events/local.json";
const SOUND = '{"version":3,"checkpoint":{"stack":"local"}}';

async function engineState(t: TestContext, files: Readonly<Record<string, string>>) {
  const workDir = await folderOf(t);
  await mkdir(join(workDir, "state/.pulumi/stacks/appsync-events"), { recursive: true });
  await mkdir(join(workDir, "state/.pulumi/backups/appsync-events/local"), { recursive: true });
  await mkdir(join(workDir, "home/workspaces"), { recursive: true });
  await writeFile(join(workDir, "state/.pulumi/meta.yaml"), "version: 1\n");
  for (const [file, text] of Object.entries(files)) {
    await writeFile(join(workDir, file), text);
  }
  return { workDir, stack: join(workDir, STACK) };
}

const BACKUP = "state/.pulumi/backups/appsync-events/local/local.1795617538743338404.json";

test("a sound state of the engine is left alone", async (t) => {
  const { workDir, stack } = await engineState(t, { [STACK]: SOUND, [`${STACK}.bak`]: "{" });
  assert.deepEqual(await mendEngineState(workDir), []);
  assert.equal(await readFile(stack, "utf8"), SOUND);
});

const RESOURCES = '{"version":3,"checkpoint":{"latest":{"resources":[{"urn":"u","type":"t"}]}}}';

test("a damaged state of the engine is replaced by the newest sound copy", async (t) => {
  const checkpoints = [
    '{"checkpoint":{"latest":"x"}}',
    '{"checkpoint":{"latest":{"resources":"x"}}}',
    RESOURCES.replace('{"urn":"u","type":"t"}', "null"),
    RESOURCES.replace('"urn":"u",', ""),
  ];
  for (const damaged of ["", '{"version":3,"chec', "[]", "{}", "null", ...checkpoints]) {
    for (const copies of [
      { [`${STACK}.bak`]: SOUND, [BACKUP]: "{}" },
      { [`${STACK}.bak`]: "", [BACKUP]: SOUND },
    ]) {
      const { workDir, stack } = await engineState(t, { [STACK]: damaged, ...copies });
      const [line = ""] = await mendEngineState(workDir);
      assert.match(line, /was damaged \(.*\) and is replaced by the engine's own backup of 20/);
      assert.equal(await readFile(stack, "utf8"), SOUND);
      assert.equal(await readFile(`${stack}.damaged`, "utf8"), damaged);
    }
  }
});

test("a state without a resource is damaged when an earlier one has some, and else as it should be", async (t) => {
  for (const empty of [SOUND, '{"checkpoint":{"latest":{"resources":[]}}}']) {
    const copies = { [`${STACK}.bak`]: SOUND, [BACKUP]: RESOURCES };
    const lost = await engineState(t, { [STACK]: empty, ...copies });
    assert.match(
      (await mendEngineState(lost.workDir)).join(),
      /holds no resource.* is replaced by/,
    );
    assert.equal(await readFile(lost.stack, "utf8"), RESOURCES);
    const first = await engineState(t, { [STACK]: empty, [BACKUP]: SOUND });
    assert.deepEqual(await mendEngineState(first.workDir), []);
  }
});

test("a damaged state without a sound copy is named, unless nothing was ever deployed", async (t) => {
  const deployed = await engineState(t, { [STACK]: "", [BACKUP]: "{" });
  await assert.rejects(mendEngineState(deployed.workDir), /--reset deployment/);
  assert.equal(await readFile(deployed.stack, "utf8"), "");

  const never = await engineState(t, { [STACK]: "", [`${STACK}.bak`]: "" });
  assert.match((await mendEngineState(never.workDir)).join(), /begun anew/);
  await assert.rejects(stat(never.stack), { code: "ENOENT" });
});

test("files of the engine that lose nothing are written anew", async (t) => {
  const { workDir } = await engineState(t, {
    [STACK]: SOUND,
    "state/.pulumi/meta.yaml": "",
    "home/workspaces/x-workspace.json": "",
  });
  assert.equal((await mendEngineState(workDir)).length, 2);
  const meta = await readFile(join(workDir, "state/.pulumi/meta.yaml"), "utf8");
  assert.equal(meta, "version: 1\n");
  assert.deepEqual(await mendEngineState(workDir), []);
});

test("an error of the file system says the path, the fault and the fix", () => {
  const fault = (code: string) =>
    readableFault(Object.assign(new Error(code), { code, syscall: "open", path: "/x/y" }));
  assert.equal(
    fault("ENOSPC"),
    "/x/y cannot be written: the disk is full (ENOSPC). Fix: free space.",
  );
  for (const code of [
    "EACCES",
    "EISDIR",
    "ENOTDIR",
    "EMFILE",
    "EROFS",
    "EPERM",
    "EEXIST",
    "EDQUOT",
  ]) {
    assert.match(fault(code), new RegExp(`^/x/y .+ \\(${code}\\)\\. Fix: .+\\.$`));
  }
});

test("a folder in the place of a file that is removed is said like any other fault", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "state-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "endpoints.json"));
  const error = await removeEndpoints(folder).catch((reason: unknown) => reason);
  assert.match(readableFault(error), /endpoints\.json is a folder, must be a file .* Fix: move it/);
});
