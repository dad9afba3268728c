import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { analyzeState } from "../../cli/audit/analyze-state.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = join(root, "cli", "audit.ts");
const states = join(root, "tests", "engine", "policies", "states");

const audit = (args: readonly string[], input = "") => {
  const { PULUMI_BACKEND_URL: _, ...env } = process.env;
  return spawnSync(process.execPath, [command, ...args], { encoding: "utf8", env, input });
};

describe("npm run audit", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "audit-test-"));
  });
  after(() => rm(folder, { recursive: true }));

  test("names what a state violates, in a table, as JSON and as SARIF", async () => {
    const json = join(folder, "audit.json");
    const sarif = join(folder, "audit.sarif");
    const input = await readFile(join(states, "weakened.json"), "utf8");
    const { status, stdout } = audit(["--file", "-", "--json", json, "--sarif", sarif], input);
    assert.equal(status, 1);
    assert.match(stdout, /^Audit of prod: 3 mandatory/);
    assert.match(stdout, /mandatory.*namespace-logging {2}Api api/);
    const { findings } = JSON.parse(await readFile(json, "utf8"));
    assert.deepEqual(
      findings.map(({ rule }: { rule: string }) => rule),
      ["namespace-logging", "namespace-waf", "namespace-request-response"],
    );
    const { runs } = JSON.parse(await readFile(sarif, "utf8"));
    assert.equal(runs[0].results.length, 3);
  });

  test("passes a state that is guarded", () => {
    const { status, stdout } = audit(["--file", join(states, "compliant.json")]);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^Audit of .*: 0 mandatory/);
  });

  test("reads the exemptions of the stage's settings", async () => {
    const exemption = {
      rule: "namespace-logging",
      resource: "api",
      type: "aws:appsync/api:Api",
      finding: "eventConfig.logConfig.logLevel is NONE",
      reason: "Its logs are turned on next week",
      owner: "team-realtime",
      expires: new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10),
    };
    const reports = await analyzeState({
      state: await readFile(join(states, "weakened.json"), "utf8"),
      policyPack: join(root, "policies"),
      config: { "policies:exemptions": JSON.stringify([exemption]) },
    });
    const held = reports.filter((report) => report.exemption !== undefined);
    assert.deepEqual(
      held.map(({ rule, exemption }) => [rule, exemption?.owner]),
      [["namespace-logging", "team-realtime"]],
    );
  });

  test("names the resource whose asset has no content, in place of a wait of five minutes", async () => {
    const state = JSON.parse(await readFile(join(states, "compliant.json"), "utf8"));
    const [last] = state.deployment.resources.slice(-1);
    last.inputs.source = {
      "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
      text: "",
    };
    const file = join(folder, "empty.json");
    await writeFile(file, JSON.stringify(state));
    const { status, stderr } = audit(["--file", file]);
    assert.equal(status, 1);
    assert.match(stderr, /source of .*"namespace" is an asset without content/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  test("refuses bad input with a message and no stack trace", () => {
    const cases: [string[], string, RegExp][] = [
      [[], "", /--stage is missing/],
      [["--stage", "nope"], "", /got "nope", allowed: dev, local, prod/],
      [["--stage", "prod"], "", /PULUMI_BACKEND_URL is not set/],
      [["--file", "nowhere.json"], "", /must name a file that can be read, got nowhere\.json/],
      [["--file", "-"], "[]", /must be JSON as `pulumi stack export` writes it/],
      [["--file", "-"], "", /must be JSON as `pulumi stack export` writes it/],
    ];
    for (const [args, input, message] of cases) {
      const { status, stderr } = audit(args, input);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});
