import { dialectRules } from "./dialect-rules.ts";
import { below, isJsonObject, type JsonObject } from "./json-values.ts";
import type { Holds } from "./keyword.ts";
import { keywordOf, REFERENCE_KEYWORDS } from "./keywords.ts";
import type { SchemaPlaces } from "./schema-places.ts";

/** A schema of draft 2020-12 whose only references are `#/$defs/<name>`. */
export type PlainSchema = JsonObject | boolean;

/** How a plain schema is written. */
export interface PlainSchemaSettings {
  /** @default false: only titles are kept, which faults name */
  readonly annotations?: boolean;
  /** What references to definitions start with. @default "#/$defs/" */
  readonly definitionsAt?: string;
}

/** Names of schemas and places of definitions: references are resolved, so that nothing needs them. */
const names = new Set<string>([
  ...REFERENCE_KEYWORDS,
  "$id",
  "id",
  "$schema",
  "$anchor",
  "$dynamicAnchor",
  "$recursiveAnchor",
  "$vocabulary",
  "$defs",
  "definitions",
  "components",
]);

/** Writes a document whose references are resolved as a plain schema. */
export function plainSchema(
  places: SchemaPlaces,
  targets: ReadonlyMap<string, string>,
  settings: PlainSchemaSettings = {},
): PlainSchema {
  return new PlainSchemaWriter(places, targets, settings).write();
}

class PlainSchemaWriter {
  readonly #places: SchemaPlaces;
  readonly #targets: ReadonlyMap<string, string>;
  readonly #annotations: boolean;
  readonly #definitionsAt: string;
  /** Names of definitions by the pointer of what they were made of, in the order of their use. */
  readonly #definitions = new Map<string, string>();

  constructor(
    places: SchemaPlaces,
    targets: ReadonlyMap<string, string>,
    { annotations = false, definitionsAt = "#/$defs/" }: PlainSchemaSettings,
  ) {
    this.#places = places;
    this.#targets = targets;
    this.#annotations = annotations;
    this.#definitionsAt = definitionsAt;
  }

  write(): PlainSchema {
    const root = this.#schema("");
    const definitions: Record<string, PlainSchema> = {};
    // A Map's iteration goes on with the definitions that others need.
    for (const [pointer, name] of this.#definitions) {
      definitions[name] = this.#schema(pointer);
    }
    if (typeof root === "boolean" || this.#definitions.size === 0) {
      return root;
    }
    return { ...root, $defs: definitions };
  }

  #schema(pointer: string): PlainSchema {
    const schema = this.#places.byPointer.get(pointer)?.schema;
    if (!isJsonObject(schema)) {
      return schema !== false;
    }
    const own = Object.entries(schema)
      .filter(([name, value]) => this.#keeps(name) && value !== undefined)
      .map(([name, value]) => [name, this.#value(name, value, below(pointer, name))]);
    return dialectRules({ ...Object.fromEntries(own), ...this.#references(pointer, schema) });
  }

  #keeps(name: string): boolean {
    const keyword = keywordOf(name);
    if (!keyword || names.has(name)) {
      return false;
    }
    return this.#annotations || !keyword.silent || name === "title";
  }

  #references(pointer: string, schema: JsonObject): JsonObject {
    const references = REFERENCE_KEYWORDS.filter((keyword) => keyword in schema)
      .map((keyword) => this.#targets.get(below(pointer, keyword)) ?? "")
      .map((target) => ({ $ref: `${this.#definitionsAt}${this.#definition(target)}` }));
    const [first, ...others] = references;
    if (first === undefined) {
      return {};
    }
    if (others.length === 0) {
      return first;
    }
    const allOf = Array.isArray(schema.allOf)
      ? this.#value("allOf", schema.allOf, below(pointer, "allOf"))
      : [];
    return { allOf: [...references, ...(allOf as unknown[])] };
  }

  #definition(pointer: string): string {
    const known = this.#definitions.get(pointer);
    if (known !== undefined) {
      return known;
    }
    const taken = new Set(this.#definitions.values());
    const last = pointer.slice(pointer.lastIndexOf("/") + 1);
    const plain = pointer === "" ? "root" : last.replaceAll(/[^A-Za-z0-9_.-]/g, "_");
    let name = plain;
    for (let number = 2; taken.has(name) || name in Object.prototype; number += 1) {
      name = `${plain}_${number}`;
    }
    this.#definitions.set(pointer, name);
    return name;
  }

  #value(name: string, value: unknown, pointer: string): unknown {
    const holds = keywordOf(name)?.holds;
    return holds ? this.#held(holds, value, pointer) : value;
  }

  #held(holds: Holds, value: unknown, pointer: string): unknown {
    if (Array.isArray(value)) {
      return value.map((_, index) => this.#schema(below(pointer, index)));
    }
    if (holds === "schema" || holds === "schema or list" || !isJsonObject(value)) {
      return this.#schema(pointer);
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        Array.isArray(one) ? one : this.#schema(below(pointer, key)),
      ]),
    );
  }
}
