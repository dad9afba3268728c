import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { StackValidationPolicy } from "@pulumi/policy";
import { ELSEWHERE_KINDS, JUDGES } from "../../policies/elsewhere.ts";
import { elsewherePolicy } from "../../policies/elsewhere-policy.ts";
import { elsewhereUsePolicy } from "../../policies/elsewhere-use-policy.ts";
import { SharedFacts } from "../../policies/facts/shared-facts.ts";
import { GuardRecords } from "../../policies/guard-records.ts";
import type { Rule } from "../../policies/rule.ts";
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
async function reportedOn(
  blueprint: Blueprint,
  entries: unknown[],
  phase: Phase = "preview",
  {
    judging = rules,
    configuration = {},
  }: { judging?: readonly Rule[]; configuration?: object } = {},
) {
  const records = new GuardRecords();
  const environment = { facts: new SharedFacts(), records, now: () => now };
  const reported: Reported[] = [];
  const policies: StackValidationPolicy[] = [
    elsewherePolicy(JSON.stringify(entries), records, () => now),
    ...judging.map((rule) => toPolicy(rule, environment)),
    elsewhereUsePolicy(records, () => now),
  ];
  for (const policy of policies) {
    await policy.validateStack(
      {
        resources: policyResources(blueprint, phase),
        stackTags: new Map(),
        getConfig: <T extends object>() => (policy.name === "elsewhere" ? configuration : {}) as T,
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
}

for (const phase of ["preview", "update"] as const) {
  describe(`what a team vouches for at ${phase}`, () => {
    for (const { what, blueprint, vouched, strange } of cases) {
      test(`lets ${what} pass, and shows who vouches for it until when`, async () => {
        const reported = await reportedOn(blueprint, [vouched], phase);
        assert.ok(reported.length > 0);
        for (const { level, message } of reported) {
          assert.equal(level, "advisory", message);
          for (const part of [vouched.kind, vouched.owner, vouched.reason, vouched.reviewBy]) {
            assert.ok(message.includes(part), message);
          }
        }
      });

      test(`refuses ${what} when nobody vouches for it, or only for another`, async () => {
        const kind = ELSEWHERE_KINDS.find((one) => one !== vouched.kind) ?? "api";
        for (const entries of [[], [{ ...vouched, matches: strange }], [{ ...vouched, kind }]]) {
          const levels = (await reportedOn(blueprint, entries, phase)).map(({ level }) => level);
          assert.ok(levels.includes("mandatory"), JSON.stringify(entries));
        }
      });
    }
  });
}

describe("a review that is overdue", () => {
  test("is a violation of its own, and what it vouched for is one again", async () => {
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

describe("an entry that no rule needs", () => {
  const unused = cases.map(({ what, vouched }) => ({ what, vouched }));
  const useReports = (reported: readonly Reported[]) =>
    reported.filter(({ policy }) => policy === "elsewhere-in-use");

  for (const { what, vouched } of unused) {
    test(`is a violation where the guard is in the stack: ${what}`, async () => {
      const [one, ...others] = useReports(await reportedOn(compliant, [vouched], "update"));
      assert.deepEqual(others, []);
      assert.equal(one?.level, "mandatory");
      const said = `The entry of ${vouched.kind} "${vouched.matches}" (owner ${vouched.owner})`;
      assert.ok(one?.message.startsWith(said), one?.message);
    });
  }

  test("is none for a stage when it is for every stage, and one of the stage is reported beside it", async () => {
    const [vouched] = unused.map((one) => one.vouched);
    const configuration = { entries: [vouched] };
    const phase = "update";
    assert.deepEqual(useReports(await reportedOn(compliant, [], phase, { configuration })), []);
    const both = await reportedOn(compliant, [vouched], phase, { configuration });
    assert.equal(useReports(both).length, 1);
  });

  test("is an advisory where a rule that may need it could not decide something yet", async () => {
    const undecided = rules.map((rule): Rule => {
      if (rule.name !== "namespace-waf") {
        return rule;
      }
      const resource = { name: "api", urn: "", type: "aws:appsync/api:Api" };
      return { ...rule, check: () => [{ resource, found: "", why: "", fix: "", note: true }] };
    });
    const vouched = entry("webAcl", foreign("wafv2", "regional/webacl/shared/*"));
    const reported = await reportedOn(compliant, [vouched], "preview", { judging: undecided });
    assert.deepEqual(
      useReports(reported).map(({ level }) => level),
      ["advisory"],
    );
  });

  test("is not known where a rule that may need it is off", async () => {
    const judging = rules.filter(({ name }) => name !== "namespace-waf");
    const vouched = entry("webAcl", foreign("wafv2", "regional/webacl/shared/*"));
    assert.deepEqual(useReports(await reportedOn(compliant, [vouched], "update", { judging })), []);
  });

  test("is judged by every rule that takes its kind", async () => {
    for (const { blueprint, vouched } of cases) {
      for (const { policy } of await reportedOn(blueprint, [vouched], "update")) {
        assert.ok(JUDGES[vouched.kind].includes(policy), `${vouched.kind} ${policy}`);
      }
    }
    assert.deepEqual(Object.keys(JUDGES).toSorted(), ELSEWHERE_KINDS.toSorted());
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
    test(`is refused ${what}`, async () => {
      const reported = await reportedOn(compliant, [{ ...complete, ...change }]);
      const own = reported.filter(({ policy }) => policy === "elsewhere");
      assert.match(own[0]?.message ?? "", said);
      assert.equal(own[0]?.level, "mandatory");
    });
  }
});
