import { checkSource, type JsonSchema } from "./check-source.ts";

type SchemaObject = Readonly<Record<string, unknown>>;
type Definitions = Readonly<Record<string, unknown>>;

/** What a refused publisher is told per keyword. Limits are public, values and patterns are not. */
const reasons: Readonly<Record<string, (schema: SchemaObject) => string>> = {
  type: ({ type }) => `must be ${Array.isArray(type) ? type.join(" or ") : type}`,
  const: () => "must be the allowed value",
  enum: () => "must be one of the allowed values",
  minLength: ({ minLength }) => `must have at least ${minLength} characters`,
  maxLength: ({ maxLength }) => `must have at most ${maxLength} characters`,
  pattern: () => "must match the pattern",
  format: ({ format }) => `must be in the format ${format}`,
  minimum: ({ minimum }) => `must be at least ${minimum}`,
  maximum: ({ maximum }) => `must be at most ${maximum}`,
  exclusiveMinimum: ({ exclusiveMinimum }) => `must be more than ${exclusiveMinimum}`,
  exclusiveMaximum: ({ exclusiveMaximum }) => `must be less than ${exclusiveMaximum}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  minItems: ({ minItems }) => `must have at least ${minItems} items`,
  maxItems: ({ maxItems }) => `must have at most ${maxItems} items`,
  uniqueItems: () => "must not have the same item twice",
  minProperties: ({ minProperties }) => `must have at least ${minProperties} properties`,
  maxProperties: ({ maxProperties }) => `must have at most ${maxProperties} properties`,
  propertyNames: () => "must have allowed property names only",
  anyOf: (schema) =>
    isListOfValues(schema.anyOf)
      ? "must be one of the allowed values"
      : "must match an allowed form",
  oneOf: () => "must match exactly one allowed form",
};

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

function isListOfValues(schemas: unknown): boolean {
  return Array.isArray(schemas) && schemas.every((one) => isObject(one) && "const" in one);
}

/** Whether the walk can follow a schema's keywords; if not, its value is reported as a whole. */
const isWalkable = (schema: SchemaObject): boolean => {
  if (Object.values(schema).some((value) => typeof value === "function")) return false;
  if (Array.isArray(schema.items) || "additionalItems" in schema) return false;
  return Object.keys(schema).every(
    (keyword) => walked.has(keyword) || annotations.has(keyword) || keyword in reasons,
  );
};

/** Writes the fault nodes of one schema; referenced definitions become nodes of their own. */
class FaultSource {
  readonly #where: string;
  readonly #named = new Map<string, string>();

  constructor(where: string) {
    this.#where = where;
  }

  /** The source of an expression of type FaultNode. */
  write(schema: JsonSchema): string {
    const root = this.#node(schema, {});
    const named = [...this.#named].map(
      ([name, node]) => `get ${JSON.stringify(name)}() { return ${node}; }`,
    );
    return named.length === 0
      ? root
      : `(() => { const definitions = { ${named.join(", ")} }; return ${root}; })()`;
  }

  #node(schema: JsonSchema, outer: Definitions): string {
    if (!isObject(schema)) return this.#whole(schema, outer);
    const definitions = isObject(schema.$defs) ? { ...outer, ...schema.$defs } : outer;
    const target = typeof schema.$ref === "string" ? definitions[schema.$ref] : undefined;
    if (
      isSchema(target) &&
      Object.keys(schema).every((key) => key === "$ref" || annotations.has(key))
    ) {
      return this.#reference(String(schema.$ref), target, definitions);
    }
    if (!isWalkable(schema)) return this.#whole(schema, definitions);
    const parts = [this.#tests(schema, definitions), ...this.#children(schema, definitions)];
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

  #tests(schema: SchemaObject, definitions: Definitions): string {
    const tests = Object.entries(reasons)
      .filter(([keyword]) => keyword in schema)
      .map(([keyword, reason]) => {
        const check = this.#check({ [keyword]: schema[keyword] }, definitions);
        return `[${check}, ${JSON.stringify(reason(schema))}]`;
      });
    return `tests: [${tests.join(", ")}]`;
  }

  #children(schema: SchemaObject, definitions: Definitions): string[] {
    const node = (value: unknown): string =>
      isSchema(value) ? this.#node(value, definitions) : "{ tests: [] }";
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
        `patterns: [${patterns.map(([key, value]) => `[new RegExp(${JSON.stringify(key)}, "u"), ${node(value)}]`).join(", ")}]`,
      );
    }
    if ("additionalProperties" in schema) {
      const value = schema.additionalProperties;
      parts.push(`additional: ${value === false ? "false" : node(value)}`);
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
