import { attestedCode, NODE_HANDLER } from "../../policies/stacks/attested-code.ts";
import {
  type Blueprint,
  change,
  type Declared,
  type Properties,
  ref,
} from "../../policies/stacks/blueprint.ts";
import { compliant } from "../../policies/stacks/compliant.ts";
import { WORKED_EXAMPLE } from "../../pricing/worked-example.ts";

/** The smallest programs that one rule passes and refuses. */
export interface RulePrograms {
  readonly passing: Blueprint;
  readonly violating: Blueprint;
  /** Who the violation names. */
  readonly resource: string;
}

function declare(type: string, properties: Properties): Declared {
  return { type, properties };
}

function pick(...names: readonly string[]): Blueprint {
  return Object.fromEntries(Object.entries(compliant).filter(([name]) => names.includes(name)));
}

const IAM = [{ authType: "AWS_IAM" }];
const api = declare("aws:appsync/api:Api", {
  name: "events",
  eventConfig: { authProviders: IAM },
});
function namespace(name: string): Declared {
  return declare("aws:appsync/channelNamespace:ChannelNamespace", {
    apiId: ref("api", "apiId"),
    name,
  });
}

function lambda(name: string): Declared {
  return declare("aws:lambda/function:Function", {
    name,
    timeout: 5,
    memorySize: 256,
    ...NODE_HANDLER,
    code: attestedCode(),
  });
}

/** A namespace, and the function that its events go through. */
function handled(name: string): Blueprint {
  return {
    api,
    function: lambda(name),
    ...pick("source", "namespace"),
  };
}

function template(properties: Properties): Declared {
  return declare("aws:cloudformation/stack:Stack", { name: "events", ...properties });
}

function logGroup(properties: Properties): Declared {
  return declare("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 30, ...properties });
}

function keyFor(days: number): Blueprint {
  return {
    api,
    key: declare("aws:appsync/apiKey:ApiKey", {
      apiId: ref("api", "apiId"),
      expires: new Date(Date.now() + days * 86_400_000).toISOString(),
    }),
  };
}

function allow(name: string, Action: string): Blueprint {
  return {
    ...change(handled(name), "function", ["role"], ref("role", "arn")),
    role: declare("aws:iam/role:Role", { name, assumeRolePolicy: "{}" }),
    policy: declare("aws:iam/rolePolicy:RolePolicy", {
      role: ref("role", "name"),
      policy: JSON.stringify({
        Statement: [{ Effect: "Allow", Action, Resource: "arn:aws:s3:::reports/*" }],
      }),
    }),
  };
}

const traffic: Blueprint = { api, namespace: namespace("busy") };

/** For every rule that reads the program. */
export const rulePrograms: Readonly<Record<string, RulePrograms>> = {
  "namespace-logging": {
    passing: {
      ...pick("log-role", "log-policy", "api", "api-logs"),
      namespace: namespace("logged"),
    },
    violating: { api, namespace: namespace("unlogged") },
    resource: "api",
  },
  "namespace-waf": {
    passing: {
      api,
      namespace: namespace("guarded"),
      ...pick("acl", "association", "acl-logs", "acl-logging"),
    },
    violating: { api, namespace: namespace("unguarded") },
    resource: "api",
  },
  "namespace-request-response": {
    passing: handled("validated"),
    violating: { api, namespace: namespace("unvalidated") },
    resource: "namespace",
  },
  "namespace-provisioning": {
    passing: { stack: template({ templateBody: "Resources: {}" }) },
    violating: { stack: template({ templateUrl: "https://bucket.s3.amazonaws.com/a.yaml" }) },
    resource: "stack",
  },
  "handler-attestation": {
    passing: handled("attested"),
    violating: change(handled("unattested"), "function", ["code"], attestedCode(["chat"])),
    resource: "function",
  },
  "no-api-key-in-production": {
    passing: { api },
    violating: {
      api: change({ api }, "api", ["eventConfig", "authProviders"], [{ authType: "API_KEY" }])
        .api as Declared,
    },
    resource: "api",
  },
  "api-key-expiry": { passing: keyFor(90), violating: keyFor(360), resource: "key" },
  "iam-no-wildcards": {
    passing: allow("reader", "s3:GetObject"),
    violating: allow("writer", "s3:*"),
    resource: "policy",
  },
  "function-timeout-and-memory": {
    passing: handled("quick"),
    violating: change(handled("slow"), "function", ["timeout"], 60),
    resource: "function",
  },
  "function-log-retention": {
    passing: { ...handled("kept"), logs: logGroup({ name: "/aws/lambda/kept" }) },
    violating: handled("unkept"),
    resource: "function",
  },
  "cost-allocation-tags": {
    passing: compliant,
    violating: change(compliant, "namespace", ["tags"], {}),
    resource: "namespace",
  },
  "cost-within-budget": { passing: traffic, violating: traffic, resource: "api" },
  "traffic-within-quotas": { passing: traffic, violating: traffic, resource: "namespace" },
};

function settings(monthlyUsd: number, changes: object): Record<string, string> {
  return {
    "aws:region": "eu-west-1",
    "appsync-events:budget": JSON.stringify({ monthlyUsd }),
    "appsync-events:namespaces": JSON.stringify({
      busy: { traffic: { ...WORKED_EXAMPLE, ...changes } },
    }),
  };
}

/** The stage's settings, for the rules that read those. */
export const passingSettings = settings(100, {});
export const violatingSettings = settings(1, { eventsPerPublish: 6 });
