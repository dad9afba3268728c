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

const limitSource = (keyword: string, value: unknown): string => {
  const limit = JSON.stringify(value);
  if (keyword === "type") return `Keywords.${value}Type()`;
  if (keyword === "enum") return `Keywords.allowed(${limit})`;
  return `Keywords.${keyword}(${keyword === "pattern" ? `new RegExp(${limit}, "u")` : limit})`;
};

/** Tests of the keywords that the runtime knows (handlers/runtime/keyword-tests.ts). */
const limitSources = (schema: SchemaObject): string[] =>
  [...limits]
    .filter((keyword) => keyword in schema && !(keyword === "type" && isPrimitiveType(schema)))
    .map((keyword) => limitSource(keyword, schema[keyword]));

const isPrimitiveType = ({ type }: SchemaObject): boolean =>
  type === "boolean" || type === "number" || type === "string";

/** Sources of the arguments of `faultNode` (handlers/runtime/fault-node.ts). */
type NodeParts = { readonly [name in (typeof nodeParts)[number]]?: string | undefined };

const nodeParts = [
  "type",
  "tests",
  "properties",
  "additionalProperties",
  "items",
  "prefixItems",
  "patternProperties",
] as const;

const nodeSource = (parts: NodeParts): string => {
  const last = nodeParts.findLastIndex((name) => parts[name] !== undefined);
  const given = nodeParts.slice(0, last + 1).map((name) => parts[name] ?? "undefined");
  return `faultNode(${given.join(", ")})`;
};

const testSource = (check: string, reason: string): string =>
  `{ holds: ${check}, reason: ${JSON.stringify(reason)} }`;

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
    if (schema === true) return nodeSource({});
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
    return nodeSource({
      type: isPrimitiveType(simple) ? JSON.stringify(simple.type) : undefined,
      tests: this.#tests(simple, definitions),
      ...this.#children(simple, definitions),
    });
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
    return nodeSource({ tests: `[${testSource(this.#check(schema, definitions), reason)}]` });
  }

  #tests(schema: SchemaObject, definitions: Definitions): string | undefined {
    const compiled = Object.entries(reasons)
      .filter(([keyword]) => keyword in schema)
      .map(([keyword, reason]) =>
        testSource(this.#check({ [keyword]: schema[keyword] }, definitions), reason(schema)),
      );
    const tests = [...limitSources(schema), ...compiled];
    return tests.length === 0 ? undefined : `[${tests.join(", ")}]`;
  }

  #children(schema: SchemaObject, definitions: Definitions): NodeParts {
    const node = (value: unknown): string =>
      isSchema(value) ? this.#node(value, definitions) : nodeSource({});
    const { additionalProperties: others, patternProperties, prefixItems } = schema;
    return {
      properties: propertiesSource(schema, node),
      additionalProperties:
        others === false ? "false" : others === undefined ? undefined : node(others),
      items: "items" in schema ? node(schema.items) : undefined,
      prefixItems: Array.isArray(prefixItems) ? `[${prefixItems.map(node).join(", ")}]` : undefined,
      patternProperties: isObject(patternProperties)
        ? `[${Object.entries(patternProperties)
            .map(([key, value]) => `[new RegExp(${JSON.stringify(key)}, "u"), ${node(value)}]`)
            .join(", ")}]`
        : undefined,
    };
  }
}

const propertiesSource = (
  { required, properties }: SchemaObject,
  node: (value: unknown) => string,
): string | undefined => {
  const needed = Array.isArray(required) ? required.map(String) : [];
  const named = isObject(properties) ? properties : {};
  const sources = [
    ...Object.entries(named).map(([key, value]) => {
      const end = needed.includes(key) ? ", true" : "";
      return `[${JSON.stringify(key)}, ${node(value)}${end}]`;
    }),
    ...needed
      .filter((key) => !Object.hasOwn(named, key))
      .map((key) => `[${JSON.stringify(key)}, undefined, true]`),
  ];
  return sources.length === 0 ? undefined : `[${sources.join(", ")}]`;
};

/**
 * The source of a schema's FaultNode, which uses `faultNode` of handlers/runtime/fault-node.ts and
 * the name `Keywords` for the exports of keyword-tests.ts beside it. `where` names the schema in
 * errors.
 */
export const faultSource = (schema: JsonSchema, where: string): string =>
  new FaultSource(where).write(schema);
