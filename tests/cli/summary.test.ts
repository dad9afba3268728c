import assert from "node:assert/strict";
import { test } from "node:test";
import { changeLine, summary } from "../../cli/start/summary.ts";

const ENDPOINTS = {
  http: "http://localhost:4000/event",
  realtime: "ws://localhost:4000/event/realtime",
  apiKey: "",
  console: "http://localhost:4000/",
};

test("what is not honoured is listed, and what is kept is counted", () => {
  const stored = new Map([["aws:iam/role:Role", 3]]);
  const text = summary(".local", ENDPOINTS, [], { stored, unsupported: ["x: property y"] });
  assert.match(text, /^NOT honoured on this machine:\n {2}x: property y$/m);
  assert.match(text, /^Kept without effect here: Role 3$/m);
});

test("values stand in one column, and a missing API key is said", () => {
  const text = summary(".local", ENDPOINTS, [], { stored: new Map(), unsupported: [] });
  const rows = text.split("\n").filter((line) => line !== "");
  const columns = new Set(rows.map((row) => row.search(/(?<= {2})\S/)));
  assert.equal(columns.size, 1);
  assert.match(text, /^API key +none$/m);
});

test("no change is said, few are named, many are counted", () => {
  const change = { operation: "update", type: "aws:lambda/function:Function", name: "chat" };
  assert.equal(changeLine([]), "No changes.");
  assert.equal(changeLine([change]), "update aws:lambda/function:Function chat");
  assert.equal(changeLine(Array.from({ length: 9 }, () => change)), "9 changes: 9 update.");
});
