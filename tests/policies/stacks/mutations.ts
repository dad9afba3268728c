import {
  type Blueprint,
  change,
  type Path,
  ref,
  refsIn,
  type Value,
  without,
} from "./blueprint.ts";
import { compliant } from "./compliant.ts";
import {
  attestedHandler,
  further,
  type Guard,
  logging,
  requestResponse,
  unrelated,
  waf,
} from "./guards.ts";
import { styles } from "./styles.ts";

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

/** What a property can be wired to wrongly: the same kinds as the guarded ones, unguarded. */
function decoys(base: Blueprint): Blueprint {
  const api = base.api;
  const acl = base.acl;
  const fn = base.function;
  const source = base.source;
  if (!api || !acl || !fn || !source) {
    throw new Error("decoys: not a complete program");
  }
  const without = (properties: typeof api.properties, key: string) =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));
  return {
    "decoy-api": api,
    "decoy-acl": { ...acl, properties: { ...acl.properties, rules: [] } },
    "decoy-function": { ...fn, properties: without(without(fn.properties, "code"), "environment") },
    "decoy-source": {
      ...source,
      properties: { ...source.properties, name: "decoy", apiId: ref("decoy-api", "apiId") },
    },
    parameter: { type: "aws:ssm/parameter:Parameter", properties: { type: "String" } },
    topic: { type: "aws:sns/topic:Topic", properties: {} },
  };
}

/** The blueprint without those of the named resources that nothing leads to. */
function withoutUnused(blueprint: Blueprint, names: readonly string[]): Blueprint {
  const used = new Set(
    Object.entries(blueprint)
      .filter(([name]) => !names.includes(name))
      .flatMap(([, { properties }]) => refsIn(properties).map((one) => one.resource)),
  );
  for (const name of [...names].reverse()) {
    const properties = used.has(name) ? blueprint[name]?.properties : undefined;
    if (properties !== undefined) {
      for (const one of refsIn(properties)) {
        used.add(one.resource);
      }
    }
  }
  return Object.fromEntries(
    Object.entries(blueprint).filter(([name]) => !names.includes(name) || used.has(name)),
  );
}

function weakenings(policy: string, guards: readonly Guard[]): Mutation[] {
  return guards.flatMap(
    ({ resource, path, weaker, removable, unknown, names = [resource], ...guard }) => {
      const extra = decoys(compliant);
      const base = { ...extra, ...compliant };
      const mutation = (what: string, blueprint: Blueprint): Mutation => ({
        name: `${policy}: ${resource}.${path.join(".")} ${what}`,
        base: compliant,
        blueprint: withoutUnused(blueprint, Object.keys(extra)),
        policy,
        resources: names,
      });
      const known = path.at(-1) === "Stage" || guard.unknowable === false;
      const unknowable = known ? [] : [unknown ?? unrelated];
      return [
        ...(removable === false
          ? []
          : [mutation("removed", change(base, resource, path, undefined))]),
        ...unknowable.map((value) => mutation("unknown", change(base, resource, path, value))),
        ...weaker.map((value, at) =>
          mutation(`weaker (${at + 1})`, change(base, resource, path, value)),
        ),
      ];
    },
  );
}

function gone(policy: string, resource: string, names: readonly string[]): Mutation {
  return {
    name: `${policy}: ${resource} removed`,
    base: compliant,
    blueprint: without(compliant, resource),
    policy,
    resources: names,
  };
}

/** The ways of blocking that {@link styles} shows, each weakened. */
const blockingStyles: Mutation[] = (
  [
    ["an ACL that blocks by default", "acl", ["defaultAction"], { allow: {} }],
    ["an ACL that blocks by default", "acl", ["defaultAction"], unrelated],
    ["an ACL with one rule that blocks", "acl", ["rules", 1, "action"], { count: {} }],
    ["an ACL with one rule that blocks", "acl", ["rules", 1, "action"], { allow: {} }],
    ["an ACL with one rule that blocks", "acl", ["rules", 1, "action"], unrelated],
    [
      "an ACL whose rules are JSON text",
      "acl",
      ["ruleJson"],
      '[{"Name":"a","Action":{"Count":{}}}]',
    ],
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
  if (base === undefined) {
    throw new Error(`no style ${style}`);
  }
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

/** The alias of {@link styles}, leading to other code than the function's. */
const aliases: Mutation[] = (
  [
    [["functionVersion"], "1"],
    [["functionVersion"], "$LATEST"],
    [["functionVersion"], unrelated],
    [["functionVersion"], ref("decoy-function", "version")],
    [["routingConfig"], { additionalVersionWeights: { 2: 0.1 } }],
    [["routingConfig"], { additionalVersionWeights: { $LATEST: 0.5 } }],
    [["routingConfig"], unrelated],
  ] satisfies [Path, Value][]
).map(([path, value], at) => {
  const base = styles["a function reached through an alias"];
  if (base === undefined) {
    throw new Error("no style with an alias");
  }
  const extra = decoys(base);
  return {
    name: `handler-attestation: alias.${path.join(".")} (${at + 1})`,
    base,
    blueprint: withoutUnused(
      change({ ...extra, ...base }, "alias", path, value),
      Object.keys(extra),
    ),
    policy: "handler-attestation",
    resources: ["alias"],
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
  ...weakenings("handler-attestation", attestedHandler),
  ...aliases,
  ...Object.entries(further).flatMap(([policy, guards]) => weakenings(policy, guards)),
];
