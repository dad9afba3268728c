type Properties = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Identifiers that mean another place in an AsyncAPI document than in the schema itself. */
const identifiers = new Set(["$id", "$schema", "$defs"]);

/**
 * Collects the schemas of an AsyncAPI document. Definitions that a schema refers to by name become
 * components of their own, since a reference in AsyncAPI is a place in the document.
 */
export class AsyncApiSchemas {
  readonly components: Record<string, unknown> = {};

  /** The schema as it stands in the document; `scope` tells equal names of namespaces apart. */
  add(schema: unknown, scope: string): unknown {
    return this.#convert(schema, scope, new Map());
  }

  #convert(schema: unknown, scope: string, outer: ReadonlyMap<string, string>): unknown {
    if (Array.isArray(schema)) return schema.map((item) => this.#convert(item, scope, outer));
    if (!isObject(schema)) return schema;
    const names = this.#define(schema, scope, outer);
    const { $ref: reference } = schema;
    const component = typeof reference === "string" ? names.get(reference) : undefined;
    if (component !== undefined) return { $ref: `#/components/schemas/${component}` };
    return Object.fromEntries(
      Object.entries(schema)
        .filter(([key]) => !identifiers.has(key))
        .map(([key, value]) => [key, this.#convert(value, scope, names)]),
    );
  }

  #define(
    schema: Properties,
    scope: string,
    outer: ReadonlyMap<string, string>,
  ): ReadonlyMap<string, string> {
    if (!isObject(schema.$defs)) return outer;
    const names = new Map(outer);
    for (const name of Object.keys(schema.$defs)) names.set(name, `${scope}.${name}`);
    for (const [name, definition] of Object.entries(schema.$defs)) {
      this.components[`${scope}.${name}`] = this.#convert(definition, scope, names);
    }
    return names;
  }
}
