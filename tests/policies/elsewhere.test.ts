import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StackValidationPolicy } from "@pulumi/policy";
import { elsewhereKinds } from "../../policies/elsewhere.ts";
import { elsewherePolicy } from "../../policies/elsewhere-policy.ts";
import { SharedFacts } from "../../policies/facts/shared-facts.ts";
import { GuardRecords } from "../../policies/guard-records.ts";
import { toPolicy } from "../../policies/rule-policy.ts";
import { rules } from "../../policies/rules.ts";
import { now } from "./judge.ts";
import type { Blueprint } from "./stacks/blueprint.ts";
import { compliant } from "./stacks/compliant.ts";
import { cases, entry, foreign } from "./stacks/guards-elsewhere.ts";
import { type Phase, policyResources } from "./stacks/policy-resources.ts";

interface Reported {
  readonly level: string;
  readonly policy: string;
  readonly message: string;
}

/** What all policies of the pack report about a blueprint, when a team vouches for these entries. */
const reportedOn = async (blueprint: Blueprint, entries: unknown[], phase: Phase = "preview") => {
  const records = new GuardRecords();
  const environment = { facts: new SharedFacts(), records, now: () => now };
  const reported: Reported[] = [];
  const policies: StackValidationPolicy[] = [
    elsewherePolicy(JSON.stringify(entries), records, () => now),
    ...rules.map((rule) => toPolicy(rule, environment)),
  ];
  for (const policy of policies) {
    await policy.validateStack(
      {
        resources: policyResources(blueprint, phase),
        stackTags: new Map(),
        getConfig: <T extends object>() => ({}) as T,
        notApplicable: () => assert.fail("not applicable"),
      },
      (violation: string | { message: string; enforcementLevel?: string }) => {
        const { message, enforcementLevel = "mandatory" } =
          typeof violation === "string" ? { message: violation } : violation;
        reported.push({ level: enforcementLevel, policy: policy.name, message });
      },
    );
  }
  return reported;
};

for (const phase of ["preview", "update"] as const) {
  describe(`what a team vouches for at ${phase}`, () => {
    for (const { what, blueprint, vouched, strange } of cases) {
      it(`lets ${what} pass, and shows who vouches for it until when`, async () => {
        const reported = await reportedOn(blueprint, [vouched], phase);
        assert.ok(reported.length > 0);
        for (const { level, message } of reported) {
          assert.equal(level, "advisory", message);
          for (const part of [vouched.kind, vouched.owner, vouched.reason, vouched.reviewBy])
            assert.ok(message.includes(part), message);
        }
      });

      it(`refuses ${what} when nobody vouches for it, or only for another`, async () => {
        const kind = elsewhereKinds.find((one) => one !== vouched.kind) ?? "api";
        for (const entries of [[], [{ ...vouched, matches: strange }], [{ ...vouched, kind }]]) {
          const levels = (await reportedOn(blueprint, entries, phase)).map(({ level }) => level);
          assert.ok(levels.includes("mandatory"), JSON.stringify(entries));
        }
      });
    }
  });
}

describe("a review that is overdue", () => {
  it("is a violation of its own, and what it vouched for is one again", async () => {
    const [one] = cases;
    assert.ok(one);
    const overdue = { ...one.vouched, reviewBy: "2026-05-31" };
    const refused = (await reportedOn(one.blueprint, [overdue])).filter(
      ({ level }) => level === "mandatory",
    );
    assert.deepEqual(
      refused.map(({ policy }) => policy),
      ["elsewhere", "namespace-waf"],
    );
    assert.match(refused[0]?.message ?? "", /was due on 2026-05-31 \(owner platform-team\)/);
  });
});

describe("an entry that cannot be read", () => {
  const complete = entry("webAcl", foreign("wafv2", "regional/webacl/shared/*"));
  for (const [what, change, said] of [
    ["of no kind", { kind: "waf" }, /\.kind/],
    ["without an owner", { owner: undefined }, /owner/],
    ["with an owner of blanks", { owner: "  " }, /owner must name/],
    ["with a reason of blanks", { reason: " ".repeat(20) }, /reason must be a sentence/],
    ["without a day of review", { reviewBy: undefined }, /reviewBy/],
    ["with a day that does not exist", { reviewBy: "2026-02-30" }, /a day of the calendar/],
    ["with the year 9999", { reviewBy: "9999-12-31" }, /at most 400 days/],
    ["that fits everything", { matches: "*" }, /must name what it vouches for/],
    ["that fits every ACL", { matches: "arn:aws:wafv2:*" }, /must name what it vouches for/],
    ["that fits all of an account", { matches: foreign("wafv2", "*") }, /must name what/],
    ["with a setting that is none", { until: "2027" }, /until|additional/],
  ] as const) {
    it(`is refused ${what}`, async () => {
      const reported = await reportedOn(compliant, [{ ...complete, ...change }]);
      const own = reported.filter(({ policy }) => policy === "elsewhere");
      assert.match(own[0]?.message ?? "", said);
      assert.equal(own[0]?.level, "mandatory");
    });
  }
});
