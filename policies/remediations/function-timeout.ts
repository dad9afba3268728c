import { defineRemediation } from "../remediation.ts";
import { HANDLER_BUDGET_SECONDS } from "../rules/function-timeout-and-memory.ts";

/** Ends functions before AppSync stops waiting for them. */
export const functionTimeout = defineRemediation({
  name: "remediate-function-timeout",
  description: "Sets the timeout of functions that run longer than AppSync waits.",
  rules: ["function-timeout-and-memory"],
  kinds: ["function"],
  settings: {
    seconds: {
      type: "integer",
      minimum: 1,
      maximum: HANDLER_BUDGET_SECONDS,
      default: HANDLER_BUDGET_SECONDS,
      description: "The timeout of a function that has none, or a longer one",
    },
  },
  changes: (properties, { seconds }) => {
    const given = properties.at("timeout").number();
    if (given.state === "unknown" || (given.state === "known" && given.value <= seconds)) {
      return [];
    }
    const was = given.state === "known" ? `was ${given.value}` : "was not set";
    return [{ path: ["timeout"], value: seconds, says: `timeout is ${seconds}, ${was}` }];
  },
});
