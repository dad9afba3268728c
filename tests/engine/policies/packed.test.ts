import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compliant } from "../../policies/stacks/compliant.ts";
import { mutations } from "../../policies/stacks/mutations.ts";
import { register } from "./blueprint-program.ts";
import { openEngine, packFolder } from "./engine-run.ts";

const execute = promisify(execFile);
const compiler = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));

/** Packs the pack, and unpacks it where nothing but its declared dependencies can be found. */
async function unpack(folder: string): Promise<string> {
  await execute("npm", ["pack", packFolder, "--pack-destination", folder], { cwd: packFolder });
  const [archive] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  assert.ok(archive);
  await execute("tar", ["-xzf", archive], { cwd: folder });
  return join(folder, "package");
}

describe("the packed policy pack", () => {
  let folder: string;
  let packed: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "packed-"));
    packed = await unpack(folder);
    await execute("npm", ["install", "--omit=dev", "--no-audit", "--no-fund"], { cwd: packed });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test("holds JavaScript and documentation, and no TypeScript that Node would refuse", async () => {
    const files = await readdir(packed, { recursive: true });
    const own = files.filter((name) => !name.startsWith("node_modules"));
    assert.deepEqual(
      own.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts")),
      [],
    );
    for (const name of ["index.js", "PulumiPolicy.yaml", "dist/pack.js", "docs/namespace-waf.md"]) {
      assert.ok(own.includes(name), `${name} is missing`);
    }
  });

  test("gives programs what they may import, with types", async () => {
    const program = (expires: string) => `
      import { ComponentResource, type Output } from "@pulumi/pulumi";
      import { exempt } from "./dist/exempt.js";
      import { GuardedStack } from "./dist/verdict/guarded-stack.js";
      import { StackGuard } from "./dist/verdict/stack-guard.js";
      export const day: Output<string> = new StackGuard().verdict().apply((verdict) => verdict.day);
      export const id: Output<unknown> = new GuardedStack("platform", { stack: "a/b/c" }).output("id");
      const resource = new ComponentResource("a:b:C", "c");
      exempt(resource, { rule: "namespace-waf", reason: "r", owner: "o", expires: ${expires} });
    `;
    const options = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext"];
    const check = async (expires: string): Promise<string> => {
      await writeFile(join(packed, "program.ts"), program(expires));
      const args = [compiler, ...options, "--target", "es2024", "--skipLibCheck", "program.ts"];
      return await execute(process.execPath, args, { cwd: packed }).then(
        () => "",
        ({ stdout }: { stdout: string }) => stdout,
      );
    };
    assert.equal(await check('"2026-12-31"'), "");
    assert.match(
      await check("20261231"),
      /^program\.ts.*number.* is not assignable to type 'string'/,
    );
  });

  test("reports the same as the checkout", async () => {
    const program = async () => {
      register(compliant);
      for (const at of [0, 40, 80, 120, 160, 200]) {
        const mutation = mutations[at];
        if (mutation !== undefined) {
          register(mutation.blueprint, `m${at}-`);
        }
      }
    };
    const said = await Promise.all(
      [packFolder, packed].map(async (pack) => {
        const engine = await openEngine({ packs: [pack] });
        try {
          const { reported } = await engine.preview(program);
          return reported.map(({ policy, urn, level, message }) => [policy, urn, level, message]);
        } finally {
          await engine.close();
        }
      }),
    );
    assert.ok(said[0] && said[0].length > 0);
    assert.deepEqual(said[1]?.toSorted(), said[0].toSorted());
  });
});
