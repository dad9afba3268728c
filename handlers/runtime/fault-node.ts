import {
  type KeywordLimits,
  type PreparedTest,
  prepareTests,
  primitives,
} from "./keyword-tests.ts";

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

/** A key as a segment of a JSON pointer (RFC 6901). */
export const segmentOf = (key: string): string =>
  key.includes("~") || key.includes("/")
    ? `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`
    : `/${key}`;

/** A named property, made ready. */
export interface PreparedChild {
  readonly key: string;
  readonly segment: string;
  readonly node: PreparedNode;
  readonly required: boolean;
}

/** A fault node made ready for walking: only the tests it has, its children in lists. */
export interface PreparedNode {
  /** The value's `typeof`, where that is all there is to its type: tested without a call. */
  readonly primitive: string | undefined;
  readonly tests: readonly PreparedTest[];
  readonly source: FaultNode;
  /** Keys of the named properties. */
  readonly named: ReadonlySet<string>;
  children: readonly PreparedChild[];
  readonly isLeaf: boolean;
  /** Node of an array's items that have no node by their place. */
  items: PreparedNode | undefined;
}

const preparedNodes = new WeakMap<FaultNode, PreparedNode>();

const isLeaf = (node: FaultNode): boolean =>
  !node.properties &&
  !node.required &&
  !node.patternProperties &&
  node.additionalProperties === undefined &&
  !node.items &&
  !node.prefixItems;

const childrenOf = ({ properties = {}, required = [] }: FaultNode): PreparedChild[] => {
  const unnamed = required.filter((key) => !Object.hasOwn(properties, key));
  return [
    ...Object.entries(properties).map(([key, child]) => ({
      key,
      segment: segmentOf(key),
      node: prepared(child),
      required: required.includes(key),
    })),
    ...unnamed.map((key) => ({
      key,
      segment: segmentOf(key),
      node: prepared({}),
      required: true,
    })),
  ];
};

/** Prepared at its first fault: a function that meets none does not pay for it at start. */
export const prepared = (node: FaultNode): PreparedNode => {
  const known = preparedNodes.get(node);
  if (known) return known;
  const compiled = (node.tests ?? []).map(([holds, reason]) => ({ holds, reason }));
  const made: PreparedNode = {
    primitive: primitives.has(node.type ?? "") ? node.type : undefined,
    tests: [...prepareTests(node), ...compiled],
    source: node,
    named: new Set(Object.keys(node.properties ?? {})),
    children: [],
    isLeaf: isLeaf(node),
    items: undefined,
  };
  // Known before its children are: a cyclic schema comes back to it.
  preparedNodes.set(node, made);
  made.children = childrenOf(node);
  made.items = node.items && prepared(node.items);
  return made;
};
