import { type KeywordLimits, type PreparedTest, prepareTests } from "./keyword-tests.ts";

/** A fault of an event: where (JSON pointer, RFC 6901) and what the schema wants there. */
export interface Fault {
  readonly pointer: string;
  readonly reason: string;
}

/** A keyword that only its compiled check can test, and the reason to give when it fails. */
export type CompiledTest = readonly [check: (value: unknown) => boolean, reason: string];

/**
 * Where a schema's faults are looked for: the schema's shape in the words of JSON Schema. Written by
 * the bundler beside the compiled check of the whole schema, never by hand.
 */
export interface FaultNode extends KeywordLimits {
  readonly tests?: readonly CompiledTest[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, FaultNode>>;
  readonly patternProperties?: readonly (readonly [pattern: RegExp, node: FaultNode])[];
  /** Node of properties that are not named; false when there may be none. */
  readonly additionalProperties?: FaultNode | false;
  readonly prefixItems?: readonly FaultNode[];
  readonly items?: FaultNode;
}

/** Faults given for one event at most: enough to mend it, too few to make refusing dear. */
export const maxFaults = 3;
/** Nodes looked at for one event at most, so that no event makes its refusal dear. */
const maxNodes = 2000;
const maxDepth = 32;
const maxKeyLength = 64;

/** A fault node made ready for walking: only the tests it has, its children in lists. */
interface PreparedNode {
  readonly tests: readonly PreparedTest[];
  readonly required: readonly string[];
  readonly children: readonly (readonly [key: string, node: FaultNode])[];
  /** Whether keys that are not among the children must be looked at. */
  readonly open: boolean;
}

const preparedNodes = new WeakMap<FaultNode, PreparedNode>();

/** Prepared at its first fault: a function that meets none does not pay for it at start. */
const prepared = (node: FaultNode): PreparedNode => {
  const known = preparedNodes.get(node);
  if (known) return known;
  const compiled = (node.tests ?? []).map(([holds, reason]) => ({ holds, reason }));
  const made: PreparedNode = {
    tests: [...prepareTests(node), ...compiled],
    required: node.required ?? [],
    children: Object.entries(node.properties ?? {}),
    open: node.additionalProperties !== undefined || node.patternProperties !== undefined,
  };
  preparedNodes.set(node, made);
  return made;
};

interface Search {
  readonly faults: Fault[];
  readonly path: (string | number)[];
  nodesLeft: number;
}

const escaped = (key: string): string =>
  key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;

const pointerOf = (path: readonly (string | number)[]): string => {
  let pointer = "";
  for (const key of path) {
    if (typeof key === "string" && key.length > maxKeyLength) break;
    pointer += `/${typeof key === "string" ? escaped(key) : key}`;
  }
  return pointer;
};

const report = (search: Search, reason: string): void => {
  search.faults.push({ pointer: pointerOf(search.path), reason });
};

const done = (search: Search): boolean =>
  search.faults.length >= maxFaults || search.nodesLeft <= 0;

const below = (search: Search, node: FaultNode, key: string | number, value: unknown): void => {
  search.path.push(key);
  visit(search, node, value);
  search.path.pop();
};

const visitOtherKeys = (search: Search, node: FaultNode, value: Record<string, unknown>): void => {
  let reported = false;
  for (const key in value) {
    if (done(search)) return;
    if (node.properties && Object.hasOwn(node.properties, key)) continue;
    search.nodesLeft -= 1;
    const pattern = node.patternProperties?.find(([expression]) => expression.test(key));
    const child = pattern ? pattern[1] : node.additionalProperties;
    if (child) below(search, child, key, value[key]);
    if (child !== false || reported) continue;
    reported = true;
    report(search, "must not have other properties");
  }
};

const visitObject = (
  search: Search,
  node: FaultNode,
  { required, children, open }: PreparedNode,
  value: Record<string, unknown>,
): void => {
  for (const key of required) {
    if (done(search)) return;
    if (value[key] !== undefined && Object.hasOwn(value, key)) continue;
    search.path.push(key);
    report(search, "is required");
    search.path.pop();
  }
  for (const [key, child] of children) {
    if (done(search)) return;
    const member = value[key];
    if (member !== undefined && Object.hasOwn(value, key)) below(search, child, key, member);
  }
  if (open) visitOtherKeys(search, node, value);
};

const visitArray = (search: Search, node: FaultNode, value: readonly unknown[]): void => {
  for (let index = 0; index < value.length; index += 1) {
    if (done(search)) return;
    const child = node.prefixItems?.[index] ?? node.items;
    if (!child) return;
    below(search, child, index, value[index]);
  }
};

function visit(search: Search, node: FaultNode, value: unknown): void {
  search.nodesLeft -= 1;
  if (done(search) || search.path.length > maxDepth) return;
  const ready = prepared(node);
  for (const { holds, reason } of ready.tests) {
    if (holds(value)) continue;
    report(search, reason);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) visitArray(search, node, value);
  else visitObject(search, node, ready, value as Record<string, unknown>);
}

/**
 * Finds the first faults of a value that the compiled check refused: at most `maxFaults`, in one
 * walk of bounded length. Always gives at least one, the value as a whole when nothing nearer is
 * found. Reasons hold keywords and limits of the schema, never a value.
 */
export const findFaults = (node: FaultNode, value: unknown): readonly Fault[] => {
  const search: Search = { faults: [], path: [], nodesLeft: maxNodes };
  visit(search, node, value);
  if (search.faults.length > 0) return search.faults;
  return [{ pointer: "", reason: "must match the channel's schema" }];
};
