import { type FaultNode, type PreparedNode, prepared, segmentOf } from "./fault-node.ts";
import { typeReason } from "./keyword-tests.ts";

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

type Segment = string | number | undefined;

interface Search {
  readonly faults: Fault[];
  /** Segments of the place that is looked at: made ones, places in lists, undefined for none. */
  readonly path: Segment[];
  nodesLeft: number;
}

/** A pointer ends above a key of the publisher's that is too long to be repeated. */
const pointerOf = (path: Search["path"]): string => {
  let pointer = "";
  for (const segment of path) {
    if (segment === undefined) break;
    pointer += typeof segment === "number" ? `/${segment}` : segment;
  }
  return pointer;
};

const report = (search: Search, reason: string): void => {
  search.faults.push({ pointer: pointerOf(search.path), reason });
};

const done = (search: Search): boolean =>
  search.faults.length >= maxFaults || search.nodesLeft <= 0;

const below = (search: Search, node: PreparedNode, segment: Segment, value: unknown): void => {
  search.path.push(segment);
  visit(search, node, value);
  search.path.pop();
};

const reportBelow = (search: Search, segment: Segment, reason: string): void => {
  search.path.push(segment);
  report(search, reason);
  search.path.pop();
};

const failedReason = ({ primitive, tests }: PreparedNode, value: unknown): string | undefined => {
  if (primitive !== undefined && typeof value !== primitive) return typeReason(primitive);
  for (const test of tests) if (!test.holds(value)) return test.reason;
  return undefined;
};

const visitLeaf = (search: Search, node: PreparedNode, segment: Segment, value: unknown): void => {
  search.nodesLeft -= 1;
  const reason = failedReason(node, value);
  if (reason !== undefined) reportBelow(search, segment, reason);
};

const dynamicSegment = (key: string): Segment =>
  key.length > maxKeyLength ? undefined : segmentOf(key);

const visitOtherKeys = (
  search: Search,
  { source: { patternProperties, additionalProperties }, named }: PreparedNode,
  value: Record<string, unknown>,
): void => {
  let reported = false;
  for (const key in value) {
    if (done(search)) return;
    if (named.has(key)) continue;
    search.nodesLeft -= 1;
    const pattern = patternProperties?.find(([expression]) => expression.test(key));
    const child = pattern ? pattern[1] : additionalProperties;
    if (child) below(search, prepared(child), dynamicSegment(key), value[key]);
    if (child !== false || reported) continue;
    reported = true;
    report(search, "must not have other properties");
    if (!patternProperties) return;
  }
};

const hasOtherKeys = (
  { additionalProperties, patternProperties }: FaultNode,
  value: object,
  named: number,
): boolean =>
  (additionalProperties !== undefined || patternProperties !== undefined) &&
  Object.keys(value).length > named;

const visitObject = (
  search: Search,
  holder: PreparedNode,
  value: Record<string, unknown>,
): void => {
  let named = 0;
  for (const { key, segment, node, required } of holder.children) {
    if (done(search)) return;
    const member = value[key];
    if (member === undefined) {
      if (required) reportBelow(search, segment, "is required");
      continue;
    }
    named += 1;
    if (!node.isLeaf) below(search, node, segment, member);
    else visitLeaf(search, node, segment, member);
  }
  if (hasOtherKeys(holder.source, value, named)) visitOtherKeys(search, holder, value);
};

const visitArray = (
  search: Search,
  { source: { prefixItems }, items }: PreparedNode,
  value: readonly unknown[],
): void => {
  for (let index = 0; index < value.length; index += 1) {
    if (done(search)) return;
    const placed = prefixItems?.[index];
    const child = placed ? prepared(placed) : items;
    if (!child) return;
    if (!child.isLeaf) below(search, child, index, value[index]);
    else visitLeaf(search, child, index, value[index]);
  }
};

function visit(search: Search, node: PreparedNode, value: unknown): void {
  search.nodesLeft -= 1;
  const reason = failedReason(node, value);
  if (reason !== undefined) {
    report(search, reason);
    return;
  }
  if (node.isLeaf || typeof value !== "object" || value === null) return;
  if (search.path.length >= maxDepth) return;
  if (Array.isArray(value)) visitArray(search, node, value);
  else visitObject(search, node, value as Record<string, unknown>);
}

/**
 * Finds the first faults of a value that the compiled check refused: at most `maxFaults`, in one
 * walk of bounded length. Always gives at least one, the value as a whole when nothing nearer is
 * found. Reasons hold keywords and limits of the schema, never a value.
 */
export const findFaults = (node: FaultNode, value: unknown): readonly Fault[] => {
  const search: Search = { faults: [], path: [], nodesLeft: maxNodes };
  try {
    visit(search, prepared(node), value);
  } catch {
    // A compiled test ran out of stack on a deeply nested value: what was found so far is told.
  }
  if (search.faults.length > 0) return search.faults;
  return [{ pointer: "", reason: "must match the channel's schema" }];
};
