import { RETENTION_DAYS } from "../../aws-facts/log-retention.ts";
import { defineRemediation } from "../remediation.ts";

/** Lets log groups expire that keep everything for ever. */
export const logRetention = defineRemediation({
  name: "remediate-log-retention",
  description: "Sets retentionInDays of log groups that never expire.",
  rules: ["namespace-logging", "namespace-waf", "function-log-retention"],
  kinds: ["logGroup"],
  settings: {
    retentionInDays: {
      enum: RETENTION_DAYS,
      default: 30,
      description: "Days that CloudWatch Logs keeps records; it deletes those that are older",
    },
  },
  changes: (properties, { retentionInDays }) => {
    const days = properties.at("retentionInDays");
    const given = days.number();
    const isForEver = given.state === "absent" || (given.state === "known" && given.value === 0);
    if (!isForEver) {
      return [];
    }
    const was = given.state === "absent" ? "was not set" : "was 0";
    const says = `retentionInDays is ${retentionInDays}, ${was}`;
    return [{ path: ["retentionInDays"], value: retentionInDays, says }];
  },
});
