import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PolicyResource, ReportViolation } from "@pulumi/policy";
import { exemptionsPolicy } from "../../policies/exemptions-policy.ts";
import { SharedFacts } from "../../policies/facts/shared-facts.ts";
import { GuardRecords } from "../../policies/guard-records.ts";
import { readExemptions } from "../../policies/read-exemptions.ts";
import { toPolicy } from "../../policies/rule-policy.ts";
import { rules } from "../../policies/rules.ts";
import { now } from "./judge.ts";
import { type Blueprint, change, type Declared, ref } from "./stacks/blueprint.ts";
import { compliant } from "./stacks/compliant.ts";
import { policyResources } from "./stacks/policy-resources.ts";

const names = rules.map(({ name }) => name);
const limits = { rules: names, now, maximumDays: 400 };
const COMPLETE = {
  rule: "namespace-logging",
  resource: "api",
  type: "aws:appsync/api:Api",
  finding: "eventConfig.logConfig.logLevel is NONE",
  reason: "Logs move to the new account in June",
  owner: "realtime-team",
  expires: "2026-06-30",
};
const unlogged = change(compliant, "api", ["eventConfig", "logConfig", "logLevel"], "NONE");

/** Two APIs that do not log, each with a namespace. */
const twoApis: Blueprint = {
  ...unlogged,
  "second-api": unlogged.api as Declared,
  "second-namespace": {
    ...(compliant.namespace as Declared),
    properties: { apiId: ref("second-api", "apiId"), name: "second" },
  },
};

interface Reported {
  readonly message: string;
  readonly urn?: string | undefined;
  readonly enforcementLevel?: string;
}

function report(entries: unknown[], blueprint: Blueprint, config = {}, stage = "prod") {
  return reportOn(entries, policyResources(blueprint, "preview", stage), config);
}

/** Everything that one rule reports about resources, under the given exemptions. */
async function reportOn(entries: unknown[], resources: PolicyResource[], config = {}) {
  const rule = rules.find(({ name }) => name === "namespace-logging");
  assert.ok(rule);
  const read = readExemptions(JSON.stringify(entries), limits);
  assert.deepEqual(read.faults, []);
  const records = new GuardRecords();
  records.exemptions = read.entries;
  const policy = toPolicy(rule, { facts: new SharedFacts(), records, now: () => now });
  const reported: Reported[] = [];
  const reportViolation: ReportViolation = (message: string | Reported, urn?: string) => {
    reported.push(typeof message === "string" ? { message, urn } : message);
  };
  await policy.validateStack(
    {
      resources,
      stackTags: new Map(),
      getConfig: <T extends object>() => config as T,
      notApplicable: () => {
        throw new Error("not applicable");
      },
    },
    reportViolation,
  );
  return reported;
}

describe("an exemption", () => {
  test("is shown as an advisory with reason, owner and last day while it holds", async () => {
    const [one, ...others] = await report([COMPLETE], unlogged);
    assert.deepEqual(others, []);
    assert.equal(one?.enforcementLevel, "advisory");
    for (const part of [COMPLETE.reason, COMPLETE.owner, COMPLETE.expires, "logLevel is NONE"]) {
      assert.ok(one?.message.includes(part), one?.message);
    }
  });

  test("holds to the end of its last day and not a moment longer", async () => {
    const today = { ...COMPLETE, expires: "2026-06-01" };
    const yesterday = { ...COMPLETE, expires: "2026-05-31" };
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

  test("matches by URN as well", async () => {
    const resource = "urn:pulumi:prod::policy-tests::aws:appsync/api:Api::api";
    const [one] = await report([{ ...COMPLETE, type: undefined, resource }], unlogged);
    assert.equal(one?.enforcementLevel, "advisory");
  });

  test("holds back what it names and no other finding on the same resource", async () => {
    const roleless = change(
      unlogged,
      "api",
      ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
      "",
    );
    const reported = await report([COMPLETE], roleless);
    assert.deepEqual(
      reported.map(({ message, enforcementLevel = "mandatory" }) => [
        enforcementLevel,
        message.includes("does not name an IAM role"),
      ]),
      [
        ["mandatory", true],
        ["advisory", false],
      ],
    );
  });

  test("may name the findings of preview and update together, however their lines are broken", async () => {
    const finding = [
      "eventConfig.logConfig.logLevel\n  is NONE.",
      "eventConfig.logConfig.logLevel is not set",
    ];
    for (const blueprint of [
      unlogged,
      change(compliant, "api", ["eventConfig", "logConfig", "logLevel"], undefined),
    ]) {
      const levels = (await report([{ ...COMPLETE, finding }], blueprint)).map(
        ({ enforcementLevel }) => enforcementLevel,
      );
      assert.deepEqual(levels, ["advisory"]);
    }
  });

  test("does not hold for a resource of another type with the same name", async () => {
    const type = "aws:cloudwatch/logGroup:LogGroup";
    const [one, stale] = await report([{ ...COMPLETE, type }], unlogged);
    assert.equal(one?.enforcementLevel, undefined);
    assert.match(stale?.message ?? "", /matches nothing/);
  });

  test("does not hold when two resources have its name and type, and asks for a URN", async () => {
    const resources = policyResources(twoApis, "preview");
    const second = resources.find(({ name }) => name === "second-api");
    Object.assign(second ?? {}, { name: "api", urn: `${second?.urn} of a component` });
    const reported = await reportOn([COMPLETE], resources);
    assert.ok(reported.every(({ enforcementLevel }) => enforcementLevel === undefined));
    assert.match(reported.at(-1)?.message ?? "", /names 2 resources; give the URN of one/);
  });

  test("is a violation when it matches nothing", async () => {
    for (const [entry, blueprint] of [
      [COMPLETE, compliant],
      [{ ...COMPLETE, resource: "nobody" }, unlogged],
    ] as const) {
      const stale = (await report([entry], blueprint)).at(-1);
      assert.match(stale?.message ?? "", /matches nothing that the rule finds/);
      assert.equal(stale?.enforcementLevel, undefined);
    }
  });

  test("does not hold for another rule", async () => {
    const [one] = await report([{ ...COMPLETE, rule: "namespace-waf" }], unlogged);
    assert.equal(one?.enforcementLevel, undefined);
  });
});

describe("an exemption that cannot be read", () => {
  const faultsOf = (value: unknown) => readExemptions(JSON.stringify(value), limits).faults;
  for (const [what, entry, said] of [
    ["without an owner", { ...COMPLETE, owner: undefined }, /exemptions\[0\].*owner/],
    ["without a date", { ...COMPLETE, expires: undefined }, /exemptions\[0\].*expires/],
    ["without what was found", { ...COMPLETE, finding: undefined }, /exemptions\[0\].*finding/],
    ["with a finding of blanks", { ...COMPLETE, finding: " " }, /\[0\]\.finding/],
    ["with a name and no type", { ...COMPLETE, type: undefined }, /\[0\]\.type must be given/],
    ["with a date of another form", { ...COMPLETE, expires: "30.6.2026" }, /\[0\]\.expires/],
    [
      "with a day that no month has",
      { ...COMPLETE, expires: "2026-13-40" },
      /a day of the calendar/,
    ],
    ["with 30 February", { ...COMPLETE, expires: "2026-02-30" }, /a day of the calendar/],
    ["with 29 February of a common year", { ...COMPLETE, expires: "2027-02-29" }, /a day of the/],
    ["with the year 9999", { ...COMPLETE, expires: "9999-12-31" }, /at most 400 days from today/],
    ["with a day after the bound", { ...COMPLETE, expires: "2027-07-08" }, /at most 400 days/],
    ["with an empty reason", { ...COMPLETE, reason: "-" }, /\[0\]\.reason/],
    ["with a reason of blanks", { ...COMPLETE, reason: " ".repeat(20) }, /\[0\]\.reason/],
    [
      "with a reason nobody sees",
      { ...COMPLETE, reason: "\u200b\u3164".repeat(9) },
      /\[0\]\.reason/,
    ],
    ["with a reason of one letter", { ...COMPLETE, reason: "x".repeat(20) }, /\[0\]\.reason/],
    ["with an owner of blanks", { ...COMPLETE, owner: "\u00a0 " }, /\[0\]\.owner/],
    ["for a rule that is none", { ...COMPLETE, rule: "namespace-wafs" }, /names no rule/],
    ["with a setting that is none", { ...COMPLETE, until: "2027" }, /\[0\]/],
  ] as const) {
    test(`is refused ${what}`, () => {
      const [fault] = faultsOf([entry]);
      assert.match(fault ?? "", said);
    });
  }

  test("is refused when the setting is not a list, or no JSON", async () => {
    assert.equal(faultsOf({}).length, 1);
    assert.equal(readExemptions("[", limits).faults.length, 1);
  });

  test("is a mandatory violation of its own policy, and lets nothing off", async () => {
    const { policy, records, said } = await ranPolicy("[{}]");
    assert.equal(policy.enforcementLevel, "mandatory");
    assert.ok(said.length > 0);
    assert.deepEqual(records.exemptions, []);
  });

  test("is one for a stage that set another bound", async () => {
    const far = JSON.stringify([{ ...COMPLETE, expires: "2028-06-01" }]);
    assert.match((await ranPolicy(far)).said.join(), /at most 400 days/);
    assert.deepEqual((await ranPolicy(far, { maximumDays: 800 })).said, []);
    const near = JSON.stringify([COMPLETE]);
    assert.match((await ranPolicy(near, { maximumDays: 7 })).said.join(), /at most 7 days/);
  });
});

/** The policy that reads exemptions, once it has run, and what it said. */
async function ranPolicy(text: string, config = {}) {
  const records = new GuardRecords();
  const policy = exemptionsPolicy(text, names, records, () => now);
  const said: string[] = [];
  const resources = policyResources(compliant, "preview");
  const notApplicable = () => {
    throw new Error("not applicable");
  };
  const getConfig = <T>() => config as T;
  const stack = { resources, stackTags: new Map(), getConfig, notApplicable };
  await policy.validateStack(stack, (message: string) => said.push(message));
  return { policy, records, said };
}

describe("a rule's configuration", () => {
  test("with a setting that the rule does not know is a violation, so that no typo passes", async () => {
    const [one, ...others] = await report([], compliant, { retentionInDay: 1 });
    assert.deepEqual(others, []);
    assert.match(one?.message ?? "", /"retentionInDay".*\n.*\nFix: .*settings are levels/);
    assert.equal(one?.enforcementLevel, undefined);
  });
});

describe("a rule's level", () => {
  test("is what the pack's configuration says unless the stage lowers it", async () => {
    const levels = { dev: "advisory", local: "disabled" };
    assert.equal((await report([], unlogged, { levels }, "dev"))[0]?.enforcementLevel, "advisory");
    assert.deepEqual(await report([], unlogged, { levels }, "local"), []);
    assert.equal((await report([], unlogged, { levels }, "prod"))[0]?.enforcementLevel, undefined);
  });
});
