import { evaluate, isQuestion } from "./evaluate.ts";
import type { Action, Rule } from "./rule.ts";
import { REQUEST_KINDS, type RequestKind } from "./statement.ts";
import { Domains, type Value } from "./world.ts";

/** Beyond this many steps a web ACL counts as undecided; usual ones take a few dozen. */
const MOST_STEPS = 20_000;

/** What blocks the request that was found: a rule, or the default action. */
export type Blocker = Rule | "default";

export interface SearchOptions {
  readonly defaultAction: Action;
  /** Whether what cannot be decided counts against a block, or else in favour of one. */
  readonly certain: boolean;
  /** The most requests a second that the quotas of an API let through. */
  readonly requestsPerSecond: number;
}

/** Thrown by a search that would take too long. */
export class TooComplex extends Error {}

/**
 * Looks for a publish or a connect that the rules block, evaluated one after the other until one
 * of them allows or blocks. Parts of the request that no statement asks for stay open, so most
 * searches end after a few steps.
 *
 * @param rules In the order of evaluation.
 * @throws TooComplex if the rules depend on each other in too many ways.
 */
export function findBlocked(
  rules: readonly Rule[],
  { defaultAction, certain, requestsPerSecond }: SearchOptions,
): Blocker | undefined {
  const search = new Search(rules, { defaultAction, certain, requestsPerSecond });
  for (const request of REQUEST_KINDS) {
    const blocker = search.from(0, request, new Map());
    if (blocker !== undefined) {
      return blocker;
    }
  }
  return undefined;
}

class Search {
  readonly #rules: readonly Rule[];
  readonly #certain: boolean;
  readonly #requestsPerSecond: number;
  readonly #domains: Domains;
  readonly #defaultBlocks: boolean;
  /** After the last rule that can block there is nothing to look for. */
  readonly #end: number;
  #steps = 0;

  constructor(
    rules: readonly Rule[],
    { defaultAction, certain, requestsPerSecond }: SearchOptions,
  ) {
    this.#rules = rules;
    this.#certain = certain;
    this.#requestsPerSecond = requestsPerSecond;
    this.#domains = new Domains(rules.map(({ statement }) => statement));
    this.#defaultBlocks = this.#blocks(defaultAction);
    this.#end = this.#defaultBlocks
      ? rules.length
      : rules.findLastIndex((rule) => this.#blocks(rule.action, rule.problem)) + 1;
  }

  #blocks(action: Action, problem?: string): boolean {
    if (action === "undecided") {
      return !this.#certain;
    }
    return action === "block" && (problem === undefined || !this.#certain);
  }

  #allows(action: Action, problem?: string): boolean {
    if (action === "undecided") {
      return this.#certain;
    }
    return action === "allow" && (problem === undefined || this.#certain);
  }

  from(
    start: number,
    request: RequestKind,
    values: ReadonlyMap<string, Value>,
  ): Blocker | undefined {
    for (let at = start; at < this.#end; at += 1) {
      const rule = this.#rules[at];
      if (rule === undefined) {
        break;
      }
      const { action, problem, statement } = rule;
      const blocks = this.#blocks(action, problem);
      const allows = this.#allows(action, problem);
      if (!blocks && !allows) {
        continue;
      }
      this.#steps += 1;
      if (this.#steps > MOST_STEPS) {
        throw new TooComplex();
      }
      const answer = evaluate(statement, {
        world: { request, values },
        domains: this.#domains,
        before: this.#rules.slice(0, at),
        certain: this.#certain,
        requestsPerSecond: this.#requestsPerSecond,
      });
      if (isQuestion(answer)) {
        const inFavour = blocks ? answer.values : answer.values.toReversed();
        for (const value of inFavour) {
          const known = new Map(values).set(answer.variable, value);
          const blocker = this.from(at, request, known);
          if (blocker !== undefined) {
            return blocker;
          }
        }
        return undefined;
      }
      const matches = typeof answer === "boolean" ? answer : blocks !== this.#certain;
      if (!matches) {
        continue;
      }
      return blocks ? rule : undefined;
    }
    return this.#defaultBlocks ? "default" : undefined;
  }
}
