import type { PolicyResource } from "@pulumi/policy";
import { StackFacts } from "./stack-facts.ts";

interface Shared {
  readonly facts: StackFacts;
  readonly askedBy: Set<string>;
}

/**
 * The facts of the stack that is being validated, built once for all rules.
 *
 * The policy SDK hands every policy its own copy of the same resources, and runs the policies of a
 * pack one after the other without returning to the event loop. So what the first rule built holds
 * for the rules that follow in that turn, and for nothing after it. A rule that asks twice is a
 * new validation, whatever the turn.
 */
export class SharedFacts {
  #shared: Shared | undefined;

  for(rule: string, resources: readonly PolicyResource[]): StackFacts {
    const shared = this.#shared;
    const holds =
      shared !== undefined &&
      !shared.askedBy.has(rule) &&
      sameResources(shared.facts.given, resources);
    if (holds) {
      shared.askedBy.add(rule);
      return shared.facts;
    }
    const facts = new StackFacts(resources);
    this.#shared = { facts, askedBy: new Set([rule]) };
    setImmediate(() => this.#forget(facts));
    return facts;
  }

  #forget(facts: StackFacts): void {
    if (this.#shared?.facts === facts) {
      this.#shared = undefined;
    }
  }
}

function sameResources(one: readonly PolicyResource[], other: readonly PolicyResource[]): boolean {
  return (
    one.length === other.length && one.every((resource, at) => resource.urn === other[at]?.urn)
  );
}
