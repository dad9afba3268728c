import { type FaultNode, faultNode } from "./fault-node.ts";

/** A fault of an event: where (JSON pointer, RFC 6901) and what the schema wants there. */
export interface Fault {
  readonly pointer: string;
  readonly reason: string;
}

/** Faults given for one event at most: enough to mend it, too few to make refusing dear. */
export const maxFaults = 3;
/** Nodes looked at for one event at most, so that no event makes its refusal dear. */
const maxNodes = 2000;
const maxDepth = 32;
const maxKeyLength = 64;

/** A key, a place in a list, or nothing to be told. */
type Segment = string | number | undefined;

interface Search {
  readonly faults: Fault[];
  /** Where the value that is looked at stands. */
  readonly path: Segment[];
  nodesLeft: number;
}

/** A JSON pointer (RFC 6901) that ends above the first key that is not to be told. */
const pointerOf = (path: Search["path"]): string => {
  let pointer = "";
  for (const segment of path) {
    if (segment === undefined) break;
    const text = String(segment);
    // Hardly any key has to be escaped, and escaping is the dearest part of telling a fault.
    pointer += `/${/[~/]/.test(text) ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text}`;
  }
  return pointer;
};

const report = (search: Search, reason: string): void => {
  search.faults.push({ pointer: pointerOf(search.path), reason });
};

const done = (search: Search): boolean =>
  search.faults.length >= maxFaults || search.nodesLeft <= 0;

/** Stands for a required property that is not there. */
const missing = faultNode(undefined, [{ holds: () => false, reason: "is required" }]);

const failedReason = ({ type, tests }: FaultNode, value: unknown): string | undefined => {
  if (type !== undefined && typeof value !== type) return `must be a ${type}`;
  if (tests) for (const { holds, reason } of tests) if (!holds(value)) return reason;
  return undefined;
};

const namedKeys = (node: FaultNode): ReadonlySet<string> => {
  node.named ??= new Set(node.properties?.flatMap(([key, child]) => (child ? [key] : [])));
  return node.named;
};

const visitOtherKeys = (search: Search, node: FaultNode, value: Record<string, unknown>): void => {
  const { patternProperties, additionalProperties } = node;
  const named = namedKeys(node);
  let reported = false;
  for (const key in value) {
    if (done(search)) return;
    if (named.has(key)) continue;
    search.nodesLeft -= 1;
    const pattern = patternProperties?.find(([expression]) => expression.test(key));
    const child = pattern ? pattern[1] : additionalProperties;
    // A key of the publisher's that is too long is not repeated.
    if (child) visit(search, child, value[key], key.length > maxKeyLength ? undefined : key);
    if (child !== false || reported) continue;
    reported = true;
    report(search, "must not have other properties");
    if (!patternProperties) return;
  }
};

const visitObject = (search: Search, node: FaultNode, value: Record<string, unknown>): void => {
  const { properties = [], additionalProperties, patternProperties } = node;
  let named = 0;
  for (const [key, child, required] of properties) {
    if (done(search)) return;
    const member = value[key];
    if (member === undefined) {
      if (required) visit(search, missing, member, key);
    } else if (child) {
      named += 1;
      visit(search, child, member, key);
    }
  }
  if (additionalProperties === undefined && !patternProperties) return;
  if (Object.keys(value).length > named) visitOtherKeys(search, node, value);
};

const visitArray = (
  search: Search,
  { prefixItems, items }: FaultNode,
  value: readonly unknown[],
): void => {
  for (let index = 0; index < value.length; index += 1) {
    const child = prefixItems?.[index] ?? items;
    if (!child || done(search)) return;
    visit(search, child, value[index], index);
  }
};

const visitInside = (search: Search, node: FaultNode, value: object): void => {
  if (Array.isArray(value)) visitArray(search, node, value);
  else visitObject(search, node, value as Record<string, unknown>);
};

/** Visits the value at a segment below the place that is looked at. */
function visit(search: Search, node: FaultNode, value: unknown, segment: Segment): void {
  const { path } = search;
  search.nodesLeft -= 1;
  const reason = failedReason(node, value);
  const holds = reason === undefined;
  if (holds && (typeof value !== "object" || value === null || path.length >= maxDepth)) return;
  path.push(segment);
  if (holds) visitInside(search, node, value as object);
  else report(search, reason);
  path.pop();
}

/**
 * Finds the first faults of a value that the compiled check refused: at most `maxFaults`, in one
 * walk of bounded length. Always gives at least one, the value as a whole when nothing nearer is
 * found. Reasons hold keywords and limits of the schema, never a value.
 */
export const findFaults = (node: FaultNode, value: unknown): readonly Fault[] => {
  const search: Search = { faults: [], path: [], nodesLeft: maxNodes };
  try {
    const reason = failedReason(node, value);
    if (reason !== undefined) report(search, reason);
    else if (typeof value === "object" && value !== null) visitInside(search, node, value);
  } catch {
    // A compiled test ran out of stack on a deeply nested value: what was found so far is told.
  }
  if (search.faults.length > 0) return search.faults;
  return [{ pointer: "", reason: "must match the channel's schema" }];
};
