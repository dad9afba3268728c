import { testedKeywords } from "../handlers/runtime/keyword-tests.ts";
import { checkSource, type JsonSchema } from "./check-source.ts";

type SchemaObject = Readonly<Record<string, unknown>>;
type Definitions = Readonly<Record<string, unknown>>;

/** Keywords that only a compiled check can test, and what a refused publisher is told. */
const reasons: Readonly<Record<string, (schema: SchemaObject) => string>> = {
  const: () => "must be the allowed value",
  format: ({ format }) => `must be in the format ${format}`,
  exclusiveMinimum: ({ exclusiveMinimum }) => `must be more than ${exclusiveMinimum}`,
  exclusiveMaximum: ({ exclusiveMaximum }) => `must be less than ${exclusiveMaximum}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  uniqueItems: () => "must not have the same item twice",
  minProperties: ({ minProperties }) => `must have at least ${minProperties} properties`,
  maxProperties: ({ maxProperties }) => `must have at most ${maxProperties} properties`,
  propertyNames: () => "must have allowed property names only",
  anyOf: () => "must match one of the allowed forms",
  oneOf: () => "must match exactly one of the allowed forms",
};

/** Keywords whose limit the runtime tests itself (handlers/runtime/keyword-tests.ts). */
const limits = new Set<string>(testedKeywords);

/** Keywords that the walk itself follows. */
const walked = new Set([
  "required",
  "properties",
  "patternProperties",
  "additionalProperties",
  "prefixItems",
  "items",
  "additionalItems",
]);

/** Keywords that say nothing about a value (JSON Schema 2020-12, annotations and identifiers). */
const annotations = new Set([
  "$comment",
  "$defs",
  "$id",
  "$schema",
  "default",
  "definitions",
  "deprecated",
  "description",
  "examples",
  "readOnly",
  "title",
  "writeOnly",
]);

const isObject = (value: unknown): value is SchemaObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "boolean" || isObject(value);

const isPrimitive = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Constants and lists of constants as `enum`, the one form that the runtime tests. */
const simplified = (schema: SchemaObject): SchemaObject => {
  const { const: constant, anyOf, ...rest } = schema;
  if ("const" in schema && isPrimitive(constant) && !("enum" in schema)) {
    const { type: _, ...others } = rest;
    return simplified({ ...others, ...("anyOf" in schema ? { anyOf } : {}), enum: [constant] });
  }
  if (!Array.isArray(anyOf) || "enum" in schema) return schema;
  const values = anyOf.filter((one) => isObject(one) && "const" in one && isPrimitive(one.const));
  if (values.length !== anyOf.length || values.length === 0) return schema;
  return { ...rest, enum: values.map((one) => one.const) };
};

/** Whether the walk can follow a schema's keywords; if not, its value is reported as a whole. */
const isWalkable = (schema: SchemaObject): boolean => {
  if (Object.values(schema).some((value) => typeof value === "function")) return false;
  if (Array.isArray(schema.items) || "additionalItems" in schema) return false;
  if ("type" in schema && typeof schema.type !== "string") return false;
  if (Array.isArray(schema.enum) && !schema.enum.every(isPrimitive)) return false;
  return Object.keys(schema).every(
    (keyword) =>
      walked.has(keyword) || annotations.has(keyword) || limits.has(keyword) || keyword in reasons,
  );
};

const references = ["$ref", "$dynamicRef", "$recursiveRef"];

/**
 * Whether a schema refers to anything but definitions by their names. Such a reference means a place
 * in the whole schema, so no part of the schema can be compiled by itself.
 */
const refersElsewhere = (schema: unknown, outer: Definitions): boolean => {
  if (Array.isArray(schema)) return schema.some((one) => refersElsewhere(one, outer));
  if (!isObject(schema)) return false;
  const definitions = isObject(schema.$defs) ? { ...outer, ...schema.$defs } : outer;
  return (
    references.some((key) => key in schema && !Object.hasOwn(definitions, String(schema[key]))) ||
    Object.values(schema).some((value) => refersElsewhere(value, definitions))
  );
};

const limitSources = (schema: SchemaObject): string[] =>
  [...limits]
    .filter((keyword) => keyword in schema)
    .map((keyword) => {
      const limit = JSON.stringify(schema[keyword]);
      return `${keyword}: ${keyword === "pattern" ? `new RegExp(${limit}, "u")` : limit}`;
    });

/** Writes the fault nodes of one schema; referenced definitions become nodes of their own. */
class FaultSource {
  readonly #where: string;
  readonly #named = new Map<string, string>();

  constructor(where: string) {
    this.#where = where;
  }

  /** The source of an expression of type FaultNode. */
  write(schema: JsonSchema): string {
    if (refersElsewhere(schema, {})) return this.#whole(schema, {});
    const root = this.#node(schema, {});
    if (this.#named.size === 0) return root;
    // Made first and filled then: a cyclic definition is a node that holds itself.
    const names = [...this.#named.keys()].map((name) => `${JSON.stringify(name)}: {}`);
    const filled = [...this.#named].map(
      ([name, node]) => `Object.assign(definitions[${JSON.stringify(name)}], ${node});`,
    );
    return [
      "(() => {",
      `const definitions = { ${names.join(", ")} };`,
      ...filled,
      `return ${root};`,
      "})()",
    ].join("\n");
  }

  #node(schema: JsonSchema, outer: Definitions): string {
    if (schema === true) return "{}";
    if (schema === false) return this.#whole(schema, outer);
    const definitions = isObject(schema.$defs) ? { ...outer, ...schema.$defs } : outer;
    const target = typeof schema.$ref === "string" ? definitions[schema.$ref] : undefined;
    if (
      isSchema(target) &&
      Object.keys(schema).every((key) => key === "$ref" || annotations.has(key))
    ) {
      return this.#reference(String(schema.$ref), target, definitions);
    }
    if (!isWalkable(schema)) return this.#whole(schema, definitions);
    const simple = simplified(schema);
    const parts = [
      ...limitSources(simple),
      ...this.#tests(simple, definitions),
      ...this.#children(simple, definitions),
    ];
    return `{ ${parts.join(", ")} }`;
  }

  #reference(name: string, target: JsonSchema, definitions: Definitions): string {
    if (!this.#named.has(name)) {
      this.#named.set(name, "");
      this.#named.set(name, this.#node(target, definitions));
    }
    return `definitions[${JSON.stringify(name)}]`;
  }

  #check(schema: JsonSchema, definitions: Definitions): string {
    const closed =
      isObject(schema) && Object.keys(definitions).length > 0
        ? { ...schema, $defs: definitions }
        : schema;
    return checkSource(closed, this.#where);
  }

  #whole(schema: JsonSchema, definitions: Definitions): string {
    const reason = schema === false ? "must not be present" : "must match the schema";
    return `{ tests: [[${this.#check(schema, definitions)}, ${JSON.stringify(reason)}]] }`;
  }

  #tests(schema: SchemaObject, definitions: Definitions): string[] {
    const tests = Object.entries(reasons)
      .filter(([keyword]) => keyword in schema)
      .map(([keyword, reason]) => {
        const check = this.#check({ [keyword]: schema[keyword] }, definitions);
        return `[${check}, ${JSON.stringify(reason(schema))}]`;
      });
    return tests.length === 0 ? [] : [`tests: [${tests.join(", ")}]`];
  }

  #children(schema: SchemaObject, definitions: Definitions): string[] {
    const node = (value: unknown): string =>
      isSchema(value) ? this.#node(value, definitions) : "{}";
    const parts: string[] = [];
    if (Array.isArray(schema.required)) parts.push(`required: ${JSON.stringify(schema.required)}`);
    if (isObject(schema.properties)) {
      const named = Object.entries(schema.properties);
      parts.push(
        `properties: { ${named.map(([key, value]) => `[${JSON.stringify(key)}]: ${node(value)}`).join(", ")} }`,
      );
    }
    if (isObject(schema.patternProperties)) {
      const patterns = Object.entries(schema.patternProperties);
      parts.push(
        `patternProperties: [${patterns.map(([key, value]) => `[new RegExp(${JSON.stringify(key)}, "u"), ${node(value)}]`).join(", ")}]`,
      );
    }
    if ("additionalProperties" in schema) {
      const value = schema.additionalProperties;
      parts.push(`additionalProperties: ${value === false ? "false" : node(value)}`);
    }
    if (Array.isArray(schema.prefixItems)) {
      parts.push(`prefixItems: [${schema.prefixItems.map(node).join(", ")}]`);
    }
    if ("items" in schema) parts.push(`items: ${node(schema.items)}`);
    return parts;
  }
}

/** The source of a schema's FaultNode (handlers/runtime/faults.ts). `where` names it in errors. */
export const faultSource = (schema: JsonSchema, where: string): string =>
  new FaultSource(where).write(schema);
