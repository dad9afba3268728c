import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { asset } from "@pulumi/pulumi";
import { strToU8, Zip, ZipPassThrough } from "fflate";
import { functionPackage } from "../../policies/facts/function-package.ts";
import { Archive, change } from "./stacks/blueprint.ts";
import { compliant } from "./stacks/compliant.ts";
import { policyResources } from "./stacks/policy-resources.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "package-names-"));
});
after(() => rm(folder, { recursive: true }));

/** What the pack reads of a function whose package is a ZIP file with these files, in this order. */
async function readZip(files: readonly (readonly [name: string, text: string])[]) {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) {
      throw error;
    }
    parts.push(part);
  });
  for (const [name, text] of files) {
    const file = new ZipPassThrough(name);
    zip.add(file);
    file.push(strToU8(text), true);
  }
  zip.end();
  const path = join(folder, "package.zip");
  await writeFile(path, Buffer.concat(parts));
  const code = new Archive({}, new asset.FileArchive(path));
  const program = change(compliant, "function", ["code"], code);
  const lambda = policyResources(program, "update").find(({ name }) => name === "function");
  assert.ok(lambda);
  return await functionPackage(lambda, folder);
}

test("reads each file of a ZIP file", async () => {
  const read = await readZip([
    ["index.mjs", "1"],
    ["lib/", ""],
    ["lib/empty.mjs", ""],
  ]);
  assert.equal(read.state, "readable");
  assert.deepEqual([...read.digests.keys()], ["index.mjs", "lib/empty.mjs"]);
});

for (const second of ["index.mjs", "./index.mjs", "lib/../index.mjs"]) {
  test(`refuses a ZIP file with index.mjs and ${second}: which one runs is open`, async () => {
    const read = await readZip([
      ["index.mjs", "1"],
      [second, "2"],
    ]);
    assert.equal(read.state, "unreadable");
    assert.match(read.found, /holds index\.mjs twice/);
  });
}
