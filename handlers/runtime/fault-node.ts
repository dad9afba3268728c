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
  /** Keys of `properties` with a node: made when first asked for. */
  named: ReadonlySet<string> | undefined;
}

/** Makes a node. All are of one shape, which walks over them depend on for their speed. */
export const faultNode = (
  type?: FaultNode["type"],
  tests?: FaultNode["tests"],
  properties?: FaultNode["properties"],
  additionalProperties?: FaultNode["additionalProperties"],
  items?: FaultNode["items"],
  prefixItems?: FaultNode["prefixItems"],
  patternProperties?: FaultNode["patternProperties"],
): FaultNode => ({
  type,
  tests,
  properties,
  additionalProperties,
  items,
  prefixItems,
  patternProperties,
  named: undefined,
});
