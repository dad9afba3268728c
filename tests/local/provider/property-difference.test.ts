import assert from "node:assert/strict";
import { test } from "node:test";
import { propertyDifferences } from "../../../local/provider/property-difference.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

test("each changed place is named by its path and kind", () => {
  const before = { a: { b: [1, 2], c: 1 }, gone: true };
  const after = { a: { b: [1, 3, 4] }, "new": 1 };
  assert.deepEqual(propertyDifferences(before, after), [
    { path: "a.b[1]", kind: "update" },
    { path: "a.b[2]", kind: "add" },
    { path: "a.c", kind: "delete" },
    { path: "gone", kind: "delete" },
    { path: "new", kind: "add" },
  ]);
});

test("a key that is not an identifier is quoted in the path", () => {
  const differences = propertyDifferences({ tags: { "a.b": "1" } }, { tags: { "a.b": "2" } });
  assert.deepEqual(differences, [{ path: 'tags["a.b"]', kind: "update" }]);
});

test("an unknown value counts as changed", () => {
  assert.equal(propertyDifferences({ name: "a" }, { name: UNKNOWN }).length, 1);
});

test("archives are equal by hash, whatever else the checkpoint kept of them", () => {
  const archive = (hash: string, assets?: object) => ({
    code: { [SIGNATURE]: ARCHIVE, hash, ...(assets ? { assets } : {}) },
  });
  assert.deepEqual(propertyDifferences(archive("1", { a: 1 }), archive("1")), []);
  assert.equal(propertyDifferences(archive("1"), archive("2")).length, 1);
});

test("sets are equal in any order and lists are not", () => {
  const sets = [{ alarmActions: ["a", "b"] }, { alarmActions: ["b", "a"] }] as const;
  assert.deepEqual(propertyDifferences(...sets), []);
  const lists = [{ architectures: ["a", "b"] }, { architectures: ["b", "a"] }] as const;
  assert.equal(propertyDifferences(...lists).length, 2);
});
