import { randomUUID } from "node:crypto";
import ipaddr from "ipaddr.js";
import {
  asList,
  asText,
  hasUnknown,
  isObject,
  isUnknown,
  type Properties,
} from "../../../shared/properties.ts";
import { notEvaluatedOf } from "../../web-acl-model.ts";
import { regionalArn } from "../arn.ts";
import type { Computed, NewResource, Refusal, ResourceType } from "../resource-type.ts";

/** A named resource of a region, as all of AWS WAF's are. */
function named(kind: string) {
  return (resource: NewResource): Computed => {
    const id = randomUUID();
    const name = asText(resource.inputs.name);
    const arn = regionalArn(resource, "wafv2", `regional/${kind}/${name}/${id}`);
    return { id, outputs: { arn, lockToken: randomUUID() } };
  };
}

/** AWS's JSON must be a list of rules. */
function refusedJson(property: string) {
  return (inputs: Properties): readonly Refusal[] => {
    const json = inputs[property];
    if (typeof json !== "string" || isUnknown(json)) {
      return [];
    }
    const refused = (got: string) => [
      { property, reason: `${property} must be a list of rules as JSON, got ${got}.` },
    ];
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch (error) {
      return refused(`text that is not JSON (${error instanceof Error ? error.message : error})`);
    }
    if (!Array.isArray(value)) {
      return refused(`${value === null ? "null" : typeof value}`);
    }
    const at = value.findIndex((rule) => !isObject(rule));
    return at < 0 ? [] : refused(`${JSON.stringify(value[at])} as rule ${at + 1}`);
  };
}

/**
 * Blocks of the set's own version, and all but /0 (AWS WAF API reference, IPSet `Addresses`).
 */
function refusedAddresses(inputs: Properties): readonly Refusal[] {
  const version = asText(inputs.ipAddressVersion);
  const example = version === "IPV6" ? "2001:db8::/32" : "192.0.2.0/24";
  return asList(inputs.addresses).flatMap((address, at) => {
    if (hasUnknown(address) || isBlock(asText(address), version)) {
      return [];
    }
    const got = JSON.stringify(address);
    const reason = `addresses must be ${version || "CIDR"} blocks such as ${example}, and none /0, got ${got}.`;
    return [{ property: `addresses[${at}]`, reason }];
  });
}

function isBlock(text: string, version: string): boolean {
  if (!ipaddr.isValidCIDR(text)) {
    return false;
  }
  const [address, bits] = ipaddr.parseCIDR(text);
  return bits > 0 && (version === "" || address.kind().toUpperCase() === version);
}

const webAcl: ResourceType = {
  replaceOnChange: ["name", "scope"],
  autoName: { property: "name", most: 128 },
  honoured: [
    "customResponseBodies",
    "defaultAction",
    "name",
    "ruleJson",
    "rules",
    "visibilityConfig",
  ],
  stored: [
    "captchaConfig",
    "challengeConfig",
    "description",
    "region",
    "scope",
    "tags",
    "tokenDomains",
  ],
  compute(resource) {
    const { id, outputs } = named("webacl")(resource);
    return { id, outputs: { ...outputs, applicationIntegrationUrl: "" } };
  },
  refusals: refusedJson("ruleJson"),
  unsupported: notEvaluatedOf,
};

const ruleGroup: ResourceType = {
  replaceOnChange: ["capacity", "name", "scope"],
  autoName: { property: "name", most: 128 },
  honoured: ["customResponseBodies", "name", "rules", "rulesJson"],
  stored: ["capacity", "description", "region", "scope", "tags", "visibilityConfig"],
  compute: named("rulegroup"),
  refusals: refusedJson("rulesJson"),
};

const ipSet: ResourceType = {
  replaceOnChange: ["ipAddressVersion", "name", "scope"],
  autoName: { property: "name", most: 128 },
  honoured: ["addresses"],
  stored: ["description", "ipAddressVersion", "name", "region", "scope", "tags"],
  compute: named("ipset"),
  refusals: refusedAddresses,
};

const regexPatternSet: ResourceType = {
  replaceOnChange: ["name", "scope"],
  autoName: { property: "name", most: 128 },
  honoured: ["regularExpressions"],
  stored: ["description", "name", "region", "scope", "tags"],
  compute: named("regexpatternset"),
};

const webAclRule: ResourceType = {
  replaceOnChange: ["name", "webAclArn"],
  honoured: [
    "action",
    "name",
    "overrideAction",
    "priority",
    "ruleLabels",
    "statement",
    "visibilityConfig",
    "webAclArn",
  ],
  stored: ["captchaConfig", "challengeConfig", "region", "timeouts"],
  compute: ({ inputs }) => ({
    id: `${asText(inputs.webAclArn)},${asText(inputs.name)}`,
    outputs: {},
  }),
};

const webAclRuleGroupAssociation: ResourceType = {
  replaceOnChange: ["ruleName", "webAclArn"],
  honoured: [
    "managedRuleGroup",
    "overrideAction",
    "priority",
    "ruleGroupReference",
    "ruleName",
    "visibilityConfig",
    "webAclArn",
  ],
  stored: ["region", "timeouts"],
  compute: ({ inputs }) => ({
    id: `${asText(inputs.webAclArn)},${asText(inputs.ruleName)}`,
    outputs: {},
  }),
};

const webAclAssociation: ResourceType = {
  replaceOnChange: ["resourceArn", "webAclArn"],
  honoured: ["resourceArn", "webAclArn"],
  stored: ["region"],
  compute: ({ inputs }) => ({
    id: `${asText(inputs.webAclArn)},${asText(inputs.resourceArn)}`,
    outputs: {},
  }),
};

const webAclLoggingConfiguration: ResourceType = {
  replaceOnChange: ["resourceArn"],
  honoured: ["logDestinationConfigs", "loggingFilter", "redactedFields", "resourceArn"],
  stored: ["region"],
  compute: ({ inputs }) => ({ id: asText(inputs.resourceArn), outputs: {} }),
};

/** AWS WAF's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:wafv2/ipSet:IpSet": ipSet,
  "aws:wafv2/regexPatternSet:RegexPatternSet": regexPatternSet,
  "aws:wafv2/ruleGroup:RuleGroup": ruleGroup,
  "aws:wafv2/webAcl:WebAcl": webAcl,
  "aws:wafv2/webAclAssociation:WebAclAssociation": webAclAssociation,
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": webAclLoggingConfiguration,
  "aws:wafv2/webAclRule:WebAclRule": webAclRule,
  "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation": webAclRuleGroupAssociation,
};
