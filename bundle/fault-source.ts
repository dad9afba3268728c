import { checkSource, type JsonSchema } from "./check-source.ts";
import {
  annotations,
  type Definitions,
  isObject,
  isSchema,
  isWalkable,
  limits,
  reasons,
  refersElsewhere,
  type SchemaObject,
  simplified,
} from "./fault-keywords.ts";

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
