import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { WriteHealth } from "../../shared/write-health.ts";

const FULL = new Error("ENOSPC");

function hearing(t: TestContext) {
  const said: string[] = [];
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { health: new WriteHealth((message) => said.push(message)), said, pass };
}

test("a disk that is back is said although nobody writes to some of the files any more", (t) => {
  const { health, said, pass } = hearing(t);
  for (const path of ["chat.log", "orders.log", "emf.jsonl"]) {
    health.failed(path, FULL);
  }
  health.lost(3);
  assert.equal(said.length, 1);
  pass(1_000);
  health.written("emf.jsonl");
  assert.equal(said.length, 1, "another file may still fail");
  pass(1_500);
  health.written("emf.jsonl");
  assert.match(said[1] ?? "", /written again; 3 lines were lost/);
  health.written("orders.log");
  assert.equal(said.length, 2);
});

test("a full disk that takes some lines and refuses others is said once", (t) => {
  const { health, said, pass } = hearing(t);
  for (let second = 0; second < 60; second++) {
    health.failed("chat.log", FULL);
    health.written("emf.jsonl");
    pass(1_000);
  }
  assert.equal(said.length, 1);
  health.failed("emf.jsonl", FULL);
  health.written("chat.log");
  health.written("emf.jsonl");
  assert.equal(said.length, 2);
  health.failed("chat.log", FULL);
  assert.equal(said.length, 3, "the next time is said again");
});
