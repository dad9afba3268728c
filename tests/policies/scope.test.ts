import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeRule } from "./judge.ts";
import { type Blueprint, ref } from "./stacks/blueprint.ts";
import { compliant } from "./stacks/compliant.ts";

/** Beside a guarded API, a function that no namespace leads to, and that breaks every rule about functions. */
const crowded: Blueprint = {
  ...compliant,
  "stray-role": {
    type: "aws:iam/role:Role",
    properties: { assumeRolePolicy: compliant["function-role"]?.properties.assumeRolePolicy ?? "" },
  },
  "stray-policy": {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: {
      role: ref("stray-role", "name"),
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
      }),
    },
  },
  "stray-function": {
    type: "aws:lambda/function:Function",
    properties: { name: "stray", role: ref("stray-role", "arn") },
  },
};

describe("the scope of a rule", () => {
  for (const [rule, found] of [
    ["cost-allocation-tags", ["stray-function"]],
    ["function-log-retention", ["stray-function"]],
    ["iam-no-wildcards", ["stray-policy"]],
  ] as const) {
    test(`of ${rule} is what namespaces lead to, or with "stack" all of the stack`, async () => {
      for (const phase of ["preview", "update"] as const) {
        assert.deepEqual(await judgeRule(rule, crowded, phase), []);
        assert.deepEqual(await judgeRule(rule, crowded, phase, { scope: "namespaces" }), []);
        const whole = await judgeRule(rule, crowded, phase, { scope: "stack" });
        const names = whole.map(({ resource }) => resource.name);
        assert.deepEqual([...new Set(names)].toSorted(), found);
      }
    });
  }
});
