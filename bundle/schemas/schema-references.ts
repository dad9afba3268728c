import { isDeepStrictEqual } from "node:util";
import { endlessFaults } from "./endless-references.ts";
import { below, isJsonObject, shown, valueAt } from "./json-values.ts";
import { REFERENCE_KEYWORDS } from "./keywords.ts";
import type { KeywordProblem, SchemaFault } from "./schema-fault.ts";
import { resolved, type SchemaPlace, type SchemaPlaces } from "./schema-places.ts";

/** The pointers that references lead to, by the reference's own pointer. */
export interface References {
  readonly targets: ReadonlyMap<string, string>;
  readonly faults: readonly SchemaFault[];
}

/**
 * Follows every reference of a document. Schemas at places that no keyword makes one, such as
 * `#/components/parameters/a/schema`, are added to `places` when a reference leads there.
 */
export function followReferences(places: SchemaPlaces): References {
  const targets = new Map<string, string>();
  const faults: SchemaFault[] = [];
  // A Map's iteration goes on with what is added meanwhile.
  for (const place of places.byPointer.values()) {
    if (!isJsonObject(place.schema)) {
      continue;
    }
    for (const keyword of REFERENCE_KEYWORDS) {
      const reference = place.schema[keyword];
      if (typeof reference !== "string") {
        continue;
      }
      const pointer = below(place.pointer, keyword);
      const found = targetOf(places, place, keyword, reference);
      if (typeof found === "string") {
        targets.set(pointer, found);
      } else {
        faults.push({ pointer, ...found });
      }
    }
  }
  return { targets, faults: [...faults, ...endlessFaults(places, targets)] };
}

function targetOf(
  places: SchemaPlaces,
  place: SchemaPlace,
  keyword: (typeof REFERENCE_KEYWORDS)[number],
  reference: string,
): string | KeywordProblem {
  const found = staticTarget(places, place, reference);
  if (typeof found !== "string" || keyword === "$ref") {
    return found;
  }
  const anchored = keyword === "$dynamicRef" ? dynamicAnchor(places, found, reference) : undefined;
  const candidates = anchored ? places.dynamicAnchors.get(anchored) : recursive(places, found);
  if (!candidates || candidates.length <= 1) {
    return found;
  }
  return {
    problem: `depends on the way by which it is reached: ${candidates
      .map((one) => `"${one}"`)
      .join(" and ")} are anchors of that name`,
    fix: 'refer to one of them with "$ref"',
  };
}

/** The name of the `$dynamicAnchor` that a reference leads to, if it is one and not a pointer. */
function dynamicAnchor(
  { byPointer }: SchemaPlaces,
  pointer: string,
  reference: string,
): string | undefined {
  const schema = byPointer.get(pointer)?.schema;
  const anchor = isJsonObject(schema) ? schema.$dynamicAnchor : undefined;
  return typeof anchor === "string" && reference.endsWith(`#${anchor}`) ? anchor : undefined;
}

/** Where a `$recursiveRef` to a schema with `$recursiveAnchor: true` may lead (2019-09, 8.2.4.2). */
function recursive({ byPointer }: SchemaPlaces, pointer: string): readonly string[] {
  const isAnchor = ({ schema }: SchemaPlace) =>
    isJsonObject(schema) && schema.$recursiveAnchor === true;
  const target = byPointer.get(pointer);
  if (!target || !isAnchor(target)) {
    return [pointer];
  }
  return [...byPointer.values()].filter(isAnchor).map((place) => place.pointer);
}

function staticTarget(
  places: SchemaPlaces,
  place: SchemaPlace,
  reference: string,
): string | KeywordProblem {
  const uri = resolved(reference, place.base);
  if (!uri) {
    return {
      problem: `must be a reference that can be resolved, got ${shown(reference)}`,
      fix: "write #/$defs/<name> and describe that name below $defs",
    };
  }
  const fragment = decodeFragment(uri.hash);
  uri.hash = "";
  if (fragment === "" || fragment.startsWith("/")) {
    const resource = named(places, place, uri.href);
    if (resource === undefined) {
      return unknownDocument(places, place, reference, uri);
    }
    return targetAt(places, resource, fragment, reference);
  }
  const anchor = named(places, place, `${uri.href}#${fragment}`);
  if (anchor !== undefined) {
    return anchor;
  }
  return {
    problem: `refers to ${shown(reference)}, and no schema in this one has that anchor`,
    fix: `describe it below $defs and refer to "#/$defs/${fragment}"`,
  };
}

function decodeFragment(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}

function targetAt(
  places: SchemaPlaces,
  resource: string,
  fragment: string,
  reference: string,
): string | KeywordProblem {
  const pointer = `${resource}${fragment}`;
  if (places.byPointer.has(pointer)) {
    return pointer;
  }
  const schema = valueAt(places.root, pointer);
  if (typeof schema !== "boolean" && !isJsonObject(schema)) {
    return {
      problem: `refers to ${shown(reference)}, where ${schema === undefined ? "nothing stands" : `no schema stands but ${shown(schema)}`}`,
      fix: 'refer to a schema of this document, as in "#/$defs/<name>"',
    };
  }
  places.add(pointer, schema, places.byPointer.get(nearestPlace(places, pointer)), []);
  return pointer;
}

function nearestPlace({ byPointer }: SchemaPlaces, pointer: string): string {
  let above = pointer;
  while (above !== "" && !byPointer.has(above)) {
    above = above.slice(0, above.lastIndexOf("/"));
  }
  return above;
}

/**
 * The pointer that a URI names. TypeBox's cyclic types bring their definitions with them, so that a
 * name may be there several times: then the nearest definition around the reference is meant.
 */
function named(
  { named: names, byPointer }: SchemaPlaces,
  { pointer }: SchemaPlace,
  uri: string,
): string | undefined {
  const found = names.get(uri) ?? [];
  const scopeOf = (one: string) => one.slice(0, Math.max(0, one.lastIndexOf("/$defs/")));
  const around = found.filter((one) => `${pointer}/`.startsWith(`${scopeOf(one)}/`));
  const depth = Math.max(...around.map((one) => scopeOf(one).length));
  const nearest = around.filter((one) => scopeOf(one).length === depth);
  const [first, ...others] = (around.length > 0 ? nearest : found).map((one) => byPointer.get(one));
  const same = others.every((other) => isDeepStrictEqual(other?.schema, first?.schema));
  return same ? first?.pointer : undefined;
}

function unknownDocument(
  places: SchemaPlaces,
  place: SchemaPlace,
  reference: string,
  uri: URL,
): KeywordProblem {
  if (places.named.has(uri.href)) {
    return {
      problem: `refers to ${shown(reference)}, which several schemas here are named`,
      fix: "give each an $id of its own",
    };
  }
  if (/[:/.#]/.test(reference) || uri.origin !== new URL(place.base).origin) {
    return {
      problem: `refers to another document, ${shown(reference)}, which is not fetched`,
      fix: "copy that schema below $defs, its $id included",
    };
  }
  return {
    problem: `refers to ${shown(reference)}, and no schema in this one has that name`,
    fix: `write Type.Cyclic({ ${reference}: ... }, "${reference}") or a member of Type.Module, or describe it below $defs and refer to "#/$defs/${reference}"`,
  };
}
