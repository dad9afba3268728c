import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StackValidationPolicy } from "@pulumi/policy";
import { type Elsewhere, elsewhereKinds } from "../../policies/elsewhere.ts";
import { elsewherePolicy } from "../../policies/elsewhere-policy.ts";
import { SharedFacts } from "../../policies/facts/shared-facts.ts";
import { GuardRecords } from "../../policies/guard-records.ts";
import { toPolicy } from "../../policies/rule-policy.ts";
import { rules } from "../../policies/rules.ts";
import { now } from "./judge.ts";
import { type Blueprint, change, without } from "./stacks/blueprint.ts";
import { compliant } from "./stacks/compliant.ts";
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

const entry = (kind: Elsewhere["kind"], matches: string): Elsewhere => ({
  kind,
  matches,
  owner: "platform-team",
  reason: "The platform stack owns it and runs the pack",
  reviewBy: "2026-12-31",
});

const platformApi = "plat4formapi2id6abcdefghij";
const foreign = (service: string, rest: string) =>
  `arn:aws:${service}:eu-west-1:999999999999:${rest}`;

/** Namespaces, handlers and functions of a service; the API and its guards belong to another stack. */
const service = (apiId: string): Blueprint => {
  const own = [
    "function",
    "function-role",
    "function-policy",
    "function-logs",
    "source",
    "namespace",
  ];
  const program = Object.fromEntries(
    Object.entries(compliant).filter(([name]) => own.includes(name)),
  );
  const wired = ["source", "namespace"].reduce<Blueprint>(
    (blueprint, name) => change(blueprint, name, ["apiId"], apiId),
    program,
  );
  return change(wired, "function", ["environment", "variables", "EVENT_API_ID"], apiId);
};

/** A program whose guard lives elsewhere, by what a team then vouches for. */
const cases: readonly {
  readonly what: string;
  readonly blueprint: Blueprint;
  readonly vouched: Elsewhere;
  readonly strange: string;
}[] = [
  {
    what: "a web ACL by ARN from another stack",
    blueprint: change(
      compliant,
      "association",
      ["webAclArn"],
      foreign("wafv2", "regional/webacl/shared/1"),
    ),
    vouched: entry("webAcl", foreign("wafv2", "regional/webacl/shared/*")),
    strange: foreign("wafv2", "regional/webacl/other/*"),
  },
  {
    what: "a web ACL that Firewall Manager attaches",
    blueprint: without(compliant, "association"),
    vouched: entry("webAclAssociation", "events"),
    strange: "another-api",
  },
  {
    what: "central WAF logging",
    blueprint: without(compliant, "acl-logging"),
    vouched: entry("wafLogging", "acl"),
    strange: "another-acl",
  },
  {
    what: "log retention that the account sets",
    blueprint: change(compliant, "api-logs", ["retentionInDays"], undefined),
    vouched: entry("logRetention", "urn:pulumi:*::api-logs"),
    strange: "urn:pulumi:*::other-logs",
  },
  {
    what: "log retention of functions that the account sets",
    blueprint: change(compliant, "function", ["loggingConfig", "logGroup"], "/central/orders"),
    vouched: entry("logRetention", "/central/*"),
    strange: "/others/*",
  },
  {
    what: "an API that a platform stack owns, by id",
    blueprint: service(platformApi),
    vouched: entry("api", platformApi),
    strange: "another4api2id6abcdefghijk",
  },
  {
    what: "an API that a platform stack owns, by ARN",
    blueprint: service(platformApi),
    vouched: entry("api", foreign("appsync", `apis/${platformApi}`)),
    strange: foreign("appsync", "apis/another4api2id6abcdefghijk"),
  },
  {
    what: "a function of another stack",
    blueprint: change(
      without(without(without(compliant, "function"), "function-policy"), "function-logs"),
      "source",
      ["lambdaConfig", "functionArn"],
      foreign("lambda", "function:validate:live"),
    ),
    vouched: entry("function", foreign("lambda", "function:validate:*")),
    strange: foreign("lambda", "function:other"),
  },
  {
    what: "a data source of another stack",
    blueprint: ["onPublish", "onSubscribe"].reduce<Blueprint>(
      (blueprint, side) =>
        change(
          blueprint,
          "namespace",
          ["handlerConfigs", side, "integration", "dataSourceName"],
          "platformValidator",
        ),
      without(
        without(without(without(compliant, "source"), "function"), "function-policy"),
        "function-logs",
      ),
    ),
    vouched: entry("dataSource", "platformValidator"),
    strange: "platformRecorder",
  },
];

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
