import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Finding } from "../../policies/rule.ts";
import { judgeAll } from "./judge.ts";
import { unwritten } from "./stacks/api-logs.ts";
import type { Blueprint } from "./stacks/blueprint.ts";
import { undecidedDoors, unguardedDoors } from "./stacks/doors.ts";
import { lookAlikes } from "./stacks/look-alikes.ts";
import { mutations } from "./stacks/mutations.ts";
import { lost } from "./stacks/web-acl-logs.ts";
import { open } from "./stacks/web-acls.ts";

const programs: readonly Blueprint[] = [
  ...mutations.map(({ blueprint }) => blueprint),
  ...Object.values(lookAlikes).map(({ program }) => program),
  ...Object.values(unwritten).map(({ program }) => program),
  ...Object.values({ ...unguardedDoors, ...undecidedDoors }).map(({ blueprint }) => blueprint),
  ...Object.values({ ...open, ...lost }).map(([program]) => program),
];

describe("every violation of every program that is refused", () => {
  const findings = new Map<string, Finding>();
  before(async () => {
    for (const program of programs) {
      for (const phase of ["preview", "update"] as const) {
        for (const finding of await judgeAll(program, phase)) {
          findings.set(`${finding.policy}: ${finding.found}`, finding);
        }
      }
    }
  });

  test("has its fix as code", () => {
    assert.ok(findings.size > 150, `${findings.size} kinds of violations`);
    const bare = [...findings].filter(([, { example }]) => example === undefined);
    assert.deepEqual(
      bare.map(([name]) => name),
      [],
    );
  });

  test("is made of sentences that can be read on one line each", () => {
    for (const [name, { found, why, fix }] of findings) {
      for (const text of [found, why, fix]) {
        assert.doesNotMatch(text, /\n|[.\s]$|^\s| {2}|undefined|\[object/, name);
        assert.ok(text.length <= 220, `${name} (${text.length}): ${text}`);
      }
      assert.match(why, /^[A-Z`]/, name);
      assert.match(fix, /^[a-z`]/, name);
    }
  });
});
