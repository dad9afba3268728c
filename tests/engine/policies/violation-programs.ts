import { attestedCode } from "../../policies/stacks/attested-code.ts";
import {
  type Blueprint,
  change,
  type Path,
  ref,
  type Value,
  without,
} from "../../policies/stacks/blueprint.ts";
import { compliant, declare } from "../../policies/stacks/compliant.ts";

/** A program that is wrong in one way, and where its violation is reported. */
export interface ViolationProgram {
  readonly policy: string;
  readonly resource: string;
  readonly program: Blueprint;
}

const API = ["log-role", "log-policy", "api", "api-logs"];
const WEB_ACL = ["acl", "association", "acl-logs", "acl-logging"];
const HANDLER = ["function-role", "function-policy", "function-logs", "function", "source"];

/** A part of the compliant program; what it leaves out is another program's business. */
function part(...names: readonly string[]): Blueprint {
  const picked = Object.entries(compliant).filter(([name]) => names.includes(name));
  return Object.fromEntries(picked);
}

/** Namespaces without handlers are another rule's business. */
function unhandled(program: Blueprint): Blueprint {
  return change(program, "namespace", ["handlerConfigs"], undefined);
}

const logged = unhandled(part(...API, "namespace"));
const guarded = unhandled(part(...API, ...WEB_ACL, "namespace"));
const handled = part("log-role", "log-policy", "api", ...HANDLER, "namespace");

function wrong(
  policy: string,
  resource: string,
  from: Blueprint,
  path: Path,
  value: Value | undefined,
): ViolationProgram {
  return { policy, resource, program: change(from, resource, path, value) };
}

function rates(action: object, limit: number): Value {
  return [
    {
      name: "rate",
      priority: 0,
      ...action,
      statement: { rateBasedStatement: { limit, aggregateKeyType: "IP" } },
    },
  ];
}

const ORDERS_TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
const ON_PUBLISH = ["handlerConfigs", "onPublish"];

/** One program for each violation whose text is kept in a file. */
export const violationPrograms: Readonly<Record<string, ViolationProgram>> = {
  "api-without-logs": wrong(
    "namespace-logging",
    "api",
    logged,
    ["eventConfig", "logConfig", "logLevel"],
    "NONE",
  ),
  "log-role-that-cannot-write": {
    policy: "namespace-logging",
    resource: "log-role",
    program: without(logged, "log-policy"),
  },
  "log-group-missing": {
    policy: "namespace-logging",
    resource: "api",
    program: without(logged, "api-logs"),
  },
  "log-group-that-never-expires": wrong(
    "namespace-logging",
    "api-logs",
    logged,
    ["retentionInDays"],
    undefined,
  ),
  "api-of-another-stack": wrong(
    "namespace-logging",
    "namespace",
    logged,
    ["apiId"],
    "abcdefghijklmnopqrstuvwxyz",
  ),
  "api-without-web-acl": {
    policy: "namespace-waf",
    resource: "api",
    program: without(guarded, "association"),
  },
  "web-acl-that-only-counts": wrong(
    "namespace-waf",
    "acl",
    guarded,
    ["rules"],
    rates({ action: { count: {} } }, 2000),
  ),
  "web-acl-with-a-limit-beyond-all-traffic": wrong(
    "namespace-waf",
    "acl",
    guarded,
    ["rules"],
    rates({ action: { block: {} } }, 2_000_000_000),
  ),
  "web-acl-without-log": {
    policy: "namespace-waf",
    resource: "acl",
    program: without(guarded, "acl-logging"),
  },
  "web-acl-log-with-credentials": wrong(
    "namespace-waf",
    "acl-logging",
    guarded,
    ["redactedFields"],
    undefined,
  ),
  "publish-by-event": wrong(
    "namespace-request-response",
    "namespace",
    handled,
    [...ON_PUBLISH, "integration", "lambdaConfig", "invokeType"],
    "EVENT",
  ),
  "subscribe-without-handler": wrong(
    "namespace-request-response",
    "namespace",
    handled,
    ["handlerConfigs", "onSubscribe"],
    undefined,
  ),
  "data-source-of-a-table": wrong(
    "namespace-request-response",
    "source",
    handled,
    ["type"],
    "AMAZON_DYNAMODB",
  ),
  "template-behind-an-address": {
    policy: "namespace-provisioning",
    resource: "stack",
    program: {
      stack: declare("aws:cloudformation/stack:Stack", {
        name: "events",
        templateUrl: "https://bucket.s3.amazonaws.com/events.yaml",
      }),
    },
  },
  "command-that-creates-a-namespace": {
    policy: "namespace-provisioning",
    resource: "command",
    program: {
      command: declare("command:local:Command", {
        create: "aws appsync create-channel-namespace --api-id abc --name orders",
      }),
    },
  },
  "function-without-attestation": wrong(
    "handler-attestation",
    "function",
    handled,
    ["code"],
    attestedCode(["chat"]),
  ),
  "function-that-loads-other-code": wrong(
    "handler-attestation",
    "function",
    handled,
    ["environment", "variables"],
    { NODE_OPTIONS: "--require ./patch.js" },
  ),
  "package-in-s3": {
    policy: "handler-attestation",
    resource: "function",
    program: change(
      change(
        change(handled, "function", ["code"], undefined),
        "function",
        ["s3Bucket"],
        "packages",
      ),
      "function",
      ["s3Key"],
      "orders.zip",
    ),
  },
  "api-keys-in-production": wrong(
    "no-api-key-in-production",
    "api",
    part(...API),
    ["eventConfig", "authProviders"],
    [{ authType: "API_KEY" }, { authType: "AWS_IAM" }],
  ),
  "api-key-for-a-year": {
    policy: "api-key-expiry",
    resource: "key",
    program: {
      ...part(...API),
      key: declare("aws:appsync/apiKey:ApiKey", {
        apiId: ref("api", "apiId"),
        expires: new Date(Date.now() + 359.5 * 86_400_000).toISOString(),
      }),
    },
  },
  "policy-with-a-wildcard": wrong(
    "iam-no-wildcards",
    "function-policy",
    handled,
    ["policy"],
    JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "dynamodb:*", Resource: ORDERS_TABLE }],
    }),
  ),
  "function-that-runs-too-long": wrong(
    "function-timeout-and-memory",
    "function",
    handled,
    ["timeout"],
    900,
  ),
  "function-log-group-missing": {
    policy: "function-log-retention",
    resource: "function",
    program: change(
      change(without(handled, "function-logs"), "function", ["loggingConfig"], undefined),
      "function",
      ["name"],
      "unlogged",
    ),
  },
  "namespace-without-tags": wrong("cost-allocation-tags", "namespace", logged, ["tags"], undefined),
};
