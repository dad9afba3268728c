import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");

/** A machine with nothing but Node: an empty PATH and an empty cache. */
async function bareMachine(t: TestContext) {
  const home = await mkdtemp(join(tmpdir(), "bare-"));
  t.after(() => rm(home, { recursive: true, force: true }));
  const env = { HOME: home, PATH: join(home, "path"), PULUMI_HOME: join(home, "pulumi") };
  await mkdir(env.PATH);
  return { home, env };
}

/** A `pulumi` that says its version and can do nothing else. */
async function pulumiOf(version: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "pulumi");
  await writeFile(file, `#!/bin/sh\necho v${version}\n`);
  await chmod(file, 0o755);
}

/** The version that is found. */
async function resolved(env: NodeJS.ProcessEnv): Promise<string> {
  const script =
    'const { resolvePulumiCommand } = await import("./engine/pulumi-command.ts");' +
    "console.log(String((await resolvePulumiCommand()).version));";
  const args = ["--input-type=module", "--eval", script];
  const { stdout } = await run(process.execPath, args, { cwd: ROOT, env });
  return stdout.trim();
}

test("a CLI on PATH is used before one in the cache", async (t) => {
  const { env } = await bareMachine(t);
  await pulumiOf("3.300.0", env.PATH);
  await pulumiOf("3.400.0", join(env.PULUMI_HOME, "versions/3.400.0/bin"));
  assert.equal(await resolved(env), "3.300.0");
});

test("a CLI on PATH that is too old is passed over for the newest in the cache", async (t) => {
  const { env } = await bareMachine(t);
  await pulumiOf("3.100.0", env.PATH);
  for (const version of ["3.300.0", "3.400.0"]) {
    await pulumiOf(version, join(env.PULUMI_HOME, `versions/${version}/bin`));
  }
  assert.equal(await resolved(env), "3.400.0");
});

test("where no CLI can be had, each way is named with its reason, and the fix", async (t) => {
  const { home, env } = await bareMachine(t);
  const port = String(await freePort());
  const args = ["cli/start.ts", "--folder", join(home, "stage"), "--port", port];
  await assert.rejects(
    run(process.execPath, args, { cwd: ROOT, env }),
    (error: { code?: number; stderr?: string }) => {
      assert.equal(error.code, 1);
      for (const way of [/on PATH: /, /shared cache .*: /, /official download: /, /Go module: /]) {
        assert.match(error.stderr ?? "", way);
      }
      assert.match(error.stderr ?? "", /Fix: install Pulumi/);
      assert.doesNotMatch(error.stderr ?? "", /^\s+at /m);
      return true;
    },
  );
});
