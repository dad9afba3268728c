import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { importJWK, jwtVerify } from "jose";
import { tokenKey } from "../../cli/start/local-identity.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

async function stageFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "token-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

function token(...args: string[]) {
  return run(process.execPath, ["cli/token.ts", ...args], { cwd: ROOT });
}

test("a token says who and which rooms, and the stage's own key verifies it", async (t) => {
  const folder = await stageFolder(t);
  const { publicKey } = await tokenKey(folder);
  const rooms = ["--room", "lobby", "--room", "support"];
  const { stdout } = await token("--folder", folder, "--subject", "alice", ...rooms);
  const { payload } = await jwtVerify(stdout.trim(), await importJWK(publicKey), {
    issuer: "https://login.local.example.com",
    audience: "appsync-events-local",
  });
  assert.equal(payload.sub, "alice");
  assert.deepEqual(payload.rooms, ["lobby", "support"]);
});

test("the key stays the same from start to start", async (t) => {
  const folder = await stageFolder(t);
  assert.deepEqual(await tokenKey(folder), await tokenKey(folder));
});

test("a missing subject, key or option is told with the usage and status 2", async (t) => {
  const folder = await stageFolder(t);
  for (const [args, message] of [
    [["--folder", folder], /--subject: got nothing/],
    [["--folder", folder, "--subject", "alice"], /npm start/],
    [["--rooms", "x"], /Unknown option '--rooms'/],
  ] as const)
    await assert.rejects(token(...args), (error: { code?: number; stderr?: string }) => {
      assert.equal(error.code, 2);
      assert.match(error.stderr ?? "", message);
      assert.match(error.stderr ?? "", /Usage: npm run token/);
      return true;
    });
});
