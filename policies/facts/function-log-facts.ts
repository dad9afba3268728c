import type { PolicyResource } from "@pulumi/policy";
import { logGroupName } from "./api-facts.ts";
import { absent, type Fact, known, unknown } from "./fact.ts";
import { functionName } from "./handler-facts.ts";
import { LinkTargets } from "./link.ts";
import { propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";

/** Lambda logs to `/aws/lambda/<name>` unless told otherwise (Lambda guide, "CloudWatch logs"). */
const DEFAULT_PREFIX = "/aws/lambda/";

/** The log groups that the functions of a stack write to. */
export class FunctionLogs {
  readonly #groups: LinkTargets;
  readonly #madeFrom = new Map<PolicyResource, PolicyResource[]>();

  constructor(index: ResourceIndex) {
    this.#groups = new LinkTargets(index, "logGroup", (group) => [logGroupName(group)]);
    for (const group of index.ofKind("logGroup")) {
      const name = logGroupName(group);
      if (name.state !== "unknown") {
        continue;
      }
      const [only, ...others] = index.dependenciesOf(group, name.path, "function");
      if (only !== undefined && others.length === 0) {
        this.#madeFrom.set(only, [group]);
      }
    }
  }

  /** The function's log group; absent when it is none of this stack. */
  of(resource: PolicyResource): Fact<readonly PolicyResource[]> {
    const given = propertiesOf(resource).at("loggingConfig", "logGroup");
    if (given.state !== "absent") {
      const link = this.#groups.follow(given);
      if (link.state === "linked") {
        return known(link.targets);
      }
      return link.state === "undecided" ? unknown(given.path) : absent(given.path);
    }
    const made = this.#madeFrom.get(resource);
    if (made !== undefined) {
      return known(made);
    }
    const name = functionName(resource).text();
    if (name.state === "unknown") {
      return name;
    }
    if (name.state === "absent") {
      return absent(given.path);
    }
    const groups = this.#groups.named(`${DEFAULT_PREFIX}${name.value}`);
    return groups.length > 0 ? known(groups) : absent(given.path);
  }
}
