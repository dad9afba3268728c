import { type Blueprint, change, ref, type Value, without } from "./blueprint.ts";
import { declare } from "./compliant.ts";
import { guardedBy, rate, rules } from "./web-acl-parts.ts";

const guarded = guardedBy({ rules: rules(["block", rate(2000)]) });
function logging(key: string, value: Value, extra: Blueprint = {}): Blueprint {
  return {
    ...extra,
    ...change(guarded, "acl-logging", [key], value),
  };
}

function to(destination: Value, extra: Blueprint = {}): Blueprint {
  return without(logging("logDestinationConfigs", [destination], extra), "acl-logs");
}

function filtered(defaultBehavior: string, ...filters: readonly Value[]): Blueprint {
  return logging("loggingFilter", { defaultBehavior, filters });
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

const LABELLED = {
  labelNameCondition: { labelName: "awswaf:managed:aws:bot-control:bot:verified" },
};
function bucket(name: string) {
  return declare("aws:s3/bucket:Bucket", { bucket: name });
}

function stream(name: string) {
  return declare("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", { name });
}

function redacted(...names: readonly string[]) {
  return logging(
    "redactedFields",
    names.map((name) => ({ singleHeader: { name } })),
  );
}

/** Logs as careful teams write them: none may be refused. */
export const kept: Readonly<Record<string, Blueprint>> = {
  "a log group": guarded,
  "a bucket": to(ref("archive", "arn"), { archive: bucket("aws-waf-logs-archive") }),
  "a bucket of another account": to("arn:aws:s3:::aws-waf-logs-central/events"),
  "a delivery stream": to(ref("stream", "arn"), { stream: stream("aws-waf-logs-events") }),
  "a log group by its ARN, as other tools write it": logging("logDestinationConfigs", [
    "arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-events:*",
  ]),
  "what was blocked or counted": filtered(
    "DROP",
    filter("KEEP", "MEETS_ANY", action("BLOCK"), action("COUNT")),
  ),
  "all but what was allowed": filtered("KEEP", filter("DROP", "MEETS_ALL", action("ALLOW"))),
  "all but the noise of one label": filtered(
    "KEEP",
    filter("DROP", "MEETS_ALL", action("BLOCK"), LABELLED),
  ),
  "headers in any case": redacted("Authorization", "Sec-WebSocket-Protocol"),
  "headers that the web ACL itself protects": change(
    change(guarded, "acl-logging", ["redactedFields"], undefined),
    "acl",
    ["dataProtectionConfig"],
    {
      dataProtections: [
        {
          action: "SUBSTITUTION",
          field: {
            fieldType: "SINGLE_HEADER",
            fieldKeys: ["authorization", "sec-websocket-protocol"],
          },
        },
      ],
    },
  ),
};

/** Logs that keep nothing of what was blocked, keep it for ever, or show credentials. */
export const lost: Readonly<Record<string, readonly [program: Blueprint, said: RegExp]>> = {
  "a text that is not a destination": [to("somewhere"), /is not the ARN of/],
  "a topic": [to("arn:aws:sns:eu-west-1:123456789012:aws-waf-logs-x"), /is not the ARN of/],
  "a bucket of another name": [
    to(ref("archive", "arn"), { archive: bucket("web-acl-logs") }),
    /name of ".*archive" does not begin with aws-waf-logs-/,
  ],
  "a stream of another name": [
    to(ref("stream", "arn"), { stream: stream("events") }),
    /does not begin/,
  ],
  "a log group of another name": [
    change(guarded, "acl-logs", ["name"], "events"),
    /does not begin/,
  ],
  "a log group whose name Pulumi makes": [
    change(guarded, "acl-logs", ["name"], undefined),
    /does not begin|is not known until/,
  ],
  "a log group in another region": [
    change(guarded, "acl-logs", ["region"], "us-east-1"),
    /is in another region/,
  ],
  "a log group that nobody sees": [
    to("arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-central"),
    /not in this stack/,
  ],
  "a log group that never expires": [
    change(guarded, "acl-logs", ["retentionInDays"], 0),
    /never expires/,
  ],
  "a filter that drops what is blocked": [
    filtered("KEEP", filter("DROP", "MEETS_ANY", action("ALLOW"), action("BLOCK"))),
    /drops requests that were blocked/,
  ],
  "a filter that keeps what is allowed": [
    filtered("DROP", filter("KEEP", "MEETS_ANY", action("ALLOW"))),
    /drops requests that were blocked/,
  ],
  "a filter that keeps what is blocked and labelled alone": [
    filtered("DROP", filter("KEEP", "MEETS_ALL", action("BLOCK"), LABELLED)),
    /drops requests that were blocked/,
  ],
  "a filter that keeps too late": [
    filtered(
      "DROP",
      filter("DROP", "MEETS_ANY", action("BLOCK")),
      filter("KEEP", "MEETS_ANY", action("BLOCK")),
    ),
    /drops requests that were blocked/,
  ],
  "no redaction": [logging("redactedFields", []), /authorization, sec-websocket-protocol are not/],
  "no redaction of the header of connects": [
    redacted("authorization"),
    /sec-websocket-protocol is not redacted/,
  ],
  "no redaction of API keys": [
    change(
      guarded,
      "api",
      ["eventConfig", "authProviders"],
      [{ authType: "API_KEY" }, { authType: "AWS_IAM" }],
    ),
    /x-api-key is not redacted/,
  ],
};
