import { PolicyPack } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";
import { readExemptions } from "./exemptions.ts";
import { exemptionsPolicy } from "./exemptions-policy.ts";
import { SharedFacts } from "./facts/shared-facts.ts";
import { toPolicy } from "./rule-policy.ts";
import { rules } from "./rules.ts";

const exemptions = readExemptions(
  new Config("policies").get("exemptions"),
  rules.map((rule) => rule.name),
);
const environment = {
  facts: new SharedFacts(),
  exemptions: exemptions.entries,
  now: () => new Date(),
};

new PolicyPack("appsync-events", {
  description: "No channel namespace ships without logging, WAF and validated events.",
  displayName: "AppSync Events",
  provider: "aws",
  policies: [exemptionsPolicy(exemptions), ...rules.map((rule) => toPolicy(rule, environment))],
});
