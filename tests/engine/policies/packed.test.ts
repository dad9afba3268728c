import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { compliant } from "../../policies/stacks/compliant.ts";
import { mutations } from "../../policies/stacks/mutations.ts";
import { register } from "./blueprint-program.ts";
import { openEngine, packFolder } from "./engine-run.ts";

const execute = promisify(execFile);

/** Packs the pack, and unpacks it where nothing but its declared dependencies can be found. */
const unpack = async (folder: string): Promise<string> => {
  await execute("npm", ["pack", packFolder, "--pack-destination", folder], { cwd: packFolder });
  const [archive] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  assert.ok(archive);
  await execute("tar", ["-xzf", archive], { cwd: folder });
  return join(folder, "package");
};

describe("the packed policy pack", () => {
  let folder: string;
  let packed: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "packed-"));
    packed = await unpack(folder);
    await execute("npm", ["install", "--omit=dev", "--no-audit", "--no-fund"], { cwd: packed });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("holds JavaScript and documentation, and no TypeScript that Node would refuse", async () => {
    const files = await readdir(packed, { recursive: true });
    const own = files.filter((name) => !name.startsWith("node_modules"));
    assert.deepEqual(
      own.filter((name) => name.endsWith(".ts")),
      [],
    );
    for (const name of ["index.js", "PulumiPolicy.yaml", "dist/pack.js", "docs/namespace-waf.md"]) {
      assert.ok(own.includes(name), `${name} is missing`);
    }
  });

  it("reports the same as the checkout", async () => {
    const program = async () => {
      register(compliant);
      for (const at of [0, 40, 80, 120, 160, 200]) {
        const mutation = mutations[at];
        if (mutation !== undefined) register(mutation.blueprint, `m${at}-`);
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
