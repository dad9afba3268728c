import {
  type Blueprint,
  change,
  joined,
  type Path,
  ref,
  refsIn,
  type Value,
  without,
} from "./blueprint.ts";
import { compliant, digest, styles } from "./compliant.ts";

/** A one-step weakening of a compliant program, and what must be said about it. */
export interface Mutation {
  readonly name: string;
  /** The compliant program that was weakened. */
  readonly base: Blueprint;
  readonly blueprint: Blueprint;
  readonly policy: string;
  /** The violation names one of these. */
  readonly resources: readonly string[];
}

/** A property that a rule depends on, and the values that weaken it. */
interface Guard {
  readonly resource: string;
  readonly path: Path;
  readonly weaker: readonly Value[];
  /** Removing the property weakens it too; false where its default is as good. */
  readonly removable?: false;
  /** Who is named, when not the resource itself. */
  readonly names?: readonly string[];
}

const foreign = (service: string, rest: string) =>
  `arn:aws:${service}:eu-west-1:999999999999:${rest}`;

/** What a property can be wired to wrongly: the same kinds as the guarded ones, unguarded. */
const decoys = (base: Blueprint): Blueprint => {
  const api = base.api;
  const acl = base.acl;
  const fn = base.function;
  const source = base.source;
  if (!api || !acl || !fn || !source) throw new Error("decoys: not a complete program");
  const without = (properties: typeof api.properties, key: string) =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));
  return {
    "decoy-api": api,
    "decoy-acl": { ...acl, properties: { ...acl.properties, rules: [] } },
    "decoy-function": { ...fn, properties: without(fn.properties, "environment") },
    "decoy-source": {
      ...source,
      properties: { ...source.properties, name: "decoy", apiId: ref("decoy-api", "apiId") },
    },
    topic: { type: "aws:sns/topic:Topic", properties: {} },
  };
};

/** The blueprint without those of the named resources that nothing leads to. */
const withoutUnused = (blueprint: Blueprint, names: readonly string[]): Blueprint => {
  const used = new Set(
    Object.entries(blueprint)
      .filter(([name]) => !names.includes(name))
      .flatMap(([, { properties }]) => refsIn(properties).map((one) => one.resource)),
  );
  for (const name of [...names].reverse()) {
    const properties = used.has(name) ? blueprint[name]?.properties : undefined;
    if (properties !== undefined) for (const one of refsIn(properties)) used.add(one.resource);
  }
  return Object.fromEntries(
    Object.entries(blueprint).filter(([name]) => !names.includes(name) || used.has(name)),
  );
};

/** Unknown at preview, made from nothing that a rule could trust; a wrong value at the update. */
const unrelated = ref("topic", "arn");

const logging: readonly Guard[] = [
  { resource: "api", path: ["eventConfig"], weaker: [] },
  { resource: "api", path: ["eventConfig", "logConfig"], weaker: [{}] },
  { resource: "api", path: ["eventConfig", "logConfig", "logLevel"], weaker: ["NONE", "", "none"] },
  {
    resource: "api",
    path: ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
    weaker: ["", "log-role", ref("decoy-function", "arn"), ref("acl", "arn")],
  },
  {
    resource: "api-logs",
    path: ["name"],
    weaker: ["/aws/appsync/apis/other", joined("/aws/appsync/apis/", ref("decoy-api", "apiId"))],
    names: ["api"],
  },
  { resource: "api-logs", path: ["retentionInDays"], weaker: [0, -1] },
  {
    resource: "namespace",
    path: ["apiId"],
    weaker: [
      "abcdefghijklmnopqrstuvwxyz",
      foreign("appsync", "apis/abc"),
      ref("decoy-api", "apiId"),
    ],
    names: ["namespace", "decoy-api"],
  },
];

const waf: readonly Guard[] = [
  {
    resource: "association",
    path: ["resourceArn"],
    weaker: [foreign("appsync", "apis/abc"), ref("decoy-api", "apiArn"), ref("function", "arn")],
    names: ["api"],
  },
  {
    resource: "association",
    path: ["webAclArn"],
    weaker: [foreign("wafv2", "regional/webacl/other/1"), ref("decoy-acl", "arn")],
    names: ["association", "decoy-acl"],
  },
  { resource: "acl", path: ["scope"], weaker: ["CLOUDFRONT", "", "regional"] },
  { resource: "acl", path: ["rules"], weaker: [[]] },
  { resource: "acl", path: ["rules", 0, "overrideAction"], weaker: [{ count: {} }, {}] },
  {
    resource: "acl-logging",
    path: ["resourceArn"],
    weaker: [foreign("wafv2", "regional/webacl/other/1"), ref("decoy-acl", "arn")],
    names: ["acl"],
  },
  {
    resource: "acl-logging",
    path: ["logDestinationConfigs"],
    weaker: [[], [""], [ref("topic", "arn")]].slice(0, 2),
    names: ["acl"],
  },
  {
    resource: "acl-logging",
    path: ["loggingFilter"],
    weaker: [
      { defaultBehavior: "DROP" },
      { defaultBehavior: "DROP", filters: [] },
      { defaultBehavior: "DROP", filters: [{ behavior: "DROP" }] },
      { defaultBehavior: unrelated, filters: [] },
    ],
    removable: false,
    names: ["acl"],
  },
];

const handlers = (["onPublish", "onSubscribe"] as const).flatMap((side): Guard[] => {
  const at = (...keys: string[]): Pick<Guard, "resource" | "path"> => ({
    resource: "namespace",
    path: ["handlerConfigs", side, ...keys],
  });
  return [
    { ...at(), weaker: [{}] },
    { ...at("behavior"), weaker: ["CODE", "direct", ""] },
    { ...at("integration"), weaker: [{}] },
    {
      ...at("integration", "dataSourceName"),
      weaker: ["nobody", "", ref("decoy-source", "name")],
    },
    { ...at("integration", "lambdaConfig"), weaker: [{}] },
    {
      ...at("integration", "lambdaConfig", "invokeType"),
      weaker: ["EVENT", "", "RequestResponse"],
    },
  ];
});

const requestResponse: readonly Guard[] = [
  { resource: "namespace", path: ["handlerConfigs"], weaker: [{}] },
  ...handlers,
  {
    resource: "namespace",
    path: ["apiId"],
    weaker: ["abcdefghijklmnopqrstuvwxyz", ref("decoy-api", "apiId")],
  },
  {
    resource: "source",
    path: ["apiId"],
    weaker: ["abcdefghijklmnopqrstuvwxyz", ref("decoy-api", "apiId")],
    names: ["namespace"],
  },
  {
    resource: "source",
    path: ["type"],
    weaker: ["NONE", "HTTP", "AMAZON_DYNAMODB", "AMAZON_EVENTBRIDGE", "aws_lambda", ""],
  },
  { resource: "source", path: ["lambdaConfig"], weaker: [{}] },
  {
    resource: "source",
    path: ["lambdaConfig", "functionArn"],
    weaker: [foreign("lambda", "function:orders"), ref("decoy-function", "arn"), ref("acl", "arn")],
    names: ["source", "decoy-function"],
  },
  { resource: "function", path: ["environment"], weaker: [{}] },
  { resource: "function", path: ["environment", "variables"], weaker: [{}] },
  {
    resource: "function",
    path: ["environment", "variables", "EVENT_SCHEMAS_DIGEST"],
    weaker: ["", "yes", digest.slice(0, -1), digest.toUpperCase(), `${digest}0`, "[secret]"],
  },
];

const iamPolicy = (Statement: Record<string, string | string[]>): string =>
  JSON.stringify({ Statement: [{ Effect: "Allow", ...Statement }] });
const further: Readonly<Record<string, readonly Guard[]>> = {
  "no-api-key-in-production": [
    ...[
      "authProviders",
      "connectionAuthModes",
      "defaultPublishAuthModes",
      "defaultSubscribeAuthModes",
    ].map(
      (list): Guard => ({
        resource: "api",
        path: ["eventConfig", list],
        weaker: [[{ authType: "AWS_IAM" }, { authType: "API_KEY" }], [{ authType: unrelated }]],
        removable: false,
      }),
    ),
    ...["publishAuthModes", "subscribeAuthModes"].map(
      (list): Guard => ({
        resource: "namespace",
        path: [list],
        weaker: [[{ authType: "API_KEY" }], [{ authType: unrelated }]],
        removable: false,
      }),
    ),
  ],
  "iam-no-wildcards": [
    {
      resource: "function-policy",
      path: ["policy"],
      weaker: [
        iamPolicy({ Action: "*", Resource: "arn:aws:s3:::a" }),
        iamPolicy({ Action: "dynamodb:*", Resource: "arn:aws:s3:::a" }),
        iamPolicy({ Action: ["dynamodb:PutItem"], Resource: "*" }),
        iamPolicy({ Action: "dynamodb:PutItem", Resource: ["arn:aws:dynamodb:eu-west-1:1:*"] }),
        iamPolicy({ NotAction: "iam:PassRole", Resource: "arn:aws:s3:::a" }),
        iamPolicy({ Action: "dynamodb:PutItem", NotResource: "arn:aws:s3:::a" }),
      ],
      removable: false,
    },
    {
      resource: "function-role",
      path: ["assumeRolePolicy"],
      weaker: [iamPolicy({ Action: "sts:AssumeRole", Principal: "*" })],
      removable: false,
    },
  ],
  "function-timeout-and-memory": [
    { resource: "function", path: ["timeout"], weaker: [31, 900] },
    { resource: "function", path: ["memorySize"], weaker: [128, 0] },
  ],
  "function-log-retention": [
    { resource: "function-logs", path: ["retentionInDays"], weaker: [0] },
    {
      resource: "function-logs",
      path: ["logGroupClass"],
      weaker: ["INFREQUENT_ACCESS", "DELIVERY"],
      removable: false,
    },
    {
      resource: "function",
      path: ["loggingConfig", "logGroup"],
      weaker: ["/elsewhere"],
      removable: false,
    },
  ],
  "cost-allocation-tags": ["api", "namespace", "function", "acl", "api-logs"].flatMap(
    (resource): Guard[] => [
      { resource, path: ["tags"], weaker: [{}] },
      { resource, path: ["tags", "Stage"], weaker: [] },
    ],
  ),
};

const weakenings = (policy: string, guards: readonly Guard[]): Mutation[] =>
  guards.flatMap(({ resource, path, weaker, removable, names = [resource] }) => {
    const extra = decoys(compliant);
    const base = { ...extra, ...compliant };
    const mutation = (what: string, blueprint: Blueprint): Mutation => ({
      name: `${policy}: ${resource}.${path.join(".")} ${what}`,
      base: compliant,
      blueprint: withoutUnused(blueprint, Object.keys(extra)),
      policy,
      resources: names,
    });
    const unknowable = path.at(-1) === "Stage" ? [] : [unrelated];
    return [
      ...(removable === false
        ? []
        : [mutation("removed", change(base, resource, path, undefined))]),
      ...unknowable.map((value) => mutation("unknown", change(base, resource, path, value))),
      ...weaker.map((value, at) =>
        mutation(`weaker (${at + 1})`, change(base, resource, path, value)),
      ),
    ];
  });

const gone = (policy: string, resource: string, names: readonly string[]): Mutation => ({
  name: `${policy}: ${resource} removed`,
  base: compliant,
  blueprint: without(compliant, resource),
  policy,
  resources: names,
});

/** The ways of blocking that {@link styles} shows, each weakened. */
const blockingStyles: Mutation[] = (
  [
    ["an ACL that blocks by default", "acl", ["defaultAction"], { allow: {} }],
    ["an ACL that blocks by default", "acl", ["defaultAction"], unrelated],
    ["an ACL with one rule that blocks", "acl", ["rules", 1, "action"], { count: {} }],
    ["an ACL with one rule that blocks", "acl", ["rules", 1, "action"], { allow: {} }],
    ["an ACL with one rule that blocks", "acl", ["rules", 1, "action"], unrelated],
    ["an ACL whose rules are JSON text", "acl", ["ruleJson"], '[{"Action":{"Count":{}}}]'],
    ["an ACL whose rules are JSON text", "acl", ["ruleJson"], "[]"],
    ["an ACL whose rules are JSON text", "acl", ["ruleJson"], "no JSON"],
    ["an ACL whose rules are JSON text", "acl", ["ruleJson"], unrelated],
    [
      "an ACL that names a rule group of the stack",
      "acl",
      ["rules", 0, "overrideAction"],
      { count: {} },
    ],
    ["an ACL that names a rule group of the stack", "group", ["rules", 0, "action"], { count: {} }],
    ["an ACL that names a rule group of the stack", "group", ["rules"], []],
    [
      "an ACL that names a rule group of the stack",
      "acl",
      ["rules", 0, "statement", "ruleGroupReferenceStatement", "arn"],
      "arn:aws:wafv2:elsewhere",
    ],
    ["rules of the ACL as resources of their own", "acl-rule", ["action"], { count: {} }],
    [
      "rules of the ACL as resources of their own",
      "acl-rule",
      ["webAclArn"],
      "arn:aws:wafv2:elsewhere",
    ],
    ["a managed rule group associated with the ACL", "acl-group", ["overrideAction"], "count"],
    ["a managed rule group associated with the ACL", "acl-group", ["overrideAction"], unrelated],
  ] satisfies [string, string, Path, Value][]
).map(([style, resource, path, value], at) => {
  const base = styles[style];
  if (base === undefined) throw new Error(`no style ${style}`);
  return {
    name: `namespace-waf: ${style}, weakened (${at + 1})`,
    base,
    blueprint: withoutUnused(
      change({ ...decoys(base), ...base }, resource, path, value),
      Object.keys(decoys(base)),
    ),
    policy: "namespace-waf",
    resources: ["acl"],
  };
});

/** Every one-step weakening of the compliant program that a rule must refuse. */
export const mutations: readonly Mutation[] = [
  ...weakenings("namespace-logging", logging),
  gone("namespace-logging", "api-logs", ["api"]),
  ...weakenings("namespace-waf", waf),
  gone("namespace-waf", "association", ["api"]),
  gone("namespace-waf", "acl-logging", ["acl"]),
  ...blockingStyles,
  ...weakenings("namespace-request-response", requestResponse),
  ...Object.entries(further).flatMap(([policy, guards]) => weakenings(policy, guards)),
];
