import type { PolicyResource } from "@pulumi/policy";
import { logGroupName } from "./api-facts.ts";
import { LinkTargets } from "./link.ts";
import { difference, type Place, placeOf, placeOfArn } from "./place.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { isNative, kindOf } from "./resource-kind.ts";

/** Where a web ACL's logs go to. */
export type LogDestination =
  /** A log group of the stack. */
  | { readonly state: "group"; readonly group: PolicyResource }
  /** A bucket or a delivery stream, which say themselves how long they keep things. */
  | { readonly state: "store" }
  /** A log group that is not in the stack, so that nobody sees whether it forgets. */
  | {
      readonly state: "elsewhere";
      readonly property: string;
      readonly name: string;
      readonly arn: string;
    }
  /** Not a place that AWS WAF writes to. */
  | { readonly state: "wrong"; readonly found: string }
  | { readonly state: "undecided"; readonly property: string };

/** All of AWS WAF's destinations have names that begin so (WAF guide, "Logging destinations"). */
const PREFIX = "aws-waf-logs-";

const DESTINATION_KINDS = ["logGroup", "logBucket", "logStream"] as const;

/** ARNs of the three kinds of destination, by the name at their end. */
const FORMS = [
  /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:(?<name>[^:]+)(?::\*)?$/,
  /^arn:[^:]+:s3:::(?<name>[^/]+)/,
  /^arn:[^:]+:firehose:[^:]*:[^:]*:deliverystream\/(?<name>.+)$/,
];

/** The destinations of a stack by what names them, found once for all web ACLs. */
interface DestinationTargets {
  readonly byArn: readonly LinkTargets[];
  readonly groupsByName: LinkTargets;
}

const targets = new WeakMap<ResourceIndex, DestinationTargets>();

function targetsOf(index: ResourceIndex): DestinationTargets {
  const before = targets.get(index);
  if (before !== undefined) {
    return before;
  }
  const arn = (resource: PolicyResource) => [propertiesOf(resource).at("arn")];
  const made = {
    byArn: DESTINATION_KINDS.map((kind) => new LinkTargets(index, kind, arn, withoutStar)),
    groupsByName: new LinkTargets(index, "logGroup", (group) => [logGroupName(group)]),
  };
  targets.set(index, made);
  return made;
}

/** CloudFormation's ARNs of log groups end in `:*`. */
function withoutStar(arn: string): string {
  return arn.replace(/:\*$/, "");
}

/** The destinations that one element of `logDestinationConfigs` names; several when it is open which. */
export function logDestinations(
  index: ResourceIndex,
  element: Property,
  acl: PolicyResource,
): readonly LogDestination[] {
  const text = element.text();
  const place = placeOf(acl);
  if (text.state === "known") {
    return [ofArn(index, text.value, element.path, place)];
  }
  const [root = ""] = element.path.split(/[.[]/, 1);
  const made = DESTINATION_KINDS.flatMap((kind) =>
    index.dependenciesOf(element.resource, root, kind),
  );
  return made.length === 0
    ? [{ state: "undecided", property: element.path }]
    : made.map((resource) => ofResource(resource, place));
}

function ofArn(index: ResourceIndex, arn: string, path: string, acl: Place): LogDestination {
  const { byArn, groupsByName } = targetsOf(index);
  const own = byArn.flatMap((targets) => targets.named(arn))[0];
  if (own !== undefined) {
    return ofResource(own, acl);
  }
  const name = FORMS.map((form) => form.exec(arn)?.groups?.name).find((each) => each !== undefined);
  if (name === undefined) {
    const found = `${path} is not the ARN of a log group, bucket or delivery stream`;
    return { state: "wrong", found };
  }
  if (!name.startsWith(PREFIX)) {
    return wrongName(path);
  }
  const away = arn.includes(":s3:") ? undefined : difference(placeOfArn(arn), acl);
  if (away !== undefined) {
    return { state: "wrong", found: `${path} is in another ${away}` };
  }
  if (!/^arn:[^:]+:logs:/.test(arn)) {
    return { state: "store" };
  }
  const [group] = groupsByName.named(name);
  return group === undefined
    ? { state: "elsewhere", property: path, name, arn: withoutStar(arn) }
    : ofResource(group, acl);
}

function wrongName(what: string): LogDestination {
  return {
    state: "wrong",
    found: `the name of ${what} does not begin with ${PREFIX}`,
  };
}

function ofResource(resource: PolicyResource, acl: Place): LogDestination {
  const kind = kindOf(resource.type);
  const what = `"${resource.name}"`;
  const begins = beginsRight(resource);
  if (begins === undefined) {
    return { state: "undecided", property: `the name of ${what}` };
  }
  if (!begins) {
    return wrongName(what);
  }
  const away = kind === "logBucket" ? undefined : difference(placeOf(resource), acl);
  if (away !== undefined) {
    return { state: "wrong", found: `${what} is in another ${away}` };
  }
  return kind === "logGroup" ? { state: "group", group: resource } : { state: "store" };
}

/** Whether the name begins as AWS WAF wants it; Pulumi makes a name that is left out from its own. */
function beginsRight(resource: PolicyResource): boolean | undefined {
  const properties = propertiesOf(resource);
  const names: Property[] = {
    logGroup: [logGroupName(resource), properties.at("namePrefix")],
    logBucket: [
      properties.at(isNative(resource.type) ? "bucketName" : "bucket"),
      properties.at("bucketPrefix"),
    ],
    logStream: [properties.at(isNative(resource.type) ? "deliveryStreamName" : "name")],
  }[kindOf(resource.type) as (typeof DESTINATION_KINDS)[number]];
  const given = names.map((name) => name.text());
  const known = given.find((fact) => fact.state === "known");
  if (known?.state === "known") {
    return known.value.startsWith(PREFIX);
  }
  if (given.some((fact) => fact.state === "unknown")) {
    return undefined;
  }
  return resource.name.startsWith(PREFIX);
}
