import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const logGroup: ResourceType = {
  replaceOnChange: ["name", "logGroupClass"],
  autoName: { property: "name", most: 512 },
  honoured: [],
  stored: "all",
  compute(resource) {
    const name = asText(resource.inputs.name);
    return { id: name, outputs: { arn: regionalArn(resource, "logs", `log-group:${name}`) } };
  },
};

const logResourcePolicy: ResourceType = {
  replaceOnChange: ["policyName"],
  honoured: [],
  stored: "all",
  compute: ({ inputs }) => ({ id: asText(inputs.policyName), outputs: {} }),
};

const metricAlarm: ResourceType = {
  replaceOnChange: ["name"],
  autoName: { property: "name", most: 255 },
  honoured: [],
  stored: "all",
  compute(resource) {
    const name = asText(resource.inputs.name);
    return { id: name, outputs: { arn: regionalArn(resource, "cloudwatch", `alarm:${name}`) } };
  },
};

const dashboard: ResourceType = {
  replaceOnChange: ["dashboardName"],
  honoured: [],
  stored: "all",
  compute({ inputs, place }) {
    const name = asText(inputs.dashboardName);
    const dashboardArn = `arn:aws:cloudwatch::${place.accountId}:dashboard/${name}`;
    return { id: name, outputs: { dashboardArn } };
  },
};

/** CloudWatch's resource types: kept; logs and metrics go to files. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": logResourcePolicy,
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
  "aws:cloudwatch/dashboard:Dashboard": dashboard,
};
