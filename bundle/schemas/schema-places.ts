import { type Dialect, dialectOf, REF_STANDS_ALONE } from "./dialects.ts";
import { below, isJsonObject, type JsonObject } from "./json-values.ts";
import type { Holds } from "./keyword.ts";
import { keywordOf } from "./keywords.ts";

/** A place in a schema where another schema stands. */
export interface SchemaPlace {
  /** JSON pointer from the root. */
  readonly pointer: string;
  /** What stands there; a schema if nothing is wrong. */
  readonly schema: unknown;
  /** As the nearest `$schema` says; undefined when none does. */
  readonly dialect: Dialect | undefined;
  /** The URI that references are resolved against. */
  readonly base: string;
  /** Pointer of the schema that the base names. */
  readonly resource: string;
  /** Whether it stands inside itself as a JavaScript object, which JSON cannot write. */
  readonly endless: boolean;
}

/** The URI of a schema that has none of its own (RFC 6761 keeps .invalid free). */
const ROOT_BASE = "https://schema.invalid/";

/** Schemas below which nobody writes by hand; deeper ones would end the stack of the check. */
const MAX_DEPTH = 200;

/** Keywords whose value holds schemas, with the pointer and value of each such schema. */
export function childrenOf(
  schema: unknown,
  pointer: string,
): readonly { keyword: string; pointer: string; schema: unknown }[] {
  if (!isJsonObject(schema)) {
    return [];
  }
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const holds = keywordOf(keyword)?.holds;
    if (!holds) {
      return [];
    }
    return childValues(holds, value).map(([keys, child]) => ({
      keyword,
      pointer: below(pointer, keyword, ...keys),
      schema: child,
    }));
  });
}

function childValues(
  holds: Holds,
  value: unknown,
): readonly (readonly [keys: readonly (string | number)[], schema: unknown])[] {
  if (holds === "components") {
    const schemas = isJsonObject(value) ? value.schemas : undefined;
    return isJsonObject(schemas)
      ? Object.entries(schemas).map(([key, one]) => [["schemas", key], one])
      : [];
  }
  if (Array.isArray(value) && (holds === "list" || holds === "schema or list")) {
    return value.map((one, index) => [[index], one]);
  }
  if (holds === "schema" || holds === "schema or list") {
    return [[[], value]];
  }
  if (holds === "list" || !isJsonObject(value)) {
    return [];
  }
  return Object.entries(value)
    .filter(([, one]) => !(holds === "dependencies" && Array.isArray(one)))
    .map(([key, one]) => [[key], one]);
}

/** The name that a schema gives itself, where its dialect lets it. */
function idOf(schema: JsonObject, dialect: Dialect | undefined): string | undefined {
  if ("$ref" in schema && REF_STANDS_ALONE.has(dialect)) {
    return undefined;
  }
  const id =
    schema.$id ?? (dialect === undefined || dialect === "draft-04" ? schema.id : undefined);
  return typeof id === "string" ? id : undefined;
}

/** A name as a URI without its fragment, against a base; undefined when it is none. */
export function resolved(reference: string, base: string): URL | undefined {
  return URL.canParse(reference, base) ? new URL(reference, base) : undefined;
}

/** All schemas of a document, by pointer, and what refers to them by name. */
export class SchemaPlaces {
  readonly root: unknown;
  readonly byPointer = new Map<string, SchemaPlace>();
  /** Pointers of the schemas that a URI names: more than one where a name is used twice. */
  readonly named = new Map<string, string[]>();
  /** The same for `$dynamicAnchor`, by its name alone. */
  readonly dynamicAnchors = new Map<string, string[]>();

  constructor(root: unknown) {
    this.root = root;
    this.add("", root, undefined, []);
  }

  /** Adds the schema at a pointer and all below it. */
  add(
    pointer: string,
    schema: unknown,
    parent: SchemaPlace | undefined,
    ancestors: readonly unknown[],
  ): void {
    const known = this.byPointer.get(pointer);
    if (known) {
      return;
    }
    const place = placeOf(pointer, schema, parent, ancestors);
    this.byPointer.set(pointer, place);
    if (place.endless || !isJsonObject(schema)) {
      return;
    }
    this.#name(place, schema);
    for (const child of childrenOf(schema, pointer)) {
      this.add(child.pointer, child.schema, place, [...ancestors, schema]);
    }
  }

  #name({ pointer, base, resource, dialect }: SchemaPlace, schema: JsonObject): void {
    const name = (uri: string) => this.named.set(uri, [...(this.named.get(uri) ?? []), pointer]);
    const { $anchor, $dynamicAnchor } = schema;
    if (pointer === resource) {
      name(base);
    }
    const id = idOf(schema, dialect);
    // Before 2019-09 an $id that is a fragment only is what $anchor became.
    if (id?.startsWith("#") && id !== "#") {
      name(`${base}${id}`);
    }
    if (typeof $anchor === "string") {
      name(`${base}#${$anchor}`);
    }
    if (typeof $dynamicAnchor !== "string") {
      return;
    }
    name(`${base}#${$dynamicAnchor}`);
    const others = this.dynamicAnchors.get($dynamicAnchor) ?? [];
    this.dynamicAnchors.set($dynamicAnchor, [...others, pointer]);
  }
}

function placeOf(
  pointer: string,
  schema: unknown,
  parent: SchemaPlace | undefined,
  ancestors: readonly unknown[],
): SchemaPlace {
  const endless = ancestors.length > MAX_DEPTH || ancestors.includes(schema);
  const inherited = {
    pointer,
    schema,
    endless,
    dialect: parent?.dialect,
    base: parent?.base ?? ROOT_BASE,
    resource: parent?.resource ?? "",
  };
  if (!isJsonObject(schema)) {
    return inherited;
  }
  const dialect =
    typeof schema.$schema === "string" ? dialectOf(schema.$schema) : inherited.dialect;
  const id = idOf(schema, dialect);
  const uri = id === undefined || id.startsWith("#") ? undefined : resolved(id, inherited.base);
  if (!uri) {
    return { ...inherited, dialect };
  }
  uri.hash = "";
  return { ...inherited, dialect, base: uri.href, resource: pointer };
}
