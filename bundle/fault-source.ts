import { checkSource, type JsonSchema } from "./check-source.ts";
import { discriminatorOf } from "./fault-discriminators.ts";
import {
  type Definitions,
  isObject,
  isSchema,
  LEFT_OVERS,
  LIMITS,
  reasons,
  type SchemaObject,
  simplified,
} from "./fault-keywords.ts";
import {
  expressionSource,
  isLimit,
  isPrimitiveType,
  limitSource,
  listSource,
  type NodeParts,
  nodeSource,
  objectSource,
  testSource,
} from "./fault-node-source.ts";

function refName($ref: unknown): string {
  return String($ref).slice("#/$defs/".length);
}

/** Whether a schema is a reference and nothing else. */
function isReference(schema: unknown): schema is SchemaObject {
  return (
    isObject(schema) &&
    "$ref" in schema &&
    Object.keys(schema).every((key) => key === "$ref" || key === "$defs" || key === "title")
  );
}

/** Longest title that a branch is named by. */
const MAX_NAME_LENGTH = 64;

/** Writes the fault nodes of one schema; referenced definitions become nodes of their own. */
class FaultSource {
  readonly #where: string;
  readonly #definitions: Definitions;
  readonly #named = new Map<string, string>();

  constructor(schema: JsonSchema, where: string) {
    this.#where = where;
    this.#definitions = isObject(schema) && isObject(schema.$defs) ? schema.$defs : {};
  }

  /** The source of an expression of type FaultNode. */
  write(schema: JsonSchema): string {
    const root = this.#node(schema);
    if (this.#named.size === 0) {
      return root;
    }
    // Made first and filled then: a cyclic definition is a node that holds itself.
    const names = [...this.#named.keys()].map((name) => `${JSON.stringify(name)}: faultNode()`);
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

  readonly #node = (schema: unknown): string => {
    if (schema === false) {
      return nodeSource({ tests: "[Keywords.never()]" });
    }
    if (!isObject(schema)) {
      return nodeSource({});
    }
    if (isReference(schema)) {
      return this.#reference(schema.$ref);
    }
    const simple = simplified(schema);
    return nodeSource({
      type: isPrimitiveType(simple) ? JSON.stringify(simple.type) : undefined,
      tests: this.#tests(simple),
      ...this.#children(simple),
      applied: this.#applied(simple),
    });
  };

  #reference($ref: unknown): string {
    const name = refName($ref);
    const definition = this.#definitions[name];
    if (isReference(definition)) {
      return this.#reference(definition.$ref);
    }
    if (!this.#named.has(name)) {
      this.#named.set(name, "");
      this.#named.set(name, this.#node(definition));
    }
    return `definitions[${JSON.stringify(name)}]`;
  }

  #check(schema: SchemaObject): string {
    const definitions = Object.keys(this.#definitions).length > 0;
    return checkSource(definitions ? { ...schema, $defs: this.#definitions } : schema, this.#where);
  }

  #tests(schema: SchemaObject): string | undefined {
    const given = LIMITS.filter((keyword) => keyword in schema && isLimit(keyword, schema));
    const compiled = Object.keys(reasons).filter(
      (keyword) => keyword in schema && !given.includes(keyword),
    );
    const tests = [
      ...given.map((keyword) => limitSource(keyword, schema[keyword])),
      ...compiled.map((keyword) =>
        testSource(
          checkSource({ [keyword]: schema[keyword] }, this.#where),
          reasons[keyword]?.(schema) ?? "",
        ),
      ),
    ];
    return tests.length === 0 ? undefined : listSource(tests);
  }

  #children(schema: SchemaObject): NodeParts {
    const { additionalProperties: others, patternProperties, prefixItems } = schema;
    return {
      properties: this.#properties(schema),
      additionalProperties:
        others === false ? "false" : others === undefined ? undefined : this.#node(others),
      items: "items" in schema ? this.#node(schema.items) : undefined,
      prefixItems: Array.isArray(prefixItems) ? listSource(prefixItems.map(this.#node)) : undefined,
      patternProperties: isObject(patternProperties)
        ? listSource(
            Object.entries(patternProperties).map(
              ([key, value]) => `[${expressionSource(key)}, ${this.#node(value)}]`,
            ),
          )
        : undefined,
    };
  }

  #properties({ required, properties }: SchemaObject): string | undefined {
    const needed = Array.isArray(required) ? required.map(String) : [];
    const named = isObject(properties) ? properties : {};
    const sources = [
      ...Object.entries(named).map(([key, value]) => {
        const end = needed.includes(key) ? ", true" : "";
        return `[${JSON.stringify(key)}, ${this.#node(value)}${end}]`;
      }),
      ...needed
        .filter((key) => !Object.hasOwn(named, key))
        .map((key) => `[${JSON.stringify(key)}, undefined, true]`),
    ];
    return sources.length === 0 ? undefined : listSource(sources);
  }

  #applied(schema: SchemaObject): string | undefined {
    const { $ref, allOf, anyOf, oneOf, not, propertyNames } = schema;
    const all = [
      ...($ref === undefined ? [] : [this.#reference($ref)]),
      ...(Array.isArray(allOf) ? allOf.map(this.#node) : []),
    ];
    const unions = [
      ...(Array.isArray(anyOf) ? [this.#union(anyOf, false)] : []),
      ...(Array.isArray(oneOf) ? [this.#union(oneOf, true)] : []),
    ];
    const dependents = this.#dependents(schema);
    const leftOver = this.#leftOver(schema);
    return objectSource({
      all: all.length > 0 ? listSource(all) : undefined,
      unions: unions.length > 0 ? listSource(unions) : undefined,
      condition: this.#condition(schema),
      dependents: dependents.length > 0 ? listSource(dependents) : undefined,
      contains: this.#contains(schema),
      propertyNames: isSchema(propertyNames) ? this.#node(propertyNames) : undefined,
      not: isSchema(not) ? this.#node(not) : undefined,
      leftOver: leftOver.length > 0 ? listSource(leftOver) : undefined,
    });
  }

  #union(branches: readonly unknown[], exactlyOne: boolean): string {
    const discriminator = discriminatorOf(branches, this.#definitions);
    const names = branches.map((branch, index) => {
      const title = this.#title(branch);
      return title === undefined ? `form ${index + 1} of ${branches.length}` : `form ${title}`;
    });
    const branchOf = discriminator?.values.flatMap((values, index) =>
      values.map((value) => [value, index]),
    );
    return `${objectSource({
      branches: listSource(branches.map(this.#node)),
      names: JSON.stringify(
        discriminator ? [] : names.map((name) => name.slice(0, MAX_NAME_LENGTH)),
      ),
      exactlyOne: String(exactlyOne),
      discriminator:
        discriminator &&
        `{ key: ${JSON.stringify(discriminator.key)}, branchOf: new Map(${JSON.stringify(branchOf)}) }`,
    })}`;
  }

  #title(branch: unknown): string | undefined {
    if (!isObject(branch)) {
      return undefined;
    }
    if (typeof branch.title === "string") {
      return branch.title;
    }
    return branch.$ref === undefined
      ? undefined
      : this.#title(this.#definitions[refName(branch.$ref)]);
  }

  #condition(schema: SchemaObject): string | undefined {
    if (!isSchema(schema.if)) {
      return undefined;
    }
    const branch = (value: unknown): string => (isSchema(value) ? this.#node(value) : "undefined");
    return listSource([this.#node(schema.if), branch(schema.then), branch(schema.else)]);
  }

  #dependents({ dependentSchemas, dependentRequired }: SchemaObject): string[] {
    const pair = ([key, node]: readonly [string, string]) => `[${JSON.stringify(key)}, ${node}]`;
    const schemas = Object.entries(isObject(dependentSchemas) ? dependentSchemas : {});
    const names = Object.entries(isObject(dependentRequired) ? dependentRequired : {});
    return [
      ...schemas.map(([key, schema]) => pair([key, this.#node(schema)])),
      ...names.map(([key, required]) =>
        pair([key, nodeSource({ properties: this.#properties({ required }) })]),
      ),
    ];
  }

  #contains({ contains, minContains, maxContains }: SchemaObject): string | undefined {
    if (!isSchema(contains)) {
      return undefined;
    }
    return `{ node: ${this.#node(contains)}, least: ${minContains ?? 1}, most: ${maxContains} }`;
  }

  #leftOver(schema: SchemaObject): string[] {
    return Object.entries(LEFT_OVERS)
      .filter(([keyword]) => keyword in schema)
      .map(([keyword, [none, some]]) =>
        testSource(this.#check(schema), schema[keyword] === false ? none : some),
      );
  }
}

/**
 * The source of a schema's FaultNode, which uses `faultNode` of runtime/fault-node.ts and
 * the name `Keywords` for the exports of keyword-tests.ts beside it. `where` names the schema in
 * errors.
 */
export function faultSource(schema: JsonSchema, where: string): string {
  return new FaultSource(schema, where).write(schema);
}
