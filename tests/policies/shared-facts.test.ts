import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { StackValidationPolicy } from "@pulumi/policy";
import { SharedFacts } from "../../policies/facts/shared-facts.ts";
import type { StackFacts } from "../../policies/facts/stack-facts.ts";
import { analyzeStack } from "./stacks/analyze-stack.ts";
import { compliant } from "./stacks/compliant.ts";
import { policyResources } from "./stacks/policy-resources.ts";

describe("shared facts", () => {
  test("are one and the same for the rules of one validation by the policy SDK", async () => {
    const shared = new SharedFacts();
    const seen: StackFacts[] = [];
    const policies = ["one", "two", "three"].map(
      (name): StackValidationPolicy => ({
        name,
        description: name,
        validateStack: ({ resources }) => {
          seen.push(shared.for(name, resources));
        },
      }),
    );
    await analyzeStack(policies);
    await analyzeStack(policies);
    assert.equal(new Set(seen.slice(0, 3)).size, 1);
    assert.equal(new Set(seen.slice(3)).size, 1);
    assert.equal(new Set(seen).size, 2);
  });

  test("end with the turn of the event loop", async () => {
    const shared = new SharedFacts();
    const resources = policyResources(compliant, "preview");
    const before = shared.for("one", resources);
    await turn();
    assert.notEqual(shared.for("two", resources), before);
  });

  test("are built anew for other resources, and for a rule that asks again", () => {
    const shared = new SharedFacts();
    const resources = policyResources(compliant, "preview");
    const first = shared.for("one", resources);
    assert.equal(shared.for("two", policyResources(compliant, "update")), first);
    assert.notEqual(shared.for("two", resources), first);
    assert.notEqual(shared.for("three", resources.slice(1)), first);
  });
});
