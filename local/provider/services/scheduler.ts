import { asProperties, asText } from "../../../shared/properties.ts";
import { cronFields } from "../../scheduler/schedules.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const schedule: ResourceType = {
  replaceOnChange: ["groupName", "name"],
  autoName: { property: "name", most: 64 },
  honoured: ["name", "scheduleExpression", "scheduleExpressionTimezone", "state", "target"],
  stored: ["description", "flexibleTimeWindow", "groupName", "kmsKeyArn", "region"],
  compute(resource) {
    const { groupName, name } = resource.inputs;
    const id = `${asText(groupName, "default")}/${asText(name)}`;
    return { id, outputs: { arn: regionalArn(resource, "scheduler", `schedule/${id}`) } };
  },
  unsupported: ({ scheduleExpression, target }) => [
    ...(cronFields(asText(scheduleExpression)) === undefined
      ? ["expressions other than cron(…): it never runs here"]
      : []),
    ...(isFunction(asText(asProperties(target).arn))
      ? []
      : ["targets other than functions: it never runs here"]),
  ],
  async deploy({ inputs, outputs }, { schedules }) {
    const target = asProperties(inputs.target);
    const arn = asText(outputs.arn);
    const cron = cronFields(asText(inputs.scheduleExpression));
    const targetArn = asText(target.arn);
    if (cron === undefined || !isFunction(targetArn) || inputs.state === "DISABLED") {
      return schedules.remove(arn);
    }
    await schedules.put({
      arn,
      name: asText(inputs.name),
      cron,
      timezone: asText(inputs.scheduleExpressionTimezone, "UTC"),
      targetArn,
      input: asText(target.input, "{}"),
    });
  },
  remove: async ({ outputs }, { schedules }) => schedules.remove(asText(outputs.arn)),
};

function isFunction(arn: string): boolean {
  return arn.split(":")[2] === "lambda";
}

/** EventBridge Scheduler's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:scheduler/schedule:Schedule": schedule,
};
