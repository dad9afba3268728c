import type { Elsewhere } from "../../../policies/elsewhere.ts";
import { type Blueprint, change, without } from "./blueprint.ts";
import { compliant } from "./compliant.ts";

export function entry(kind: Elsewhere["kind"], matches: string): Elsewhere {
  return {
    kind,
    matches,
    owner: "platform-team",
    reason: "The platform stack owns it and runs the pack",
    reviewBy: "2026-12-31",
  };
}

const PLATFORM_API = "plat4formapi2id6abcdefghij";
export function foreign(service: string, rest: string) {
  return `arn:aws:${service}:eu-west-1:999999999999:${rest}`;
}

/** Namespaces, handlers and functions of a service; the API and its guards belong to another stack. */
export function service(apiId: string): Blueprint {
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
}

/** A program whose guard lives elsewhere, by what a team then vouches for. */
export const cases: readonly {
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
    vouched: entry("wafLogging", "*acl"),
    strange: "another-acl",
  },
  {
    what: "log retention that the account sets",
    blueprint: change(compliant, "api-logs", ["retentionInDays"], undefined),
    vouched: entry("logRetention", "urn:pulumi:*api-logs"),
    strange: "urn:pulumi:*other-logs",
  },
  {
    what: "log retention of functions that the account sets",
    blueprint: change(compliant, "function", ["loggingConfig", "logGroup"], "/central/orders"),
    vouched: entry("logRetention", "/central/*"),
    strange: "/others/*",
  },
  {
    what: "an API that a platform stack owns, by id",
    blueprint: service(PLATFORM_API),
    vouched: entry("api", PLATFORM_API),
    strange: "another4api2id6abcdefghijk",
  },
  {
    what: "an API that a platform stack owns, by ARN",
    blueprint: service(PLATFORM_API),
    vouched: entry("api", foreign("appsync", `apis/${PLATFORM_API}`)),
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
