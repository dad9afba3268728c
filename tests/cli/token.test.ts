import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { importJWK, jwtVerify } from "jose";
import { issuerKey, tokenKey } from "../../cli/start/local-identity.ts";
import { writeTokenIssuers } from "../../cli/start/token-issuers.ts";
import { localToken } from "../../cli/token/local-token.ts";
import { tokenOptions } from "../../cli/token/token-options.ts";
import type { TokenProvider } from "../../local/model.ts";
import { eventApi } from "../local/event-api/test-event-api.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

async function stageFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "token-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** The token that the command prints for these arguments. */
async function token(...args: string[]): Promise<string> {
  return localToken(tokenOptions(args) ?? assert.fail("help was asked for"));
}

test("a token says who and which rooms, and the stage's own key verifies it", async (t) => {
  const folder = await stageFolder(t);
  const { publicKey } = await tokenKey(folder);
  const rooms = ["--room", "lobby", "--room", "support"];
  const text = await token("--folder", folder, "--subject", "alice", ...rooms);
  const { payload } = await jwtVerify(text, await importJWK(publicKey), {
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

const POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Local0000";
const ISSUER = "https://identity.local.example.com";

/** A folder as `npm start` leaves it. */
async function servedFolder(t: TestContext, tokenProviders: readonly TokenProvider[]) {
  const folder = await stageFolder(t);
  await tokenKey(folder);
  await writeTokenIssuers(folder, [eventApi([], { tokenProviders })]);
  const { publicKey } = await issuerKey(folder);
  const verify = async (...args: string[]) => {
    const text = await token("--folder", folder, "--subject", "alice", ...args);
    return (await jwtVerify(text, await importJWK(publicKey))).payload;
  };
  return { folder, verify };
}

test("a Cognito token has the claims that Cognito gives an access or an ID token", async (t) => {
  const { verify } = await servedFolder(t, [
    { authType: "AMAZON_COGNITO_USER_POOLS", issuer: POOL, clientIdExpression: "^web$" },
  ]);
  const groups = ["--group", "admins", "--group", "staff"];
  const access = await verify("--mode", "cognito", ...groups, "--claim", "tenant=acme");
  assert.deepEqual(
    [access.iss, access.sub, access.username, access.token_use, access.client_id, access.tenant],
    [POOL, "alice", "alice", "access", "web", "acme"],
  );
  assert.deepEqual(access["cognito:groups"], ["admins", "staff"]);
  const id = await verify("--mode", "cognito", "--use", "id", "--client", "other");
  assert.deepEqual([id["cognito:username"], id.aud, id.token_use], ["alice", "other", "id"]);
  assert.equal(id["cognito:groups"], undefined);
});

test("an OpenID Connect token has a client, rooms and whatever claims are asked for", async (t) => {
  const { verify } = await servedFolder(t, [{ authType: "OPENID_CONNECT", issuer: ISSUER }]);
  const claims = ["--claim", 'roles=["a","b"]', "--claim", "note=x=y", "--claim", "exp=4102444800"];
  const payload = await verify("--mode", "oidc", "--room", "lobby", ...claims);
  assert.deepEqual(
    [
      payload.iss,
      payload.aud,
      payload.azp,
      payload.rooms,
      payload.roles,
      payload.note,
      payload.exp,
    ],
    [ISSUER, "local-client", "local-client", ["lobby"], ["a", "b"], "x=y", 4_102_444_800],
  );
});

test("beside a pool or provider the Lambda authorizer's token has the prefix that it takes off", async (t) => {
  const { folder } = await servedFolder(t, [{ authType: "OPENID_CONNECT", issuer: ISSUER }]);
  const text = await token("--folder", folder, "--subject", "alice");
  assert.match(text, /^token:[\w-]+\.[\w-]+\.[\w-]+$/);
});

test("a mode that the stage has no provider for, and a client that cannot be made up, are told", async (t) => {
  const { folder } = await servedFolder(t, [
    { authType: "OPENID_CONNECT", issuer: ISSUER, clientIdExpression: "web|mobile" },
  ]);
  const alice = ["--folder", folder, "--subject", "alice"];
  for (const [args, message] of [
    [["--mode", "cognito"], /no provider of AMAZON_COGNITO_USER_POOLS.*authorization\.cognito/],
    [["--mode", "oidc"], /--client: got nothing, allowed: a client id that matches web\|mobile/],
    [["--mode", "jwt"], /--mode: got "jwt", allowed: lambda, cognito, oidc/],
    [["--group", "admins"], /--group and --use are of --mode cognito, got --mode lambda/],
    [["--claim", "tenant"], /--claim: got "tenant", allowed: <name>=<value>/],
  ] as const) {
    await assert.rejects(token(...alice, ...args), message);
  }
});

test("a missing subject, key or option is told", async (t) => {
  const folder = await stageFolder(t);
  await assert.rejects(token("--folder", folder), /--subject: got nothing/);
  await assert.rejects(token("--folder", folder, "--subject", "alice"), /npm start/);
  await assert.rejects(token("--rooms", "x"), /Unknown option '--rooms'/);
});

test("the command prints the token alone, and what is wrong with the usage and status 2", async (t) => {
  const { folder } = await servedFolder(t, []);
  const command = (...args: string[]) =>
    run(process.execPath, ["cli/token.ts", "--folder", folder, ...args], { cwd: ROOT });
  const { stdout } = await command("--subject", "alice");
  assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  await assert.rejects(command(), (error: { code?: number; stderr?: string }) => {
    assert.equal(error.code, 2);
    assert.match(error.stderr ?? "", /--subject: got nothing.*Usage: npm run token/s);
    return true;
  });
});
