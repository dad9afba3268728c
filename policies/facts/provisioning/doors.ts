import type { PolicyResource } from "@pulumi/policy";
import { propertiesOf } from "../property.ts";
import { cloudControlResource } from "./cloud-control.ts";
import type { Opened } from "./opened.ts";
import { templateResources } from "./template-resources.ts";

/** A resource that may declare more than can be read. */
export interface Hidden {
  readonly resource: PolicyResource;
  readonly reason: string;
}

type Open = (door: PolicyResource) => Opened;

const never = (reason: string): Open => {
  return () => ({ standIns: [], hidden: [reason] });
};

/** How to read what resources of a type declare in their own text. */
const openers = new Map<string, Open>([
  ["aws:cloudformation/stack:Stack", template],
  ["aws:cloudformation/stackSet:StackSet", template],
  ["aws-native:cloudformation:Stack", template],
  ["aws-native:cloudformation:StackSet", template],
  [
    "aws:cloudcontrol/resource:Resource",
    (door) => cloudControlResource(door, { type: "typeName", state: "desiredState" }),
  ],
  [
    "aws-native:index:ExtensionResource",
    (door) => cloudControlResource(door, { type: "type", state: "properties" }),
  ],
  [
    "aws:serverlessrepository/cloudFormationStack:CloudFormationStack",
    never("the template of a serverless application is not shown to policies"),
  ],
  [
    "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
    never("the template of a Service Catalog product is not shown to policies"),
  ],
  [
    "aws-native:servicecatalog:CloudFormationProvisionedProduct",
    never("the template of a Service Catalog product is not shown to policies"),
  ],
]);

/** What resources of a stack declare in their own text, and which of them may hide something. */
export function openDoors(resources: readonly PolicyResource[]): {
  readonly standIns: readonly PolicyResource[];
  readonly hidden: readonly Hidden[];
} {
  const standIns: PolicyResource[] = [];
  const hidden: Hidden[] = [];
  for (const resource of resources) {
    const opened = openers.get(resource.type)?.(resource);
    if (opened === undefined) continue;
    standIns.push(...opened.standIns);
    hidden.push(...opened.hidden.map((reason) => ({ resource, reason })));
  }
  return { standIns, hidden };
}

function template(door: PolicyResource): Opened {
  const properties = propertiesOf(door);
  const body = properties.at("templateBody");
  const text = body.text();
  if (text.state === "known") return templateResources(door, text.value);
  // aws-native takes the template as an object, too.
  if (body.keys().state === "known") return templateResources(door, body.plain());
  if (body.state !== "absent") {
    return { standIns: [], hidden: ["templateBody is not known until the update"] };
  }
  return properties.at("templateUrl").state === "absent"
    ? { standIns: [], hidden: [] }
    : { standIns: [], hidden: ["the template behind templateUrl is not shown to policies"] };
}
