import { PolicyPack } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";
import { exemptionsPolicy } from "./exemptions-policy.ts";
import { SharedFacts } from "./facts/shared-facts.ts";
import { toPolicy } from "./rule-policy.ts";
import { rules } from "./rules.ts";

const text = new Config("policies").get("exemptions") ?? "";
const names = rules.map((rule) => rule.name);
// Most stages have none, and then nothing need load TypeBox to check them.
const exemptions =
  text === ""
    ? { entries: [], faults: [] }
    : (await import("./read-exemptions.ts")).readExemptions(text, names);
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
