import { failedKeyword, type KeywordLimits } from "./keyword-tests.ts";

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

interface Search {
  readonly faults: Fault[];
  readonly path: (string | number)[];
  nodesLeft: number;
}

const pointerOf = (path: readonly (string | number)[]): string => {
  const tooLong = path.findIndex((key) => typeof key === "string" && key.length > maxKeyLength);
  const named = tooLong === -1 ? path : path.slice(0, tooLong);
  return named.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
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

const nodeOfKey = (node: FaultNode, key: string): FaultNode | false | undefined => {
  if (node.properties && Object.hasOwn(node.properties, key)) return node.properties[key];
  const pattern = node.patternProperties?.find(([expression]) => expression.test(key));
  return pattern ? pattern[1] : node.additionalProperties;
};

const visitObject = (search: Search, node: FaultNode, value: Record<string, unknown>): void => {
  for (const key of node.required ?? []) {
    if (done(search)) return;
    if (Object.hasOwn(value, key)) continue;
    search.path.push(key);
    report(search, "is required");
    search.path.pop();
  }
  let unknownReported = false;
  for (const key in value) {
    if (done(search)) return;
    search.nodesLeft -= 1;
    const child = nodeOfKey(node, key);
    if (child) below(search, child, key, value[key]);
    if (child !== false || unknownReported) continue;
    unknownReported = true;
    report(search, "must not have other properties");
  }
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
  const failed = failedKeyword(node, value) ?? node.tests?.find(([check]) => !check(value))?.[1];
  if (failed !== undefined) {
    report(search, failed);
    return;
  }
  if (Array.isArray(value)) visitArray(search, node, value);
  else if (typeof value === "object" && value !== null) {
    visitObject(search, node, value as Record<string, unknown>);
  }
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
