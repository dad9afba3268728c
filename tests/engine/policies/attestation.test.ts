import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { attestedCode } from "../../policies/stacks/attested-code.ts";
import { base, type Cases, passingCases, refusedCases } from "./attestation-cases.ts";
import { AttestedPackages, newSigner, type Signer } from "./attested-packages.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine, packFolder } from "./engine-run.ts";

const RULE = "handler-attestation";
const execute = promisify(execFile);
const { files } = attestedCode();

describe("the attestation of handlers", () => {
  const open: EngineRun[] = [];
  const outcomes = new Map<string, Outcome>();
  const analysis = new Map<string, string>();
  let packages: AttestedPackages;
  let build: Signer;
  let passing: Cases;
  let refused: Cases;

  before(async () => {
    packages = await AttestedPackages.open();
    build = await newSigner();
    passing = await passingCases(packages, build);
    refused = await refusedCases(packages, build);
    await run();
  });
  after(async () => {
    await Promise.all(open.map((each) => each.close()));
    await packages.close();
  });

  const programs =
    (cases: Cases, plain = false) =>
    async () => {
      for (const [at, { blueprint, options }] of Object.values(cases).entries()) {
        register(plain ? base : blueprint, `p${at}-`, plain ? undefined : options);
      }
    };
  const engine = async (): Promise<EngineRun> => {
    const settings = { publicKeys: [build.publicKey], projectFolder: packages.folder };
    const each = await openEngine({ packConfig: { [RULE]: settings } });
    open.push(each);
    return each;
  };
  /** `./folder` starts at the folder that the engine runs in. */
  const placed = async (each: EngineRun): Promise<EngineRun> => {
    const { workDir } = each.stack.workspace;
    await mkdir(join(workDir, "folder"));
    for (const [path, text] of Object.entries(files)) {
      await writeFile(join(workDir, "folder", path), text);
    }
    return each;
  };
  const run = async () => {
    const good = await placed(await engine());
    outcomes.set("passing new", await good.preview(programs(passing)));
    outcomes.set("passing update", await good.update(programs(passing)));
    outcomes.set("passing existing", await good.preview(programs(passing)));
    const bad = await engine();
    outcomes.set("new", await bad.preview(programs(refused)));
    outcomes.set("update", await bad.update(programs(refused)));
    analysis.set("refused", await analyzed(bad));
    const weakened = await engine();
    await weakened.update(programs(refused, true));
    outcomes.set("existing", await weakened.preview(programs(refused)));
  };
  /** What `pulumi policy analyze` says about the exported state. */
  const analyzed = async ({ stack }: EngineRun): Promise<string> => {
    const { workDir, envVars, pulumiCommand } = stack.workspace;
    const state = join(workDir, "state.json");
    await writeFile(state, JSON.stringify(await stack.exportStack()));
    const settings = join(workDir, "policy-settings.json");
    const pack = ["--policy-pack", packFolder, "--policy-pack-config", settings];
    const args = ["policy", "analyze", ...pack, "--file", state];
    const env = { ...process.env, ...envVars };
    const options = { cwd: workDir, env, maxBuffer: 2 ** 26 };
    const { stdout } = await execute(pulumiCommand.command, args, options).catch(
      (error: { stdout: string }) => error,
    );
    return stdout;
  };
  const said = (outcome: Outcome | undefined) =>
    (outcome?.reported ?? []).filter(({ policy }) => policy === RULE);

  test("passes packages that are what was attested, at each moment", () => {
    for (const when of ["passing new", "passing update", "passing existing"]) {
      // The programs have no web ACL: what is said about that shows that the pack has judged them.
      const judged = outcomes
        .get(when)
        ?.reported.filter(({ policy }) => policy === "namespace-waf");
      assert.equal(judged?.length, Object.keys(passing).length);
      const findings = said(outcomes.get(when)).map(({ resource, message }) => {
        const name = Object.keys(passing)[Number(/^p(\d+)/.exec(resource)?.[1])];
        return `${when}: ${name}: ${message}`;
      });
      assert.deepEqual(findings, []);
    }
  });

  test("refuses every way to run other code, at each moment, and names what was found", () => {
    for (const when of ["new", "update", "existing"]) {
      const missed = Object.entries(refused).flatMap(([name, each], at) => {
        if (when === "new" && each.undecidedAtFirst) {
          return [];
        }
        const wanted = `p${at}-${each.resource ?? "function"}`;
        const own = said(outcomes.get(when)).filter(({ resource }) => resource === wanted);
        const caught = own.some(
          ({ level, message }) => level === "mandatory" && each.found?.test(message),
        );
        return caught ? [] : [`${when}: ${name}: ${own.map(({ message }) => message)}`];
      });
      assert.deepEqual(missed, []);
    }
  });

  test("refuses the same in a state file", () => {
    const text = analysis.get("refused") ?? "";
    const missed = Object.entries(refused).filter(([, each], at) => {
      const wanted = `"p${at}-${each.resource ?? "function"}": `;
      const lines = text.split("\n").filter((line) => line.includes(wanted));
      return !lines.some((line) => each.found?.test(line));
    });
    assert.deepEqual(
      missed.map(([name]) => name),
      [],
    );
  });
});
