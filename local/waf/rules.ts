import {
  asList,
  asNumber,
  asProperties,
  asText,
  type Properties,
} from "../../shared/properties.ts";
import type { Statement } from "./inspection.ts";
import { type ResponseBodies, type RuleAction, responseBodies, ruleAction } from "./rule-action.ts";
import { keysLowered, onlyProperty, type ReadingContext, type RuleSource } from "./rule-source.ts";
import { statement } from "./statement.ts";

/** A rule of a web ACL or of a rule group. */
export interface Rule {
  readonly name: string;
  readonly priority: number;
  /** As AWS WAF's log names the type. */
  readonly type: "REGULAR" | "RATE_BASED" | "GROUP" | "MANAGED_RULE_GROUP";
  /** Where it stands: the key of what it has counted. */
  readonly place: string;
  readonly statement: Statement;
  /** Undefined for a rule that names a group, whose rules have the actions. */
  readonly action: RuleAction | undefined;
  /** Fully qualified. */
  readonly labels: readonly string[];
  /** Undefined when the rule writes no metric. */
  readonly metricName: string | undefined;
  readonly group: RuleGroup | undefined;
}

/** A rule group of the stack, in the place of the rule that names it. */
export interface RuleGroup {
  readonly arn: string;
  /** In the order of evaluation. */
  readonly rules: readonly Rule[];
  /** Whether the action that ends the group's evaluation only counts. */
  readonly counts: boolean;
}

/** What the rules of one owner are read with. */
export interface RuleOwner {
  /** `webacl` or `rulegroup`, as labels have it. */
  readonly kind: "webacl" | "rulegroup";
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
}

/** Called with the name of a rule and each part of it that only AWS can evaluate. */
export interface Reporting {
  notEvaluated(rule: string, what: string): void;
  inspectsBody(): void;
}

/** The rules in `rules` and in a text of AWS's JSON, in the order of evaluation. */
export function rulesOf(
  properties: Properties,
  json: unknown,
  owner: RuleOwner,
  source: RuleSource,
  reporting: Reporting,
): readonly Rule[] {
  const bodies = responseBodies(keysLowered(properties.customResponseBodies));
  const written = asList(keysLowered([...asList(properties.rules), ...rulesInJson(json)]));
  return written
    .map((value) => readRule(asProperties(value), { owner, source, bodies, reporting }))
    .toSorted((one, other) => one.priority - other.priority);
}

/** The rules of `ruleJson`. Empty for text that is not JSON, which the provider refuses. */
function rulesInJson(json: unknown): readonly unknown[] {
  if (typeof json !== "string") {
    return [];
  }
  try {
    return asList(JSON.parse(json));
  } catch {
    return [];
  }
}

interface Reading {
  readonly owner: RuleOwner;
  readonly source: RuleSource;
  readonly bodies: ResponseBodies;
  readonly reporting: Reporting;
}

function readRule(rule: Properties, { owner, source, bodies, reporting }: Reading): Rule {
  const name = asText(rule.name);
  const labelPrefix = `awswaf:${owner.accountId}:${owner.kind}:${owner.name}:`;
  const context: ReadingContext = {
    source,
    labelPrefix,
    place: `${owner.arn} ${name}`,
    notEvaluated: (what) => reporting.notEvaluated(name, what),
    inspectsBody: () => reporting.inspectsBody(),
  };
  const { metricname, cloudwatchmetricsenabled } = asProperties(rule.visibilityconfig);
  const [kind, inner] = onlyProperty(rule.statement) ?? ["", {}];
  const group =
    kind === "rulegroupreferencestatement" ? ruleGroup(rule, inner, context, reporting) : undefined;
  return {
    name,
    priority: asNumber(rule.priority) ?? 0,
    type: typeOf(kind),
    place: context.place,
    statement:
      kind === "rulegroupreferencestatement"
        ? () => group !== undefined || undefined
        : statement(rule.statement, context),
    action: ruleAction(rule.action, bodies),
    labels: asList(rule.rulelabels).map((label) => labelPrefix + asText(asProperties(label).name)),
    metricName: cloudwatchmetricsenabled === false ? undefined : asText(metricname, name),
    group,
  };
}

function typeOf(kind: string): Rule["type"] {
  if (kind === "ratebasedstatement") {
    return "RATE_BASED";
  }
  if (kind === "rulegroupreferencestatement") {
    return "GROUP";
  }
  return kind === "managedrulegroupstatement" ? "MANAGED_RULE_GROUP" : "REGULAR";
}

function ruleGroup(
  rule: Properties,
  inner: Properties,
  { source, notEvaluated }: ReadingContext,
  reporting: Reporting,
): RuleGroup | undefined {
  const arn = asText(inner.arn);
  const properties = source.ruleGroup(arn);
  if (properties === undefined) {
    notEvaluated(`the rule group ${arn} is not in this stack`);
    return undefined;
  }
  const [, , , , accountId = ""] = arn.split(":");
  const owner = { kind: "rulegroup", arn, name: asText(properties.name), accountId } as const;
  const overrides = actionOverrides(inner);
  const rules = rulesOf(properties, properties.rulesJson, owner, source, reporting);
  return {
    arn,
    rules: rules.map((each) => {
      const action = overrides.get(each.name);
      return action === undefined ? each : { ...each, action };
    }),
    counts: onlyProperty(rule.overrideaction)?.[0] === "count",
  };
}

/** Actions that a reference gives to rules of its group, by the name of the rule. */
function actionOverrides(inner: Properties): ReadonlyMap<string, RuleAction> {
  const count = ruleAction({ count: {} }, new Map());
  const excluded = asList(inner.excludedrules).map((rule) => [asProperties(rule).name, count]);
  const overridden = asList(inner.ruleactionoverrides).map(asProperties);
  const pairs = [
    ...excluded,
    ...overridden.map(({ name, actiontouse }) => [name, ruleAction(actiontouse, new Map())]),
  ];
  return new Map(pairs.filter((pair): pair is [string, RuleAction] => pair[1] !== undefined));
}
