import { type AppliedNodes, type FaultNode, faultNode } from "./fault-node.ts";
import {
  branchSearch,
  type Fault,
  isDone,
  mayEnter,
  newSearch,
  report,
  reportAt,
  type Search,
  type Segment,
} from "./fault-search.ts";
import { inspectUnion } from "./fault-unions.ts";

export { type Fault, MAX_FAULTS as maxFaults } from "./fault-search.ts";

const MAX_KEY_LENGTH = 64;

/** A key of the publisher's that is too long is not repeated. */
function keySegment(key: string): Segment {
  return key.length > MAX_KEY_LENGTH ? undefined : key;
}

/** Stands for a required property that is absent. */
const missing = faultNode(undefined, [{ holds: () => false, reason: "is required" }]);

function failedReason({ type, tests }: FaultNode, value: unknown): string | undefined {
  if (type !== undefined && typeof value !== type) {
    return `must be a ${type}`;
  }
  if (tests) {
    for (const { holds, reason } of tests) {
      if (!holds(value)) {
        return reason;
      }
    }
  }
  return undefined;
}

function namedKeys(node: FaultNode): ReadonlySet<string> {
  node.named ??= new Set(node.properties?.flatMap(([key, child]) => (child ? [key] : [])));
  return node.named;
}

/** Looks at the properties that patterns or `additionalProperties` are for. */
function visitOtherKeys(search: Search, node: FaultNode, value: Record<string, unknown>): void {
  const { patternProperties, additionalProperties } = node;
  const named = namedKeys(node);
  let reported = false;
  for (const key of Object.keys(value)) {
    if (isDone(search)) {
      return;
    }
    let known = named.has(key);
    if (patternProperties) {
      for (const [pattern, child] of patternProperties) {
        if (!pattern.test(key)) {
          continue;
        }
        known = true;
        visit(search, child, value[key], keySegment(key));
      }
    }
    if (known || additionalProperties === undefined) {
      continue;
    }
    if (additionalProperties) {
      visit(search, additionalProperties, value[key], keySegment(key));
    } else if (!reported) {
      reported = true;
      report(search, "must not have other properties");
    }
  }
}

function visitObject(search: Search, node: FaultNode, value: Record<string, unknown>): void {
  const { properties = [], additionalProperties, patternProperties } = node;
  let named = 0;
  for (const [key, child, required] of properties) {
    if (isDone(search)) {
      return;
    }
    const member = value[key];
    if (member === undefined) {
      if (required) {
        visit(search, missing, member, key);
      }
    } else if (child) {
      named += 1;
      visit(search, child, member, key);
    }
  }
  if (additionalProperties === undefined && !patternProperties) {
    return;
  }
  if (patternProperties || Object.keys(value).length > named) {
    visitOtherKeys(search, node, value);
  }
}

function visitArray(
  search: Search,
  { prefixItems, items }: FaultNode,
  value: readonly unknown[],
): void {
  for (let index = 0; index < value.length; index += 1) {
    const child = prefixItems?.[index] ?? items;
    if (!child || isDone(search)) {
      return;
    }
    visit(search, child, value[index], index);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a node finds nothing; undefined when the search may not go far enough to see. */
function matches(search: Search, node: FaultNode, value: unknown): boolean | undefined {
  const inner = branchSearch(search);
  inspect(inner, node, value);
  if (inner.faults.length > 0) {
    return false;
  }
  if (!inner.cut) {
    return true;
  }
  search.cut = true;
  return undefined;
}

function inspectContains(
  search: Search,
  { node, least, most }: NonNullable<AppliedNodes["contains"]>,
  value: readonly unknown[],
): void {
  let found = 0;
  for (const item of value) {
    if (isDone(search)) {
      return;
    }
    const holds = matches(search, node, item);
    if (holds === undefined) {
      return;
    }
    if (holds) {
      found += 1;
    }
    if (most === undefined && found >= least) {
      return;
    }
  }
  if (found < least) {
    report(search, `must contain at least ${least} of the items that it is for`);
  } else if (most !== undefined && found > most) {
    report(search, `must contain at most ${most} of the items that are counted`);
  }
}

function inspectNames(search: Search, node: FaultNode, value: object): void {
  for (const key of Object.keys(value)) {
    if (isDone(search)) {
      return;
    }
    const inner = branchSearch(search);
    inspect(inner, node, key);
    const fault = inner.faults[0];
    if (fault) {
      reportAt(search, keySegment(key), `has a name that ${fault.reason}`);
    } else if (inner.cut) {
      search.cut = true;
    }
  }
}

function inspectCondition(
  search: Search,
  [test, then, otherwise]: NonNullable<AppliedNodes["condition"]>,
  value: unknown,
): void {
  const holds = matches(search, test, value);
  if (holds === undefined) {
    return;
  }
  const branch = holds ? then : otherwise;
  if (branch) {
    inspect(search, branch, value);
  }
}

/** Looks at a value with the schemas that are put together in one. */
function inspectApplied(search: Search, applied: AppliedNodes, value: unknown): void {
  const { all, unions, condition, dependents, contains, propertyNames, not } = applied;
  if (all) {
    for (const node of all) {
      inspect(search, node, value);
    }
  }
  if (condition) {
    inspectCondition(search, condition, value);
  }
  if (unions) {
    for (const union of unions) {
      inspectUnion(search, union, value, inspect);
    }
  }
  if (isObject(value)) {
    if (dependents) {
      for (const [key, node] of dependents) {
        if (Object.hasOwn(value, key)) {
          inspect(search, node, value);
        }
      }
    }
    if (propertyNames) {
      inspectNames(search, propertyNames, value);
    }
  }
  if (contains && Array.isArray(value)) {
    inspectContains(search, contains, value);
  }
  if (not && matches(search, not, value)) {
    report(search, "must not have the excluded form");
  }
}

/** Notes the faults of the value that a search stands at. */
function inspect(search: Search, node: FaultNode, value: unknown): void {
  if (isDone(search)) {
    return;
  }
  search.budget.nodes -= 1;
  const reason = failedReason(node, value);
  if (reason !== undefined) {
    report(search, reason);
    return;
  }
  const { applied } = node;
  const before = search.faults.length;
  if (typeof value === "object" && value !== null && mayEnter(search)) {
    if (Array.isArray(value)) {
      visitArray(search, node, value);
    } else {
      visitObject(search, node, value as Record<string, unknown>);
    }
  }
  if (!applied) {
    return;
  }
  inspectApplied(search, applied, value);
  const { leftOver } = applied;
  if (!leftOver || search.faults.length > before || search.cut) {
    return;
  }
  const test = leftOver.find(({ holds }) => !holds(value));
  if (test) {
    report(search, test.reason);
  }
}

/** Notes the faults of a member of the value that a search stands at. */
function visit(search: Search, node: FaultNode, value: unknown, segment: Segment): void {
  search.path.push(segment);
  inspect(search, node, value);
  search.path.pop();
}

/**
 * Finds the first faults of a value that the compiled check refused: at most `maxFaults`, in one
 * walk of bounded length. Always gives at least one, the value as a whole when nothing nearer is
 * found. Reasons hold keywords and limits of the schema and the names of its forms, never a value.
 */
export function findFaults(node: FaultNode, value: unknown): readonly Fault[] {
  const search = newSearch();
  try {
    inspect(search, node, value);
  } catch {
    // A compiled test ran out of stack on a deeply nested value: what was found so far is told.
  }
  if (search.faults.length > 0) {
    return search.faults;
  }
  return [{ pointer: "", reason: "must match the channel's schema" }];
}
