import { PolicyPack } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";
import { answering } from "./answering.ts";
import { elsewherePolicy } from "./elsewhere-policy.ts";
import { elsewhereUsePolicy } from "./elsewhere-use-policy.ts";
import { endUnanswered } from "./end-unanswered.ts";
import { exemptResources } from "./exempt-resources.ts";
import { exemptionsPolicy } from "./exemptions-policy.ts";
import { SharedFacts } from "./facts/shared-facts.ts";
import { GuardRecords } from "./guard-records.ts";
import { RemediationLog } from "./remediation-log.ts";
import { toRemediationPolicy } from "./remediation-policy.ts";
import { remediations } from "./remediations.ts";
import { remediationsPolicy } from "./remediations-policy.ts";
import { toPolicy } from "./rule-policy.ts";
import { rules } from "./rules.ts";

endUnanswered();

const settings = new Config("policies");
const names = rules.map((rule) => rule.name);
const records = new GuardRecords();
const exemptions = settings.get("exemptions") ?? "";
const isExempt = exemptResources(exemptions, names);
const remediationLog = new RemediationLog();
const environment = { facts: new SharedFacts(), records, now: () => new Date() };

new PolicyPack("appsync-events", {
  description: "No channel namespace ships without logging, WAF and validated events.",
  displayName: "AppSync Events",
  provider: "aws",
  // The policy SDK runs policies in this order: what is let off has to be read before it is judged, and
  // what nothing needed is known after all is judged.
  policies: [
    ...remediations.map((remediation) =>
      toRemediationPolicy(remediation, remediationLog, isExempt),
    ),
    ...[
      exemptionsPolicy(exemptions, names, records),
      elsewherePolicy(settings.get("elsewhere") ?? "", records),
      ...rules.map((rule) => toPolicy(rule, environment)),
      elsewhereUsePolicy(records),
      remediationsPolicy(remediationLog),
    ].map(answering),
  ],
});
