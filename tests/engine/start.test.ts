import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { freePort, listeningServer } from "./free-port.ts";
import { projectCopy } from "./project-copy.ts";
import { StartedStage } from "./started-stage.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const WATCHING = "Watching handlers/";

async function start(t: TestContext, project: string): Promise<StartedStage> {
  return new StartedStage(t, project, ["--port", String(await freePort())]);
}

test("arguments that make no sense are refused with the usage and status 2", async (t) => {
  for (const [args, message] of [
    [["--prot", "1"], /Unknown option '--prot'/],
    [["--port", "http"], /--port: got "http", allowed: a port from 1 to 65535/],
    [["--port", "70000"], /got "70000"/],
    [["extra"], /extra/],
  ] as const) {
    const stage = new StartedStage(t, ROOT, args);
    assert.equal(await stage.ended(), 2);
    assert.match(stage.output, message);
    assert.match(stage.output, /Usage: npm start/);
  }
});

test("--help prints the usage and ends well", async (t) => {
  const stage = new StartedStage(t, ROOT, ["--help"]);
  assert.equal(await stage.ended(), 0);
  assert.match(stage.output, /--port <port>/);
});

test("a port in use is told in one line", async (t) => {
  const project = await projectCopy(t);
  const { server, port } = await listeningServer();
  t.after(() => server.close());
  const stage = new StartedStage(t, project, ["--port", String(port)]);
  assert.equal(await stage.ended(), 1);
  assert.match(stage.output, new RegExp(`^Port ${port} .* in use.*\\n$`));
});

test("settings and handlers that cannot be deployed are told without a stack trace", async (t) => {
  const project = await projectCopy(t);
  const settings = join(project, "Pulumi.local.yaml");
  const good = await readFile(settings, "utf8");
  await writeFile(settings, good.replace("level: ALL", "level: LOUD"));
  const faulty = await start(t, project);
  assert.equal(await faulty.ended(), 1);
  assert.match(faulty.output, /logging.*LOUD/);
  assert.deepEqual(await readdir(join(project, ".local/functions")).catch(() => []), []);
  assert.doesNotMatch(faulty.output, /^\s+at /m);

  await writeFile(settings, good);
  await writeFile(join(project, "handlers/chat/index.ts"), "export default {;\n");
  const broken = await start(t, project);
  assert.equal(await broken.ended(), 1);
  assert.match(broken.output, /handlers\/chat\/index\.ts:1/);
  assert.doesNotMatch(broken.output, /^\s+at /m);
});

test("a stage is served, survives edits, a kill and a restart, and ends cleanly", async (t) => {
  const project = await projectCopy(t);
  const first = await start(t, project);
  await first.printed(WATCHING);
  const { apiKey } = await first.endpoints();
  assert.match(apiKey, /^da2-[a-z0-9]{26}$/);
  assert.deepEqual((await first.publish("/nowhere/x", {})).successful, undefined);
  assert.equal((await first.publish("/default/unrouted-channel", {})).failed.length, 1);
  await assertStatusPage(first, apiKey);
  assert.match(first.output, /NOT honoured on this machine:\n(.*\n)*.*known-bad-inputs/);
  for (const secret of ["token-key.json", "credentials", "endpoints.json"]) {
    assert.equal((await stat(join(project, ".local", secret))).mode & 0o077, 0, secret);
  }

  const other = await start(t, project);
  assert.equal(await other.ended(), 1);
  assert.match(other.output, /running already in .*, as process \d+ at port \d+\. Fix: /);

  await editsOf(first, project);
  first.process.kill("SIGKILL");
  await first.ended();

  const second = await start(t, project);
  await second.printed(WATCHING);
  assert.match(second.output, /No changes\./);
  assert.equal((await second.endpoints()).apiKey, apiKey);
  await writeFile(join(project, "handlers/chat/index.ts"), "export default {;\n");
  await second.printed("The version before keeps serving.");
  second.process.kill("SIGINT");
  assert.equal(await second.ended(), 0);
  await assert.rejects(second.endpoints(), { code: "ENOENT" });
  const log = join(project, ".local/logs/appsync-events-local-chat.log");
  assert.match(await readFile(log, "utf8"), /"level":"INFO".*"message":"edited"/);
});

async function assertStatusPage(stage: StartedStage, apiKey: string): Promise<void> {
  const { console } = await stage.endpoints();
  const page = await fetch(console);
  assert.match(await page.text(), new RegExp(`HTTP publish(.*\n)*.*${apiKey}`));
  assert.ok(stage.output.includes(console), "the address is printed");
  const withoutToken = await fetch(new URL("/", console));
  assert.equal(withoutToken.status, 401);
  assert.ok(!(await withoutToken.text()).includes(apiKey));
}

async function editsOf(stage: StartedStage, project: string): Promise<void> {
  const file = join(project, "handlers/chat/index.ts");
  const good = await readFile(file, "utf8");
  await writeFile(file, "export default {;\n");
  await stage.printed("The version before keeps serving.");
  assert.match(
    stage.output,
    /^ERROR: chat cannot be deployed\.\nhandlers\/chat\/index\.ts:1:\d+: /m,
  );
  assert.equal((await stage.publish("/default/unrouted-channel", {})).failed.length, 1);

  await writeFile(file, `${good}\nconsole.log("edited");\n`);
  await stage.printed("chat serves its new code after");
  await stage.printed("update aws:lambda/function:Function chat");
  assert.match(
    stage.output,
    /^Redeploying chat\.\n(edited\n)?chat serves its new code after \d+ ms\.$/m,
  );
  assert.doesNotMatch(stage.output, /Function default/);
}
