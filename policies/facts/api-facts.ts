import type { PolicyResource } from "@pulumi/policy";
import { append } from "./append.ts";
import type { Fact } from "./fact.ts";
import { LinkTargets } from "./link.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { isNative } from "./resource-kind.ts";

/** An Event API, its log settings and its own log groups. */
export interface ApiFacts {
  readonly resource: PolicyResource;
  readonly logLevel: Fact<string>;
  readonly logRole: LogRole;
  readonly logGroups: LogGroupsOfApi;
}

/** The role that AppSync writes logs with; unknown counts when it was made from an IAM role. */
export type LogRole =
  | { readonly state: "present"; readonly role: Property }
  | { readonly state: "absent" | "undecided"; readonly property: string };

/** The log groups named after the API, and those whose name may turn out to be. */
export interface LogGroupsOfApi {
  readonly certain: readonly PolicyResource[];
  readonly possible: readonly PolicyResource[];
}

/** AppSync writes an Event API's logs to this group (AppSync guide, "CloudWatch logs"). */
const LOG_GROUP_PREFIX = "/aws/appsync/apis/";

/** `arn:aws:appsync:<region>:<account>:apis/<apiId>` and `<apiId>` name the same API. */
export function apiIdOf(idOrArn: string): string {
  return /^arn:[^:]+:appsync:[^:]*:[^:]*:apis\/([^/]+)/.exec(idOrArn)?.[1] ?? idOrArn;
}

/** The name of the log group, in either provider's spelling. */
export function logGroupName(group: PolicyResource): Property {
  return propertiesOf(group).at(isNative(group.type) ? "logGroupName" : "name");
}

/** The Event APIs of a stack. */
export class Apis {
  readonly targets: LinkTargets;
  readonly #index: ResourceIndex;
  readonly #facts = new Map<PolicyResource, ApiFacts>();
  readonly #certain = new Map<PolicyResource, PolicyResource[]>();
  readonly #possible = new Map<PolicyResource, PolicyResource[]>();

  constructor(index: ResourceIndex) {
    this.#index = index;
    this.targets = new LinkTargets(
      index,
      "api",
      (api) => ["apiId", "apiArn", "id"].map((name) => propertiesOf(api).at(name)),
      apiIdOf,
    );
    for (const group of index.ofKind("logGroup")) {
      this.#placeLogGroup(group);
    }
  }

  #placeLogGroup(group: PolicyResource): void {
    const name = logGroupName(group);
    const text = name.text();
    // AppSync writes to the group of the id, so one of the ARN is another group.
    const isOfId = text.state === "known" && !text.value.includes(":");
    if (isOfId && text.value.startsWith(LOG_GROUP_PREFIX)) {
      for (const api of this.targets.named(text.value.slice(LOG_GROUP_PREFIX.length))) {
        append(this.#certain, api, group);
      }
    }
    if (text.state !== "unknown") {
      return;
    }
    const candidates = this.#index.dependenciesOf(group, name.path, "api");
    const places = candidates.length === 1 ? this.#certain : this.#possible;
    for (const api of candidates) {
      append(places, api, group);
    }
  }

  of(resource: PolicyResource): ApiFacts {
    const before = this.#facts.get(resource);
    if (before !== undefined) {
      return before;
    }
    const logConfig = propertiesOf(resource).at("eventConfig", "logConfig");
    const role = isNative(resource.type) ? "cloudWatchLogsRoleArn" : "cloudwatchLogsRoleArn";
    const facts: ApiFacts = {
      resource,
      logLevel: logConfig.at("logLevel").text(),
      logRole: this.#logRole(logConfig.at(role)),
      logGroups: {
        certain: this.#certain.get(resource) ?? [],
        possible: this.#possible.get(resource) ?? [],
      },
    };
    this.#facts.set(resource, facts);
    return facts;
  }

  #logRole(role: Property): LogRole {
    const text = role.text();
    if (text.state === "known") {
      const isRole = /^arn:[^:]+:iam::\d{12}:role\/.+/.test(text.value);
      return isRole ? { state: "present", role } : { state: "absent", property: role.path };
    }
    if (text.state === "absent") {
      return { state: "absent", property: role.path };
    }
    const roles = this.#index.dependenciesOf(role.resource, "eventConfig", "role");
    return roles.length > 0
      ? { state: "present", role }
      : { state: "undecided", property: role.path };
  }
}
