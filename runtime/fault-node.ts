import type { KeywordTest } from "./keyword-tests.ts";

/** A property's key, where its faults are looked for, and whether it has to be there. */
export type FaultProperty = readonly [key: string, node: FaultNode | undefined, required?: true];

/**
 * Where a schema's faults are looked for: the schema's shape in the words of JSON Schema. Written by
 * the bundler beside the compiled check of the whole schema, never by hand.
 */
export interface FaultNode {
  /** The value's `typeof`, where that is all there is to its type: tested without a call. */
  readonly type: "boolean" | "number" | "string" | undefined;
  readonly tests: readonly KeywordTest[] | undefined;
  /** Named properties, and required ones that have no schema by their name. */
  readonly properties: readonly FaultProperty[] | undefined;
  /** Node of properties that are not named; false when there may be none. */
  readonly additionalProperties: FaultNode | false | undefined;
  readonly items: FaultNode | undefined;
  readonly prefixItems: readonly FaultNode[] | undefined;
  readonly patternProperties: readonly (readonly [pattern: RegExp, node: FaultNode])[] | undefined;
  /** Schemas that are put together, chosen between or depend on the value. */
  readonly applied: AppliedNodes | undefined;
  /** Keys of `properties` with a node: made when first asked for. */
  named: ReadonlySet<string> | undefined;
}

/** Nodes of schemas that look at the same value as the schema that they stand in. */
export interface AppliedNodes {
  /** `$ref` and `allOf`: each has to match. */
  readonly all?: readonly FaultNode[];
  readonly unions?: readonly FaultUnion[];
  /** `if`, `then` and `else`. */
  readonly condition?: readonly [test: FaultNode, then?: FaultNode, otherwise?: FaultNode];
  /** `dependentSchemas` and `dependentRequired`: a node for objects that have the key. */
  readonly dependents?: readonly (readonly [key: string, node: FaultNode])[];
  readonly contains?: FaultContains;
  readonly propertyNames?: FaultNode;
  readonly not?: FaultNode;
  /** Tests of what all keywords together leave over; they tell a fault that no other found. */
  readonly leftOver?: readonly KeywordTest[];
}

/** `anyOf` or `oneOf`. */
export interface FaultUnion {
  readonly branches: readonly FaultNode[];
  /** How each branch is named to people, where no discriminator does: by its title or its number. */
  readonly names: readonly string[];
  readonly exactlyOne: boolean;
  /** A property whose value chooses the branch. */
  readonly discriminator?: {
    readonly key: string;
    readonly branchOf: ReadonlyMap<unknown, number>;
  };
}

/** `contains`, `minContains` and `maxContains`. */
export interface FaultContains {
  readonly node: FaultNode;
  readonly least: number;
  readonly most: number | undefined;
}

/** Makes a node. All are of one shape, which walks over them depend on for their speed. */
export function faultNode(
  type?: FaultNode["type"],
  tests?: FaultNode["tests"],
  properties?: FaultNode["properties"],
  additionalProperties?: FaultNode["additionalProperties"],
  items?: FaultNode["items"],
  prefixItems?: FaultNode["prefixItems"],
  patternProperties?: FaultNode["patternProperties"],
  applied?: FaultNode["applied"],
): FaultNode {
  return {
    type,
    tests,
    properties,
    additionalProperties,
    items,
    prefixItems,
    patternProperties,
    applied,
    named: undefined,
  };
}
