import assert from "node:assert/strict";
import { test } from "node:test";
import { answering } from "../../policies/answering.ts";

test("reports a rule that throws as a mandatory violation, without the words of the exception", async () => {
  const reported: { message: string; enforcementLevel?: string }[] = [];
  const policy = answering({
    name: "namespace-waf",
    description: "throws",
    validateStack: () => {
      throw new TypeError("secret-value");
    },
  });
  await policy.validateStack(
    {
      resources: [],
      stackTags: new Map(),
      getConfig: <T extends object>() => ({}) as T,
      notApplicable: () => assert.fail("not applicable"),
    },
    (violation: string | { message: string; enforcementLevel?: string }) => {
      reported.push(typeof violation === "string" ? { message: violation } : violation);
    },
  );
  const [only] = reported;
  assert.equal(reported.length, 1);
  assert.equal(only?.enforcementLevel, "mandatory");
  assert.match(
    only?.message ?? "",
    /The rule namespace-waf ended with TypeError at policies\/answering/,
  );
  assert.doesNotMatch(only?.message ?? "", /secret-value/);
});
