import { defineRemediation } from "../remediation.ts";

/** Periods that CloudWatch Logs takes (CloudWatch Logs API reference, `PutRetentionPolicy`). */
const PERIODS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** Lets log groups expire that keep everything for ever. */
export const logRetention = defineRemediation({
  name: "remediate-log-retention",
  description: "Sets retentionInDays of log groups that never expire.",
  rules: ["namespace-logging", "namespace-waf", "function-log-retention"],
  kinds: ["logGroup"],
  settings: {
    retentionInDays: {
      enum: PERIODS,
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
