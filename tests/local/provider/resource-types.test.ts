import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { isKnownType, resourceType } from "../../../local/provider/resource-types.ts";

const SERVICES = new URL("../../../local/provider/services/", import.meta.url);

test("a type is emulated as soon as a file of services/ describes it", async () => {
  const tokens: string[] = [];
  for (const file of await readdir(SERVICES)) {
    const { resourceTypes } = await import(new URL(file, SERVICES).href);
    assert.notDeepEqual(Object.keys(resourceTypes), [], file);
    for (const [token, type] of Object.entries(resourceTypes)) {
      assert.equal(resourceType(token), type, token);
      tokens.push(token);
    }
  }
  assert.ok(tokens.includes("aws:lambda/function:Function"));
  assert.deepEqual(
    tokens.filter((token) => !isKnownType(token)),
    [],
  );
  assert.equal(isKnownType("aws:ec2/vpc:Vpc"), false);
});
