import { jsonText, ref } from "../blueprint.ts";
import { declare } from "../compliant.ts";
import {
  block,
  bytes,
  counted,
  from,
  group,
  groupNamed,
  guardedBy,
  ipSet,
  label,
  managed,
  only,
  rate,
  ruleGroup,
  rules,
} from "../web-acl-parts.ts";
import { type LookAlike, waf } from "./look-alike.ts";

/** Rule groups that look as if they blocked something. */
export const webAclGroups: Readonly<Record<string, LookAlike>> = {
  "a managed group for a label that nothing sets": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesCommonRuleSet", { scopeDownStatement: label("suspicious") }),
        ),
      ],
    }),
  ),
  "a managed group that counts what it blocks, and excludes the rest": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesAmazonIpReputationList", {
            ...counted("AWSManagedIPReputationList"),
            excludedRules: [{ name: "AWSManagedReconnaissanceList" }],
          }),
        ),
      ],
    }),
  ),
  "a managed group whose rules all challenge": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesAmazonIpReputationList", {
            ruleActionOverrides: ["AWSManagedIPReputationList", "AWSManagedReconnaissanceList"].map(
              (name) => ({ name, actionToUse: { challenge: {} } }),
            ),
          }),
        ),
      ],
    }),
  ),
  "a managed group about logins": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesATPRuleSet", {
            managedRuleGroupConfigs: [{ awsManagedRulesAtpRuleSet: { loginPath: "/login" } }],
          }),
        ),
      ],
    }),
  ),
  "a managed group about registrations": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesACFPRuleSet", {
            managedRuleGroupConfigs: [
              {
                awsManagedRulesAcfpRuleSet: {
                  creationPath: "/signup",
                  registrationPagePath: "/register",
                },
              },
            ],
          }),
        ),
      ],
    }),
  ),
  "protection against floods whose one blocking rule counts": waf(
    guardedBy({
      rules: [group(0, managed("AWSManagedRulesAntiDDoSRuleSet", counted("DDoSRequests")))],
    }),
  ),
  "a group that WordPress needs": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed(
            "AWSManagedRulesWordPressRuleSet",
            counted("WordPressExploitableCommands_QUERYSTRING"),
          ),
        ),
      ],
    }),
  ),
  "a rule group of the stack whose own limit is never reached": waf(
    guardedBy(
      { rules: [group(0, groupNamed("limits"))] },
      { limits: ruleGroup(rules(["block", rate(1_999_999_999)])) },
    ),
  ),
  "a rule group of the stack that allows before it blocks": waf(
    guardedBy(
      { rules: [group(0, groupNamed("limits"))] },
      {
        limits: ruleGroup(rules(["allow", bytes("uriPath", "STARTS_WITH", "/event")], block)),
      },
    ),
  ),
  "rules as JSON text that only count": waf(
    guardedBy({
      ruleJson: JSON.stringify([
        {
          Name: "rate",
          Priority: 0,
          Action: { Count: {} },
          Statement: { RateBasedStatement: { Limit: 100, AggregateKeyType: "IP" } },
        },
      ]),
    }),
  ),
  "rules as JSON text with an empty set": waf(
    guardedBy(
      {
        ruleJson: jsonText([
          {
            Name: "bad",
            Priority: 0,
            Action: { Block: {} },
            Statement: { IPSetReferenceStatement: { ARN: ref("nobody", "arn") } },
          },
        ]),
      },
      { nobody: ipSet() },
    ),
  ),
  "a rule group as JSON text that only counts": waf(
    guardedBy(
      { rules: [group(0, groupNamed("json"))] },
      {
        json: declare("aws:wafv2/ruleGroup:RuleGroup", {
          scope: "REGIONAL",
          capacity: 50,
          rulesJson: JSON.stringify([
            {
              Name: "a",
              Priority: 0,
              Action: { Count: {} },
              Statement: { GeoMatchStatement: { CountryCodes: ["KP"] } },
            },
          ]),
        }),
      },
    ),
  ),
  "an IP set of addresses that nobody on the internet has": waf(
    only(from("private"), { private: ipSet("10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12") }),
  ),
  "a managed group whose one rule allows": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesAdminProtectionRuleSet", {
            ruleActionOverrides: [{ name: "AdminProtection_URIPATH", actionToUse: { allow: {} } }],
          }),
        ),
      ],
    }),
  ),
  "a managed group for a path that is not the API's": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesCommonRuleSet", {
            scopeDownStatement: bytes("uriPath", "EXACTLY", "/ping"),
          }),
        ),
      ],
    }),
  ),
  "a rule group of the stack whose one rule is excluded": waf(
    guardedBy(
      { rules: [group(0, groupNamed("own", { excludedRules: [{ name: "rule-0" }] }))] },
      { own: ruleGroup(rules(block)) },
    ),
  ),
};
