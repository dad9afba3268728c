import type { Entry, Rule, WebAcl } from "./rule.ts";
import { type Blocker, findBlocked, TooComplex } from "./search.ts";
import { ALWAYS, withParts } from "./statement.ts";
import { whyNothing } from "./why-nothing.ts";

/** What a web ACL can block. */
export type Verdict =
  /** Some publish or connect is blocked by this rule, or by `defaultAction`. */
  | { readonly state: "blocks"; readonly by: string }
  | {
      readonly state: "undecided";
      readonly problem: string;
      /** ARN of a rule group that is not in the stack and that would settle it. */
      readonly elsewhere?: string;
    }
  | { readonly state: "nothing"; readonly because: string };

/**
 * What a web ACL can block, by which rule, or why nothing.
 *
 * AWS WAF evaluates rules by ascending priority until one allows or blocks, then takes the default
 * action (WAF guide, "Setting rule priority", "Rule actions"). What cannot be decided counts against
 * the ACL: it blocks only if it does so whatever the undecided parts turn out to be.
 *
 * @param requestsPerSecond The most that the quotas of an API let through: a rate rule that allows
 * more never acts.
 */
export function whatBlocks(acl: WebAcl, requestsPerSecond: number): Verdict {
  const { defaultAction } = acl;
  const options = { defaultAction, requestsPerSecond };
  try {
    const certain = findBlocked(inOrder(acl, true), { ...options, certain: true });
    if (certain !== undefined) {
      return { state: "blocks", by: placeOf(certain) };
    }
    const rules = inOrder(acl, false);
    const possible = findBlocked(rules, { ...options, certain: false });
    return possible === undefined
      ? { state: "nothing", because: whyNothing(acl, rules, requestsPerSecond) }
      : {
          state: "undecided",
          problem: problemOf(acl, rules, possible),
          ...(possible !== "default" && possible.elsewhere !== undefined
            ? { elsewhere: possible.elsewhere }
            : {}),
        };
  } catch (error) {
    if (!(error instanceof TooComplex)) {
      throw error;
    }
    const problem = "its rules depend on each other in more ways than can be tried";
    return { state: "undecided", problem };
  }
}

function placeOf(blocker: Blocker): string {
  return blocker === "default" ? "defaultAction" : blocker.path;
}

/**
 * The rules in the order of evaluation. Where that is undecided, the order is the worst one, or the
 * best one if uncertain blocks count. AWS refuses two rules of one priority, so their order is open.
 */
function inOrder({ entries, problems }: WebAcl, certain: boolean): readonly Rule[] {
  const isFirst = ({ action }: Rule) => (action === "allow") === certain;
  const halves = (entry: Entry): readonly [Rule[], Rule[]] => [
    entry.rules.filter(isFirst),
    entry.rules.filter((rule) => !isFirst(rule)),
  ];
  const placed = entries.filter(({ priority }) => priority !== undefined);
  const open = entries.filter(({ priority }) => priority === undefined).map(halves);
  const byPriority = Map.groupBy(placed, ({ priority }) => priority ?? 0);
  const middle = [...byPriority]
    .toSorted(([one], [other]) => one - other)
    .flatMap(([, tied]) =>
      tied.length === 1
        ? tied.flatMap(({ rules }) => rules)
        : [
            ...tied.flatMap((entry) => halves(entry)[0]),
            ...tied.flatMap((entry) => halves(entry)[1]),
          ],
    );
  const unread = problems.map(
    (problem): Rule => ({ path: "", action: "undecided", statement: ALWAYS, labels: [], problem }),
  );
  return [
    ...unread,
    ...open.flatMap(([first]) => first),
    ...middle,
    ...open.flatMap(([, last]) => last),
  ];
}

function problemOf(acl: WebAcl, rules: readonly Rule[], blocker: Blocker): string {
  const own = blocker === "default" ? [] : problemsOf(blocker);
  const all = [...acl.problems, ...own, ...rules.flatMap(problemsOf)];
  const open = acl.entries.find(({ priority }) => priority === undefined);
  if (open !== undefined) {
    all.push(`the priority of ${open.path} is not known until the update`);
  }
  if (acl.defaultAction === "undecided") {
    all.push("defaultAction is not known until the update");
  }
  return all[0] ?? "two of its rules have the same priority, so their order is not defined";
}

function problemsOf({ problem, statement, labels }: Rule): readonly string[] {
  return [
    ...(problem === undefined ? [] : [problem]),
    ...withParts(statement).flatMap((part) => ("problem" in part ? [part.problem] : [])),
    ...labels.flatMap((label) => ("problem" in label ? [label.problem] : [])),
  ];
}
