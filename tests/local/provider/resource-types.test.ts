import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { isKnownType, resourceType } from "../../../local/provider/resource-types.ts";

const SERVICES = new URL("../../../local/provider/services/", import.meta.url);

async function knownTokens(): Promise<string[]> {
  const tokens: string[] = [];
  for (const file of await readdir(SERVICES)) {
    const { resourceTypes } = await import(new URL(file, SERVICES).href);
    assert.notDeepEqual(Object.keys(resourceTypes), [], file);
    for (const [token, type] of Object.entries(resourceTypes)) {
      assert.equal(resourceType(token), type, token);
      tokens.push(token);
    }
  }
  return tokens;
}

test("a type is emulated as soon as a file of services/ describes it", async () => {
  const tokens = await knownTokens();
  assert.ok(tokens.includes("aws:lambda/function:Function"));
  assert.deepEqual(
    tokens.filter((token) => !isKnownType(token)),
    [],
  );
  assert.equal(isKnownType("aws:ec2/vpc:Vpc"), false);
});

test("the page of the embedded stage lists every type where it belongs, and no other", async () => {
  const page = await readFile(new URL("../../../docs/embedded-stage.md", import.meta.url), "utf8");
  const [, honoured = "", kept = ""] =
    /\n- Honoured: ([\s\S]*?)\n- Kept without an effect: ([\s\S]*?)\n\n/.exec(page) ?? [];
  const listed = (text: string) => text.match(/aws:[^`]+/g) ?? [];
  const known = await knownTokens();
  const isKept = (token: string) => resourceType(token).stored === "all";
  assert.deepEqual(listed(honoured), known.filter((token) => !isKept(token)).sort());
  assert.deepEqual(listed(kept), known.filter(isKept).sort());
});
