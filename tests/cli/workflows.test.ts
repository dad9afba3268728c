import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import manifest from "../../package.json" with { type: "json" };

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly id?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions?: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, ".github", "workflows");
const files = (await readdir(folder)).filter((file) => file.endsWith(".yml"));
const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
const workflows = texts.map((text, index) => ({
  file: files[index] ?? "",
  text,
  workflow: parse(text) as Workflow,
}));
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file} ${name}`, job })),
);

/** Whether a job checks out the repository, and so may run its code. */
function checksOut({ steps = [] }: Job) {
  return steps.some(({ uses = "" }) => uses.startsWith("actions/checkout@"));
}

describe("the workflows", () => {
  test("take actions of others by commit, with the version beside it", () => {
    for (const { file, text } of workflows) {
      const lines = text.split("\n").filter((line) => /^\s*(?:- )?uses:/.test(line));
      for (const line of lines.filter((one) => !one.includes("uses: ./"))) {
        assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
      }
    }
  });

  test("give no job a permission that it does not ask for", () => {
    for (const { file, workflow } of workflows) {
      assert.deepEqual(workflow.permissions, {}, file);
    }
    for (const { name, job } of jobs) {
      assert.ok(job.permissions, name);
    }
  });

  test("give a token that can write to no job that runs the repository's code", () => {
    const writing = jobs.filter(({ job }) =>
      Object.entries(job.permissions ?? {}).some(
        ([scope, access]) => access === "write" && scope !== "id-token",
      ),
    );
    assert.ok(writing.length >= 3);
    for (const { name, job } of writing) {
      assert.equal(checksOut(job), false, name);
    }
  });

  test("give security-events to the jobs alone that upload findings", () => {
    for (const { name, job } of jobs) {
      const uploads = job.steps?.some(({ uses = "" }) => uses.includes("upload-sarif")) ?? false;
      assert.equal(job.permissions?.["security-events"] === "write", uploads, name);
    }
  });

  test("call scripts and options that there are", async () => {
    const calls = jobs
      .flatMap(({ job }) => job.steps ?? [])
      .flatMap(({ run = "" }) => [...run.replaceAll("\\\n", " ").matchAll(/npm run [^|\n]+/g)])
      .map(([call]) => call);
    assert.ok(calls.some((call) => call.includes(" audit ")));
    for (const call of calls) {
      const script = /npm run (?:--silent )?(?<name>\w+)/.exec(call)?.groups?.name ?? "";
      const command = Reflect.get(manifest.scripts, script);
      assert.ok(typeof command === "string", call);
      const [, file = ""] = command.split(" ");
      const source = await readFile(join(root, file), "utf8");
      for (const [option] of (call.split(" -- ")[1] ?? "").matchAll(/--[\w-]+/g)) {
        assert.ok(source.includes(option), `${call}: ${option}`);
      }
    }
  });

  test("upload what is open and leave out what is exempt", async (t) => {
    const scratch = await mkdtemp(join(tmpdir(), "workflow-"));
    t.after(() => rm(scratch, { recursive: true }));
    const scripts = jobs.flatMap(({ job }) =>
      (job.steps ?? []).flatMap(({ id, run }) => (id === "open" && run ? [run] : [])),
    );
    assert.equal(scripts.length, 2);
    if (spawnSync("jq", ["--version"]).error) {
      return t.skip("jq is not on this machine");
    }
    const results = [{ ruleId: "a" }, { ruleId: "b", suppressions: [{ kind: "external" }] }];
    for (const [index, script] of scripts.entries()) {
      const cwd = join(scratch, String(index));
      await mkdir(join(cwd, "sarif"), { recursive: true });
      const env = { ...process.env, GITHUB_OUTPUT: join(cwd, "output") };
      execFileSync("bash", ["-e", "-c", script], { cwd, env });
      assert.deepEqual(await readdir(join(cwd, "open")), [], "nothing was found");
      await writeFile(join(cwd, "sarif", "prod.sarif"), JSON.stringify({ runs: [{ results }] }));
      execFileSync("bash", ["-e", "-c", script], { cwd, env });
      const open = JSON.parse(await readFile(join(cwd, "open", "prod.sarif"), "utf8"));
      assert.deepEqual(open, { runs: [{ results: [{ ruleId: "a" }] }] });
      assert.match(await readFile(env.GITHUB_OUTPUT, "utf8"), /^found=true$/m);
    }
  });
});
