import { change, ref, type Value, without } from "../blueprint.ts";
import { compliant, declare, TAGS } from "../compliant.ts";
import { type LookAlike, set, waf } from "./look-alike.ts";

function logArn(name: string, region = "eu-west-1", account = "123456789012") {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

function filter(behavior: string, requirement: string, ...conditions: readonly Value[]) {
  return {
    behavior,
    requirement,
    conditions,
  };
}

function action(name: string) {
  return { actionCondition: { action: name } };
}

/** Logs of web ACLs that keep nothing or show secrets. */
export const webAclLogs: Readonly<Record<string, LookAlike>> = {
  "a filter that keeps what is blocked and allowed at once": waf(
    set("acl-logging", ["loggingFilter"], {
      defaultBehavior: "DROP",
      filters: [filter("KEEP", "MEETS_ALL", action("BLOCK"), action("COUNT"))],
    }),
  ),
  "a filter that keeps challenges alone": waf(
    set("acl-logging", ["loggingFilter"], {
      defaultBehavior: "DROP",
      filters: [filter("KEEP", "MEETS_ANY", action("CHALLENGE"), action("CAPTCHA"))],
    }),
  ),
  "a filter that keeps what a group's rule counts": waf(
    set("acl-logging", ["loggingFilter"], {
      defaultBehavior: "DROP",
      filters: [filter("KEEP", "MEETS_ANY", action("EXCLUDED_AS_COUNT"))],
    }),
  ),
  "a filter that keeps a label": waf(
    set("acl-logging", ["loggingFilter"], {
      defaultBehavior: "DROP",
      filters: [
        filter("KEEP", "MEETS_ANY", {
          labelNameCondition: { labelName: "awswaf:managed:aws:core-rule-set:NoUserAgent_Header" },
        }),
      ],
    }),
  ),
  "redaction of the query string": waf(
    set("acl-logging", ["redactedFields"], [{ queryString: {} }, { uriPath: {} }]),
  ),
  "redaction of a cookie header": waf(
    set("acl-logging", ["redactedFields"], [{ singleHeader: { name: "cookie" } }]),
  ),
  "redaction of one of two loggings": waf({
    ...compliant,
    "second-logging": declare("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", {
      resourceArn: ref("acl", "arn"),
      logDestinationConfigs: [ref("acl-logs", "arn")],
    }),
  }),
  "protection of headers that is switched off for logs": waf(
    change(set("acl-logging", ["redactedFields"], []), "acl", ["dataProtectionConfig"], {
      dataProtections: [
        {
          action: "SUBSTITUTION",
          field: {
            fieldType: "SINGLE_COOKIE",
            fieldKeys: ["authorization", "sec-websocket-protocol"],
          },
        },
      ],
    }),
  ),
  "a log group's stream": waf(
    without(
      set(
        "acl-logging",
        ["logDestinationConfigs"],
        [`${logArn("aws-waf-logs-events")}:log-stream:x`],
      ),
      "acl-logs",
    ),
  ),
  "a data stream of Kinesis": waf(
    set(
      "acl-logging",
      ["logDestinationConfigs"],
      ["arn:aws:kinesis:eu-west-1:123456789012:stream/aws-waf-logs-events"],
    ),
  ),
  "a log group of another account": waf(
    set(
      "acl-logging",
      ["logDestinationConfigs"],
      [logArn("aws-waf-logs-events", "eu-west-1", "9".repeat(12))],
    ),
    "update",
  ),
  "logging of an ACL that is not the API's": waf({
    ...set("acl-logging", ["resourceArn"], ref("other-acl", "arn")),
    "other-acl": declare("aws:wafv2/webAcl:WebAcl", {
      scope: "REGIONAL",
      defaultAction: { block: {} },
      rules: [],
      tags: TAGS,
    }),
  }),
  "a log group with a retention of minus one": waf(set("acl-logs", ["retentionInDays"], -1)),
  "a log group that is only for delivery": waf(set("acl-logs", ["logGroupClass"], "DELIVERY")),
  "redaction of a header with a blank in its name": waf(
    set(
      "acl-logging",
      ["redactedFields"],
      [
        { singleHeader: { name: "authorization " } },
        { singleHeader: { name: "sec-websocket-protocol" } },
      ],
    ),
  ),
};
