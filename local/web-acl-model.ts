import { asList, asProperties, asText, type Properties } from "../shared/properties.ts";
import type { ResourceRegistry } from "./provider/resource-registry.ts";
import type { RuleSource } from "./waf/rule-source.ts";
import { type WebAcl, webAcl } from "./waf/web-acl.ts";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const RULE = "aws:wafv2/webAclRule:WebAclRule";
const GROUP_ASSOCIATION = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

/** The web ACL that is associated with a resource. */
export function webAclOf(resourceArn: string, registry: ResourceRegistry): WebAcl | undefined {
  const association = registry
    .ofType(ASSOCIATION)
    .find(({ inputs }) => inputs.resourceArn === resourceArn);
  const resource = registry
    .ofType(WEB_ACL)
    .find(({ outputs }) => outputs.arn === association?.inputs.webAclArn);
  if (association === undefined || resource === undefined) {
    return undefined;
  }
  return readWebAcl(resource.inputs, asText(resource.outputs.arn), registry);
}

/** What only AWS can evaluate of a web ACL's rules: a line each. */
export function notEvaluatedOf(inputs: Properties, registry: ResourceRegistry): readonly string[] {
  const resource = registry.ofType(WEB_ACL).find((each) => each.inputs === inputs);
  return readWebAcl(inputs, asText(resource?.outputs.arn), registry).notEvaluated;
}

function readWebAcl(inputs: Properties, arn: string, registry: ResourceRegistry): WebAcl {
  const rules = [...asList(inputs.rules), ...rulesElsewhere(arn, registry)];
  const logging = registry.ofType(LOGGING).find((each) => each.inputs.resourceArn === arn);
  return webAcl({ ...inputs, rules }, arn, sourceOf(registry), logging?.inputs);
}

/** Rules that are resources of their own. */
function rulesElsewhere(arn: string, registry: ResourceRegistry): Properties[] {
  const own = ({ inputs }: { readonly inputs: Properties }) => inputs.webAclArn === arn;
  const rules = registry.ofType(RULE).filter(own);
  const groups = registry.ofType(GROUP_ASSOCIATION).filter(own);
  return [
    ...rules.map(({ inputs }) => inputs),
    ...groups.map(({ inputs }) => ({
      name: inputs.ruleName,
      priority: inputs.priority,
      visibilityConfig: inputs.visibilityConfig,
      overrideAction: { [asText(inputs.overrideAction, "none")]: {} },
      statement: {
        ruleGroupReferenceStatement: inputs.ruleGroupReference,
        managedRuleGroupStatement: inputs.managedRuleGroup,
      },
    })),
  ];
}

function sourceOf(registry: ResourceRegistry): RuleSource {
  const find = (type: string, arn: string) =>
    registry.ofType(type).find(({ outputs }) => outputs.arn === arn)?.inputs;
  return {
    addresses(arn) {
      const set = find("aws:wafv2/ipSet:IpSet", arn);
      return set && asList(set.addresses).map((address) => asText(address));
    },
    expressions(arn) {
      const set = find("aws:wafv2/regexPatternSet:RegexPatternSet", arn);
      return (
        set && asList(set.regularExpressions).map((each) => asText(asProperties(each).regexString))
      );
    },
    ruleGroup: (arn) => find("aws:wafv2/ruleGroup:RuleGroup", arn),
  };
}
