import { isDeepStrictEqual } from "node:util";
import { documentedSchema } from "../../bundle/schemas/compilable-schema.ts";

type Properties = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** AsyncAPI's schemas are of draft-07, where a list of items had no keyword of its own. */
function withTuples(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(withTuples);
  }
  if (!isObject(schema)) {
    return schema;
  }
  const entries = Object.entries(schema).map(([key, value]) => [key, withTuples(value)]);
  const { prefixItems, items, ...others }: Properties = Object.fromEntries(entries);
  if (!Array.isArray(prefixItems)) {
    return Object.fromEntries(entries);
  }
  return {
    ...others,
    items: prefixItems,
    ...(items === undefined ? {} : { additionalItems: items }),
  };
}

/**
 * Collects the schemas of an AsyncAPI document. Definitions that a schema refers to become components
 * of their own, since a reference in AsyncAPI is a place in the document.
 */
export class AsyncApiSchemas {
  readonly components: Record<string, unknown> = {};

  /** The schema as it stands in the document; `scope` tells equal names of namespaces apart. */
  add(schema: unknown, scope: string, number = 1): unknown {
    const prefix = number === 1 ? scope : `${scope}${number}`;
    const documented = documentedSchema(schema, `#/components/schemas/${prefix}.`);
    if (!isObject(documented)) {
      return documented;
    }
    const { $defs, ...root } = documented;
    const definitions = Object.entries(isObject($defs) ? $defs : {}).map(
      ([name, definition]) => [`${prefix}.${name}`, withTuples(definition)] as const,
    );
    const isTaken = definitions.some(
      ([name, definition]) =>
        Object.hasOwn(this.components, name) &&
        !isDeepStrictEqual(this.components[name], definition),
    );
    if (isTaken) {
      return this.add(schema, scope, number + 1);
    }
    Object.assign(this.components, Object.fromEntries(definitions));
    return withTuples(root);
  }
}
