import { defineRemediation } from "../remediation.ts";

/** Lets Event APIs log that have a role to log with and do not. */
export const apiLogLevel = defineRemediation({
  name: "remediate-api-log-level",
  description: "Sets the log level of Event APIs that have a role to log with and log nothing.",
  rules: ["namespace-logging"],
  kinds: ["api"],
  settings: {
    logLevel: {
      enum: ["ERROR", "INFO", "DEBUG", "ALL"],
      default: "ERROR",
      description: "INFO, DEBUG and ALL write payloads and headers",
    },
  },
  changes: (properties, { logLevel }) => {
    const config = properties.at("eventConfig", "logConfig");
    // Without a role AppSync could not write, and AWS would refuse the API.
    const roles = ["cloudwatchLogsRoleArn", "cloudWatchLogsRoleArn"].map((name) => config.at(name));
    if (config.state !== "known" || roles.every(({ state }) => state === "absent")) {
      return [];
    }
    const level = config.at("logLevel").text();
    const isSilent =
      level.state === "absent" || (level.state === "known" && level.value === "NONE");
    if (!isSilent) {
      return [];
    }
    const was = level.state === "absent" ? "was not set" : "was NONE";
    const says = `eventConfig.logConfig.logLevel is ${logLevel}, ${was}`;
    return [{ path: ["eventConfig", "logConfig", "logLevel"], value: logLevel, says }];
  },
});
