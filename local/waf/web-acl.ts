import { asProperties, asText, type Properties } from "../../shared/properties.ts";
import { type RuleAction, responseBodies, ruleAction } from "./rule-action.ts";
import { keysLowered, type RuleSource } from "./rule-source.ts";
import { type Rule, rulesOf } from "./rules.ts";
import { type WebAclLogging, webAclLogging } from "./web-acl-logging.ts";

/** A web ACL, ready to be evaluated. */
export interface WebAcl {
  readonly arn: string;
  readonly name: string;
  /** In the order of evaluation. */
  readonly rules: readonly Rule[];
  readonly defaultAction: RuleAction;
  /** Whether a rule looks at the body, so that it has to be read first. */
  readonly inspectsBody: boolean;
  /** Undefined when the web ACL writes no metric. */
  readonly metricName: string | undefined;
  readonly logging: WebAclLogging | undefined;
  /** What only AWS can evaluate: a line each that names the rule. */
  readonly notEvaluated: readonly string[];
}

/** Reads a web ACL, and its logging configuration if it has one. */
export function webAcl(
  properties: Properties,
  arn: string,
  source: RuleSource,
  loggingConfiguration?: Properties,
): WebAcl {
  const [, , , , accountId = ""] = arn.split(":");
  const name = asText(properties.name);
  const bodies = responseBodies(keysLowered(properties.customResponseBodies));
  const notEvaluated = new Set<string>();
  let inspectsBody = false;
  const rules = rulesOf(
    properties,
    properties.ruleJson,
    { kind: "webacl", arn, name, accountId },
    source,
    {
      notEvaluated: (rule, what) => notEvaluated.add(`rule ${rule}: ${what}`),
      inspectsBody() {
        inspectsBody = true;
      },
    },
  );
  const { metricName, cloudwatchMetricsEnabled } = asProperties(properties.visibilityConfig);
  return {
    arn,
    name,
    rules,
    defaultAction: ruleAction(keysLowered(properties.defaultAction), bodies) ?? ALLOW,
    inspectsBody,
    metricName: cloudwatchMetricsEnabled === false ? undefined : asText(metricName, name),
    logging: loggingConfiguration === undefined ? undefined : webAclLogging(loggingConfiguration),
    notEvaluated: [...notEvaluated],
  };
}

const ALLOW: RuleAction = { kind: "ALLOW", insertedHeaders: {}, response: undefined };
