import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportViolation } from "@pulumi/policy";
import { exemptionsPolicy } from "../../policies/exemptions-policy.ts";
import { SharedFacts } from "../../policies/facts/shared-facts.ts";
import { readExemptions } from "../../policies/read-exemptions.ts";
import { toPolicy } from "../../policies/rule-policy.ts";
import { rules } from "../../policies/rules.ts";
import { now } from "./judge.ts";
import { type Blueprint, change } from "./stacks/blueprint.ts";
import { compliant } from "./stacks/compliant.ts";
import { policyResources } from "./stacks/policy-resources.ts";

const names = rules.map(({ name }) => name);
const complete = {
  rule: "namespace-logging",
  resource: "api",
  reason: "Logs move to the new account in June",
  owner: "realtime-team",
  expires: "2026-06-30",
};
const unlogged = change(compliant, "api", ["eventConfig", "logConfig", "logLevel"], "NONE");

interface Reported {
  readonly message: string;
  readonly urn?: string | undefined;
  readonly enforcementLevel?: string;
}

/** Everything that one rule reports about a blueprint, under the given exemptions. */
const report = async (entries: unknown[], blueprint: Blueprint, config = {}, stage = "prod") => {
  const rule = rules.find(({ name }) => name === "namespace-logging");
  assert.ok(rule);
  const { entries: exemptions, faults } = readExemptions(JSON.stringify(entries), names);
  assert.deepEqual(faults, []);
  const policy = toPolicy(rule, { facts: new SharedFacts(), exemptions, now: () => now });
  const reported: Reported[] = [];
  const reportViolation: ReportViolation = (message: string | Reported, urn?: string) => {
    reported.push(typeof message === "string" ? { message, urn } : message);
  };
  await policy.validateStack(
    {
      resources: policyResources(blueprint, "preview", stage),
      stackTags: new Map(),
      getConfig: <T extends object>() => config as T,
      notApplicable: () => {
        throw new Error("not applicable");
      },
    },
    reportViolation,
  );
  return reported;
};

describe("an exemption", () => {
  it("is shown as an advisory with reason, owner and last day while it holds", async () => {
    const [one, ...others] = await report([complete], unlogged);
    assert.deepEqual(others, []);
    assert.equal(one?.enforcementLevel, "advisory");
    for (const part of [complete.reason, complete.owner, complete.expires, "logLevel is NONE"]) {
      assert.ok(one?.message.includes(part), one?.message);
    }
  });

  it("holds to the end of its last day and not a moment longer", async () => {
    const today = { ...complete, expires: "2026-06-01" };
    const yesterday = { ...complete, expires: "2026-05-31" };
    assert.deepEqual(
      (await report([today], unlogged)).map(({ enforcementLevel }) => enforcementLevel),
      ["advisory"],
    );
    const expired = await report([yesterday], unlogged);
    assert.deepEqual(
      expired.map(({ enforcementLevel }) => enforcementLevel),
      [undefined, undefined],
    );
    assert.match(expired[1]?.message ?? "", /expired on 2026-05-31/);
  });

  it("matches by URN as well", async () => {
    const resource = "urn:pulumi:prod::policy-tests::aws:appsync/api:Api::api";
    const [one] = await report([{ ...complete, resource }], unlogged);
    assert.equal(one?.enforcementLevel, "advisory");
  });

  it("is a violation when it matches nothing", async () => {
    for (const [entry, blueprint] of [
      [complete, compliant],
      [{ ...complete, resource: "nobody" }, unlogged],
    ] as const) {
      const stale = (await report([entry], blueprint)).at(-1);
      assert.match(stale?.message ?? "", /matches nothing that the rule finds/);
      assert.equal(stale?.enforcementLevel, undefined);
    }
  });

  it("does not hold for another rule", async () => {
    const [one] = await report([{ ...complete, rule: "namespace-waf" }], unlogged);
    assert.equal(one?.enforcementLevel, undefined);
  });
});

describe("an exemption that cannot be read", () => {
  const faultsOf = (value: unknown) => readExemptions(JSON.stringify(value), names).faults;
  for (const [what, entry, said] of [
    ["without an owner", { ...complete, owner: undefined }, /exemptions\[0\].*owner/],
    ["without a date", { ...complete, expires: undefined }, /exemptions\[0\].*expires/],
    ["with a date of another form", { ...complete, expires: "30.6.2026" }, /\[0\]\.expires/],
    ["with a day that no month has", { ...complete, expires: "2026-13-40" }, /no date/],
    ["with an empty reason", { ...complete, reason: "-" }, /\[0\]\.reason/],
    ["for a rule that is none", { ...complete, rule: "namespace-wafs" }, /names no rule/],
    ["with a setting that is none", { ...complete, until: "2027" }, /\[0\]/],
  ] as const) {
    it(`is refused ${what}`, () => {
      const [fault] = faultsOf([entry]);
      assert.match(fault ?? "", said);
    });
  }

  it("is refused when the setting is no list, or no JSON", async () => {
    assert.equal(faultsOf({}).length, 1);
    assert.equal(readExemptions("[", names).faults.length, 1);
  });

  it("is a mandatory violation of its own policy", async () => {
    const policy = exemptionsPolicy(readExemptions("[{}]", names));
    const said: string[] = [];
    const resources = policyResources(compliant, "preview");
    const stack = { resources, stackTags: new Map(), getConfig: <T>() => ({}) as T };
    const notApplicable = () => {
      throw new Error("not applicable");
    };
    policy.validateStack({ ...stack, notApplicable }, (message: string) => said.push(message));
    assert.equal(policy.enforcementLevel, "mandatory");
    assert.ok(said.length > 0);
  });
});

describe("a rule's configuration", () => {
  it("with a setting that the rule does not know is a violation, so that no typo passes", async () => {
    const [one, ...others] = await report([], compliant, { retentionInDay: 1 });
    assert.deepEqual(others, []);
    assert.match(one?.message ?? "", /"retentionInDay".*\nFix: .*settings are levels/);
    assert.equal(one?.enforcementLevel, undefined);
  });
});

describe("a rule's level", () => {
  it("is what the pack's configuration says unless the stage lowers it", async () => {
    const levels = { dev: "advisory", local: "disabled" };
    assert.equal((await report([], unlogged, { levels }, "dev"))[0]?.enforcementLevel, "advisory");
    assert.deepEqual(await report([], unlogged, { levels }, "local"), []);
    assert.equal((await report([], unlogged, { levels }, "prod"))[0]?.enforcementLevel, undefined);
  });
});
