import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { type AuditRequest, auditCommand } from "../../cli/audit/audit-command.ts";
import { run } from "../../cli/audit.ts";
import { type DeployedStage, deployUnguarded, HUSH, PASSPHRASE } from "./unguarded-stage.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = join(root, "cli", "audit.ts");
const states = join(root, "tests", "engine", "policies", "states");

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line with variables of its own and without those of whoever runs the tests. */
async function audit(
  args: readonly string[],
  options: { readonly input?: string; readonly variables?: Record<string, string> } = {},
): Promise<Ran> {
  const { PULUMI_BACKEND_URL: _, PULUMI_CONFIG_PASSPHRASE: __, ...own } = process.env;
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...own, ...options.variables },
  });
  child.stdin.end(options.input ?? "");
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
  return { status: await ended, stdout, stderr };
}

const VIOLATED = ["namespace-logging", "namespace-waf", "namespace-request-response"];

describe("npm run audit", () => {
  let folder = "";
  let stage: DeployedStage;
  const read = (name: string) => readFile(join(states, name), "utf8");
  const write = async (name: string, value: unknown): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
    return file;
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "audit-test-"));
    stage = await deployUnguarded(join(folder, "stage"));
  });
  after(() => rm(folder, { recursive: true }));

  test("names what an exported state violates, in a table, as JSON and as SARIF", async () => {
    const json = join(folder, "audit.json");
    const sarif = join(folder, "audit.sarif");
    const input = await read("weakened.json");
    const args = ["--file", "-", "--json", json, "--sarif", sarif];
    const { status, stdout, stderr } = await audit(args, { input });
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^Audit of prod: 3 mandatory/);
    assert.match(stdout, /mandatory.*namespace-logging {2}Api api/);
    const { findings } = JSON.parse(await readFile(json, "utf8"));
    assert.deepEqual(
      findings.map(({ rule }: { rule: string }) => rule),
      VIOLATED,
    );
    const { runs } = JSON.parse(await readFile(sarif, "utf8"));
    assert.equal(runs[0].results.length, 3);
  });

  test("reads the state of a deployed stage, and says where the program declares what it found", async () => {
    const variables = {
      PULUMI_BACKEND_URL: stage.backendUrl,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    };
    const { status, stdout, stderr } = await audit(["--stage", "prod", "--format", "sarif"], {
      variables,
    });
    assert.equal(status, 1, stderr);
    const [run] = JSON.parse(stdout).runs;
    const places = run.results
      .filter(({ ruleId }: { ruleId: string }) => ruleId === "namespace-waf")
      .map((result: { locations: { physicalLocation: unknown }[] }) => result.locations[0]);
    assert.equal(places.length, 1);
    assert.deepEqual(places[0].physicalLocation, {
      artifactLocation: { uri: "tests/engine/unguarded-stage.ts", uriBaseId: "%SRCROOT%" },
      region: stage.apiPosition,
    });
    assert.match(places[0].logicalLocations[0].fullyQualifiedName, /^urn:pulumi:prod::.*::naked$/);
  });

  test("prints no secret of a state, and refuses to judge what it cannot decrypt", async () => {
    const state = await stage.export();
    assert.ok(!state.includes(HUSH));
    const args = ["--file", "-", "--format", "json"];
    const known = await audit(args, {
      input: state,
      variables: { PULUMI_CONFIG_PASSPHRASE: PASSPHRASE },
    });
    assert.equal(known.status, 1, known.stderr);
    assert.deepEqual(JSON.parse(known.stdout).stack, "prod");
    for (const variables of [{}, { PULUMI_CONFIG_PASSPHRASE: "another passphrase" }]) {
      const { status, stdout, stderr } = await audit(args, { input: state, variables });
      assert.equal(status, 2);
      assert.match(stderr, /secrets that cannot be decrypted.*PULUMI_CONFIG_PASSPHRASE/);
      assert.equal(stdout, "");
    }
    const plain = await audit(args, { input: await stage.export("--show-secrets") });
    assert.equal(plain.status, 1, plain.stderr);
    for (const { stdout, stderr } of [known, plain]) {
      assert.ok(!`${stdout}${stderr}`.includes(HUSH));
    }
  });

  test("passes a state that is guarded", async () => {
    const { status, stdout } = await audit(["--file", join(states, "compliant.json")]);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^Audit of prod: 0 mandatory/);
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
    const settings = parseDocument(await readFile(join(root, "Pulumi.prod.yaml"), "utf8"));
    settings.setIn(["config", "policies:exemptions"], [exemption]);
    const copy = await mkdtemp(join(folder, "root-"));
    await writeFile(join(copy, "Pulumi.prod.yaml"), String(settings));
    await symlink(join(root, "policies"), join(copy, "policies"));
    const request: AuditRequest = {
      root: copy,
      stage: "prod",
      file: join(states, "weakened.json"),
      format: "json",
    };
    const { text, passed } = await auditCommand(request);
    assert.equal(passed, false);
    const { findings } = JSON.parse(text);
    const held = findings.filter((finding: { exemption?: object }) => finding.exemption);
    assert.deepEqual(
      held.map((finding: { rule: string; exemption: object }) => [finding.rule, finding.exemption]),
      [
        [
          "namespace-logging",
          { until: exemption.expires, owner: exemption.owner, reason: exemption.reason },
        ],
      ],
    );
  });

  test("refuses bad input with one message, no stack trace and no path of its own", async (t) => {
    const compliant = JSON.parse(await read("compliant.json"));
    const { deployment } = compliant;
    const last = deployment.resources.at(-1);
    const without = (changed: object) => ({
      ...compliant,
      deployment: { ...deployment, ...changed },
    });
    const others = deployment.resources.slice(0, -1);
    const emptied = { ...last, inputs: { ...last.inputs, source: EMPTY_ASSET } };
    const hollow = without({ resources: [...others, emptied] });
    const torn = (await read("compliant.json")).slice(0, 4_000);
    const nameless = without({ resources: [{ ...last, urn: "namespace" }] });
    const dangling = without({
      resources: [...others, { ...last, dependencies: ["urn:pulumi:a::b::c:d:E::f"] }],
    });
    const { provider: _, ...unprovided } = last;
    const orphan = without({ resources: [...others, unprovided] });
    const { PULUMI_BACKEND_URL: before } = process.env;
    t.after(() => setVariable("PULUMI_BACKEND_URL", before));
    const given = async (name: string, value: unknown) => ["--file", await write(name, value)];
    const compliantFile = join(states, "compliant.json");
    const nowhere = "file:///nowhere/at/all";
    const cases: [string[], RegExp, backendUrl?: string][] = [
      [[], /--stage or --file is missing/],
      [["--stage", "nope"], /got "nope", allowed: dev, local, prod/],
      [["--stage", "prod"], /PULUMI_BACKEND_URL is not set/],
      [["--stage", "dev"], /stack dev cannot be read.*no stack named/, stage.backendUrl],
      [["--stage", "prod"], /stack prod cannot be read.*nowhere/, nowhere],
      [["--stage", "prod", "--format", "xml"], /table, json, sarif, got "xml"/],
      [["--wrong"], /Unknown option '--wrong'/],
      [["--file", "nowhere.json"], /can be read, got nowhere\.json/],
      [await given("list.json", "[]"), /must be JSON as `pulumi stack export` writes it/],
      [await given("torn.json", torn), /must be JSON as `pulumi stack export` writes it/],
      [await given("nameless.json", nameless), /damaged: deployment\.resources\[0\]/],
      [await given("version.json", { ...compliant, version: 99 }), /version/],
      [await given("dangling.json", dangling), /needs urn:pulumi:a::b::c:d:E::f, which is not/],
      [await given("orphan.json", orphan), /needs its provider, which is not in it/],
      [await given("empty.json", without({ resources: [] })), /no resources, so there is nothing/],
      [await given("hollow.json", hollow), /source of .*"namespace" is an asset without content/],
      [["--file", compliantFile, "--policy-pack-config", "none.json"], /none\.json/],
      [
        ["--file", compliantFile, "--sarif", join(folder, "no", "where")],
        /--sarif must name a file/,
      ],
    ];
    for (const [args, message, backendUrl] of cases) {
      setVariable("PULUMI_BACKEND_URL", backendUrl);
      await assert.rejects(run(args), (error: Error) => {
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n\s+at |\/audit-(?!test)/);
        return true;
      });
    }
  });

  test("says on standard error, in one line, that it could not audit, and exits with 2", async () => {
    const { status, stdout, stderr } = await audit(["--file", "-"], { input: "" });
    assert.deepEqual([status, stdout, stderr.match(/\n/g)?.length], [2, "", 1]);
    assert.match(stderr, /^npm run audit: the state must be JSON/);
  });
});

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) {
    delete process.env[name];
  } else {
    process.env[name] = value;
  }
}

const EMPTY_ASSET = {
  "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
  text: "",
};
