import { type Blueprint, ref } from "./blueprint.ts";
import { declare } from "./compliant.ts";
import { countryCodes } from "./country-codes.ts";
import {
  and,
  bytes,
  counted,
  from,
  geo,
  group,
  groupNamed,
  guardedBy,
  header,
  ipSet,
  label,
  lowercase,
  managed,
  not,
  or,
  rate,
  regex,
  regexSet,
  ruleGroup,
  rules,
  size,
} from "./web-acl-parts.ts";

const everyPath = bytes("uriPath", "STARTS_WITH", "/");
const limited = rate(2000);
const block = ["block", limited] as const;
function behind(statement: Parameters<typeof not>[0], extra: Blueprint = {}): Blueprint {
  return guardedBy({ rules: rules(["allow", statement], block) }, extra);
}

function only(statement: Parameters<typeof not>[0], extra: Blueprint = {}): Blueprint {
  return guardedBy({ rules: rules(["block", statement]) }, extra);
}

const COMMON = "AWSManagedRulesCommonRuleSet";
const ANONYMOUS = "AWSManagedRulesAnonymousIpList";
const HALVES = ["0.0.0.0/1", "128.0.0.0/1"];

/** Web ACLs that look as if they blocked something, and what is said about each. */
export const open: Readonly<Record<string, readonly [program: Blueprint, said: RegExp]>> = {
  "an allow-all before the rules that block": [
    behind(everyPath),
    /rules\[0\] allows everything that rules\[1\] would block/,
  ],
  "an allow-all written after them, of a lower priority": [
    guardedBy({
      rules: [
        { name: "rate", priority: 5, action: { block: {} }, statement: limited },
        { name: "all", priority: 1, action: { allow: {} }, statement: everyPath },
      ],
    }),
    /rules\[1\] allows everything that rules\[0\]/,
  ],
  "an allow-all of the same priority": [
    guardedBy({
      rules: [
        { name: "rate", priority: 1, action: { block: {} }, statement: limited },
        { name: "all", priority: 1, action: { allow: {} }, statement: everyPath },
      ],
    }),
    /same priority/,
  ],
  "an allow of every path that AppSync has": [
    behind(bytes("uriPath", "STARTS_WITH", "/event")),
    /rules\[0\] allows/,
  ],
  "an allow of all sizes": [behind(size("body", "GE", 0)), /rules\[0\] allows/],
  "an allow of both methods": [
    guardedBy({
      rules: rules(
        ["allow", bytes("method", "EXACTLY", "POST")],
        ["allow", bytes("method", "EXACTLY", "get", lowercase)],
        block,
      ),
    }),
    /rules\[1\] allows/,
  ],
  "an allow of any text": [behind(regex("queryString", ".*")), /rules\[0\] allows/],
  "an allow of a statement or its opposite": [
    behind(
      or(bytes(header("x-tenant"), "EXACTLY", "a"), not(bytes(header("x-tenant"), "EXACTLY", "a"))),
    ),
    /rules\[0\] allows/,
  ],
  "an allow of all but what no request is": [
    behind(not(bytes("uriPath", "EXACTLY", "/graphql"))),
    /rules\[0\] allows/,
  ],
  "an allow of the whole internet in halves": [
    behind(from("everybody"), { everybody: ipSet(...HALVES) }),
    /rules\[0\] allows/,
  ],
  "an allow of all countries": [
    behind(or(geo(...countryCodes.slice(0, 150)), geo(...countryCodes.slice(150)))),
    /rules\[0\] allows/,
  ],
  "an allow-all in a rule group before the rules that block": [
    guardedBy(
      {
        rules: [
          group(0, groupNamed("first")),
          ...rules(block).map((rule) => ({ ...rule, priority: 1 })),
        ],
      },
      { first: ruleGroup(rules(["allow", everyPath])) },
    ),
    /rules\[0\] of rule group ".*first" allows/,
  ],
  "a rule group that allows all before one that blocks": [
    guardedBy(
      { rules: [group(0, groupNamed("trusted")), group(1, groupNamed("limits"))] },
      { trusted: ruleGroup(rules(["allow", everyPath])), limits: ruleGroup(rules(block)) },
    ),
    /rules\[0\] of rule group ".*trusted" allows|arn is not known until/,
  ],
  "a default block behind an allow-all": [
    guardedBy({ defaultAction: { block: {} }, rules: rules(["allow", everyPath]) }),
    /rules\[0\] allows everything that defaultAction would block/,
  ],
  "an empty IP set": [only(from("nobody"), { nobody: ipSet() }), /IP set ".*nobody" is empty/],
  "an empty set of expressions": [
    only(
      {
        regexPatternSetReferenceStatement: {
          arn: ref("nothing", "arn"),
          fieldToMatch: { uriPath: {} },
          textTransformations: [{ priority: 0, type: "NONE" }],
        },
      },
      { nothing: regexSet() },
    ),
    /regex pattern set ".*nothing" is empty/,
  ],
  "a path that AppSync does not have": [
    only(bytes("uriPath", "STARTS_WITH", "/graphql")),
    /no publish or connect has this uriPath/,
  ],
  "upper case sought in lower case": [
    only(bytes(header("user-agent"), "CONTAINS", "BadBot", lowercase)),
    /upper case/,
  ],
  "a size that nothing has": [only(size("queryString", "GT", 20_000_000_000)), /of that size/],
  "conditions that exclude each other": [
    only(and(geo("DE"), not(geo("DE")))),
    /exclude each other/,
  ],
  "a label that nothing sets": [only(label("attack")), /no earlier rule adds the label/],
  "a label that a later rule sets": [
    guardedBy({
      rules: [
        ...rules(["block", label("attack")]),
        {
          name: "mark",
          priority: 1,
          action: { count: {} },
          statement: geo("AQ"),
          ruleLabels: [{ name: "attack" }],
        },
      ],
    }),
    /no earlier rule adds the label/,
  ],
  "a rate limit of two billion": [only(rate(2_000_000_000)), /rate limit is higher/],
  "a rate limit for no request": [
    only(rate(100, { scopeDownStatement: bytes("uriPath", "EXACTLY", "/login") })),
    /no publish or connect/,
  ],
  "rules that only count": [
    guardedBy({ rules: rules(["count", limited]) }),
    /none of its rules blocks/,
  ],
  "challenges alone": [
    guardedBy({ rules: rules(["challenge", limited]) }),
    /none of its rules blocks/,
  ],
  "a managed group that counts": [
    guardedBy({ rules: [group(0, managed(COMMON), "count")] }),
    /rules\[0\] counts what its group would block/,
  ],
  "a managed group whose rules all count": [
    guardedBy({
      rules: [group(0, managed(ANONYMOUS, counted("AnonymousIPList", "HostingProviderIPList")))],
    }),
    /rules\[0\] overrides every rule of its managed group/,
  ],
  "a managed group whose rules are all excluded": [
    guardedBy({
      rules: [
        group(
          0,
          managed(ANONYMOUS, {
            excludedRules: [{ name: "AnonymousIPList" }, { name: "HostingProviderIPList" }],
          }),
        ),
      ],
    }),
    /overrides every rule/,
  ],
  "the same as JSON text": [
    guardedBy({
      ruleJson: JSON.stringify([
        {
          Name: "anonymous",
          Priority: 0,
          OverrideAction: { None: {} },
          Statement: {
            ManagedRuleGroupStatement: {
              VendorName: "AWS",
              Name: ANONYMOUS,
              RuleActionOverrides: ["AnonymousIPList", "HostingProviderIPList"].map((Name) => ({
                Name,
                ActionToUse: { Count: {} },
              })),
            },
          },
        },
      ]),
    }),
    /ruleJson\[0\] overrides every rule/,
  ],
  "an allow-all as JSON text": [
    guardedBy({
      ruleJson: JSON.stringify([
        {
          Name: "all",
          Priority: 0,
          Action: { Allow: {} },
          Statement: {
            ByteMatchStatement: {
              FieldToMatch: { UriPath: {} },
              PositionalConstraint: "STARTS_WITH",
              SearchString: "/",
              TextTransformations: [{ Priority: 0, Type: "NONE" }],
            },
          },
        },
        {
          Name: "rate",
          Priority: 1,
          Action: { Block: {} },
          Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: "IP" } },
        },
      ]),
    }),
    /ruleJson\[0\] allows everything that ruleJson\[1\]/,
  ],
  "a managed group for no request": [
    guardedBy({
      rules: [
        group(0, managed(COMMON, { scopeDownStatement: bytes("uriPath", "CONTAINS", "/admin") })),
      ],
    }),
    /rules\[0\] matches nothing/,
  ],
  "a managed group about paths alone": [
    guardedBy({ rules: [group(0, managed("AWSManagedRulesAdminProtectionRuleSet"))] }),
    /rules\[0\] matches nothing/,
  ],
  "a rule group that only counts": [
    guardedBy(
      { rules: [group(0, groupNamed("counting"))] },
      { counting: ruleGroup(rules(["count", limited])) },
    ),
    /no rule of rule group ".*counting" blocks/,
  ],
  "a rule group whose rule is overridden": [
    guardedBy(
      { rules: [group(0, groupNamed("blocking", counted("rule-0")))] },
      { blocking: ruleGroup(rules(block)) },
    ),
    /no rule of rule group ".*blocking" blocks/,
  ],
  "a rule group without rules": [
    guardedBy({ rules: [group(0, groupNamed("empty"))] }, { empty: ruleGroup([]) }),
    /no rule of rule group ".*empty" blocks/,
  ],
  "a rule group that nobody sees": [
    guardedBy({
      rules: [
        group(0, {
          ruleGroupReferenceStatement: {
            arn: "arn:aws:wafv2:eu-west-1:123456789012:regional/rulegroup/central/1",
          },
        }),
      ],
    }),
    /not in this stack/,
  ],
  "an allow-all as a resource of its own": [
    {
      ...guardedBy({ rules: rules(block).map((rule) => ({ ...rule, priority: 5 })) }),
      all: declare("aws:wafv2/webAclRule:WebAclRule", {
        webAclArn: ref("acl", "arn"),
        name: "all",
        priority: 1,
        action: { allow: {} },
        statement: everyPath,
      }),
    },
    /rule ".*all" allows everything that rules\[0\]/,
  ],
};

const office = { office: ipSet("203.0.113.0/24") };

/** Web ACLs as careful teams write them: none may be refused. */
export const closed: Readonly<Record<string, Blueprint>> = {
  "a rate limit": only(limited),
  "a rate limit for connects alone": only(
    rate(300, { scopeDownStatement: bytes("uriPath", "EXACTLY", "/event/realtime") }),
  ),
  "a rate limit for all but the office": only(
    rate(500, { scopeDownStatement: not(from("office")) }),
    office,
  ),
  "the office before a rate limit": behind(from("office"), office),
  "addresses of another stack before a rate limit": behind({
    ipSetReferenceStatement: { arn: "arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/vpn/1" },
  }),
  "a list of addresses and a default block": guardedBy(
    { defaultAction: { block: {} }, rules: rules(["allow", from("office")]) },
    office,
  ),
  "addresses to allow and addresses to block": guardedBy(
    { rules: rules(["allow", from("office")], ["block", from("known")]) },
    { ...office, known: ipSet("198.51.100.7/32") },
  ),
  "a default block alone": guardedBy({ defaultAction: { block: {} } }),
  "an allowed path before a default block": guardedBy({
    defaultAction: { block: {} },
    rules: rules(["allow", bytes("uriPath", "EXACTLY", "/event")]),
  }),
  "the common rule set with one rule that counts": guardedBy({
    rules: [group(0, managed(COMMON, counted("SizeRestrictions_BODY")))],
  }),
  "a managed group of a vendor": guardedBy({
    rules: [group(0, { managedRuleGroupStatement: { vendorName: "F5", name: "OWASP" } })],
  }),
  "labels of a managed group that counts": guardedBy({
    rules: [
      group(0, managed(ANONYMOUS), "count"),
      {
        ...rules([
          "block",
          and(
            label("awswaf:managed:aws:anonymous-ip-list:AnonymousIPList"),
            not(bytes(header("x-tenant"), "EXACTLY", "partner")),
          ),
        ])[0],
        priority: 1,
      },
    ],
  }),
  "labels that a rule sets": guardedBy({
    rules: [
      {
        name: "mark",
        priority: 0,
        action: { count: {} },
        statement: geo("AQ"),
        ruleLabels: [{ name: "far:away" }],
      },
      { name: "block", priority: 1, action: { block: {} }, statement: label("far:", "NAMESPACE") },
    ],
  }),
  "labels of a country": guardedBy({
    rules: [
      { name: "look", priority: 0, action: { count: {} }, statement: geo("DE") },
      {
        name: "block",
        priority: 1,
        action: { block: {} },
        statement: label("awswaf:clientip:geo:country:KP"),
      },
    ],
  }),
  "counting rules beside one that blocks": guardedBy({
    rules: rules(["count", geo("AQ")], ["challenge", geo("FR")], block),
  }),
  "a secret header, or blocked": guardedBy({
    rules: rules([
      "block",
      not(bytes(header("x-origin-verify"), "EXACTLY", ref("acl-logs", "arn"))),
    ]),
  }),
  "a body that is too long": only(size("body", "GT", 8192)),
  "attacks in bodies": only({
    sqliMatchStatement: {
      fieldToMatch: { body: { oversizeHandling: "CONTINUE" } },
      textTransformations: [{ priority: 0, type: "URL_DECODE" }],
    },
  }),
  "a rule group, with a custom answer": guardedBy(
    { rules: [group(0, groupNamed("blocking"))] },
    {
      blocking: ruleGroup([
        {
          name: "rate",
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: limited,
        },
      ]),
    },
  ),
  "two rule groups": guardedBy(
    { rules: [group(0, groupNamed("one")), group(1, groupNamed("two"))] },
    { one: ruleGroup(rules(block)), two: ruleGroup(rules(["block", geo("KP")])) },
  ),
  "a rule group that allows before one that blocks": guardedBy(
    { rules: [group(0, groupNamed("trusted")), group(1, groupNamed("limits"))] },
    { trusted: ruleGroup(rules(["allow", geo("DE")])), limits: ruleGroup(rules(block)) },
  ),
  "a rule group as JSON text": guardedBy(
    { rules: [group(0, groupNamed("json"))] },
    {
      json: declare("aws:wafv2/ruleGroup:RuleGroup", {
        scope: "REGIONAL",
        capacity: 50,
        rulesJson: JSON.stringify([
          {
            Name: "from",
            Priority: 0,
            Action: { Block: {} },
            Statement: { GeoMatchStatement: { CountryCodes: ["KP"] } },
          },
        ]),
      }),
    },
  ),
};
