import { ref } from "../blueprint.ts";
import {
  after,
  and,
  block,
  bytes,
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
  only,
  or,
  rate,
  regex,
  regexSet,
  ruleGroup,
  rules,
  size,
} from "../web-acl-parts.ts";
import { type LookAlike, waf } from "./look-alike.ts";

/** Rules of web ACLs that look as if they blocked something. */
export const webAclRules: Readonly<Record<string, LookAlike>> = {
  "an allow-all by the host that every request has": waf(
    after({
      sizeConstraintStatement: {
        fieldToMatch: header("host"),
        comparisonOperator: "GT",
        size: 0,
        textTransformations: lowercase,
      },
    }),
  ),
  "an allow of any path by an expression": waf(after(regex("uriPath", "^/event"))),
  "an allow of any host of AWS's top-level domain and others": waf(
    after(bytes(header("host"), "CONTAINS", ".")),
  ),
  "an allow of any path by a command line": waf(
    after(bytes("uriPath", "CONTAINS", "event", [{ priority: 0, type: "CMD_LINE" }])),
  ),
  "a block of a path's digest": waf(
    only(bytes("uriPath", "EXACTLY", "abc", [{ priority: 0, type: "MD5" }])),
  ),
  "an allow of all but private addresses": waf(
    after(not(from("private")), { private: ipSet("10.0.0.0/8", "127.0.0.0/8") }),
  ),
  "an allow of any path by a set of expressions": waf(
    after(
      {
        regexPatternSetReferenceStatement: {
          arn: ref("paths", "arn"),
          fieldToMatch: { uriPath: {} },
          textTransformations: lowercase,
        },
      },
      { paths: regexSet("^/graphql", "^/event(/realtime)?$") },
    ),
  ),
  "an allow of both paths, each in a rule of its own": waf(
    guardedBy({
      rules: rules(
        ["allow", bytes("uriPath", "EXACTLY", "/event")],
        ["allow", bytes("uriPath", "ENDS_WITH", "/realtime")],
        block,
      ),
    }),
  ),
  "an allow of all but one header, and then of that header": waf(
    guardedBy({
      rules: rules(
        ["allow", not(bytes(header("x-a"), "EXACTLY", "b"))],
        ["allow", bytes(header("x-a"), "EXACTLY", "b")],
        block,
      ),
    }),
  ),
  "an allow of everyone in the world but one address, which is then allowed": waf(
    guardedBy(
      { rules: rules(["allow", not(from("one"))], ["allow", from("one")], block) },
      { one: ipSet("192.0.2.1/32") },
    ),
  ),
  "an allow of a country and of all others": waf(
    guardedBy({ rules: rules(["allow", geo("DE")], ["allow", not(geo("DE"))], block) }),
  ),
  "a default block behind an allow of both methods": waf(
    guardedBy({
      defaultAction: { block: {} },
      rules: rules([
        "allow",
        or(bytes("method", "EXACTLY", "GET"), bytes("method", "EXACTLY", "POST")),
      ]),
    }),
  ),
  "a default block behind a rule group of the stack that allows all": waf(
    guardedBy(
      { defaultAction: { block: {} }, rules: [group(0, groupNamed("open"))] },
      { open: ruleGroup(rules(["allow", bytes("uriPath", "STARTS_WITH", "/")])) },
    ),
  ),
  "a default block behind a rule group whose rule is overridden to allow": waf(
    guardedBy(
      {
        defaultAction: { block: {} },
        rules: [
          group(0, {
            ruleGroupReferenceStatement: {
              arn: ref("limits", "arn"),
              ruleActionOverrides: [{ name: "rule-0", actionToUse: { allow: {} } }],
            },
          }),
        ],
      },
      { limits: ruleGroup(rules(["block", bytes("uriPath", "STARTS_WITH", "/")])) },
    ),
  ),
  "an allow-all that a label carries": waf(
    guardedBy({
      rules: [
        {
          name: "mark",
          priority: 0,
          action: { count: {} },
          statement: bytes("uriPath", "STARTS_WITH", "/"),
          ruleLabels: [{ name: "seen" }],
        },
        { name: "pass", priority: 1, action: { allow: {} }, statement: label("seen") },
        { name: "rate", priority: 2, action: { block: {} }, statement: rate(2000) },
      ],
    }),
  ),
  "a block of a label that only a blocking rule sets": waf(
    guardedBy({
      rules: [
        {
          name: "mark",
          priority: 0,
          action: { block: {} },
          statement: bytes("uriPath", "EXACTLY", "/login"),
          ruleLabels: [{ name: "bad" }],
        },
        { name: "stop", priority: 1, action: { block: {} }, statement: label("bad") },
      ],
    }),
  ),
  "a block of a label of a managed group that runs later": waf(
    guardedBy({
      rules: [
        ...rules(["block", label("awswaf:managed:aws:anonymous-ip-list:AnonymousIPList")]),
        group(1, managed("AWSManagedRulesAnonymousIpList"), "count"),
      ],
    }),
  ),
  "a block of a label of a managed group that is not there": waf(
    guardedBy({
      rules: [
        group(0, managed("AWSManagedRulesCommonRuleSet"), "count"),
        {
          name: "stop",
          priority: 1,
          action: { block: {} },
          statement: label("awswaf:managed:aws:anonymous-ip-list:AnonymousIPList"),
        },
      ],
    }),
  ),
  "a rate limit for requests with a label that nothing sets": waf(
    only(rate(100, { scopeDownStatement: label("bot") })),
  ),
  "a rate limit of 10 000 a second": waf(only(rate(3_100_000))),
  "a rate limit in ten seconds that no quota lets through": waf(
    only(rate(2_000_000_000, { evaluationWindowSec: 600 })),
  ),
  "a rate limit for nobody's addresses": waf(
    only(rate(100, { scopeDownStatement: from("nobody") }), { nobody: ipSet() }),
  ),
  "a rate limit for paths and methods that do not go together": waf(
    only(
      rate(100, {
        scopeDownStatement: and(
          bytes("uriPath", "EXACTLY", "/event/realtime"),
          bytes("method", "EXACTLY", "POST"),
        ),
      }),
    ),
  ),
  "a block of attacks in the path": waf(
    only({
      sqliMatchStatement: { fieldToMatch: { uriPath: {} }, textTransformations: lowercase },
    }),
  ),
  "a block of scripts in the method": waf(
    only({ xssMatchStatement: { fieldToMatch: { method: {} }, textTransformations: lowercase } }),
  ),
  "a block of methods that AppSync does not take": waf(
    only(
      or(...["PUT", "DELETE", "PATCH", "TRACE"].map((verb) => bytes("method", "EXACTLY", verb))),
    ),
  ),
  "a block of long paths": waf(only(size("uriPath", "GT", 200))),
  "a block of upper case sought in lower-case text, in a set of expressions": waf(
    only(
      {
        regexPatternSetReferenceStatement: {
          arn: ref("paths", "arn"),
          fieldToMatch: { uriPath: {} },
          textTransformations: lowercase,
        },
      },
      { paths: regexSet("^/EVENT") },
    ),
  ),
  "a block of two countries at once": waf(only(and(geo("DE"), geo("FR")))),
  "a block of who is in a set and not in it": waf(
    only(and(from("listed"), not(from("listed"))), { listed: ipSet("203.0.113.0/24") }),
  ),
  "a block of two methods at once": waf(
    only(and(bytes("method", "EXACTLY", "GET"), bytes("method", "EXACTLY", "POST"))),
  ),
  "a block of requests without a path": waf(only(size("uriPath", "EQ", 0))),
  "a block of an expression that matches nothing": waf(only(regex("uriPath", "$^a"))),
  "a block of private networks by their numbers": waf(
    only({ asnMatchStatement: { asnLists: [64512, 4_200_000_000] } }),
  ),
  "an allow of query strings of any length": waf(after(size("queryString", "GE", 0))),
  "an allow of one method and of all others": waf(
    after(or(bytes("method", "EXACTLY", "GET"), not(bytes("method", "EXACTLY", "GET")))),
  ),
  "an allow of both halves of all addresses": waf(
    after(from("halves"), { halves: ipSet("0.0.0.0/1", "128.0.0.0/1") }),
  ),
};
