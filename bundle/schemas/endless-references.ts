import { below, isJsonObject, shown } from "./json-values.ts";
import { keywordOf, REFERENCE_KEYWORDS } from "./keywords.ts";
import type { SchemaFault } from "./schema-fault.ts";
import type { SchemaPlaces } from "./schema-places.ts";

/** Keywords whose schemas look at the same value as the schema that they stand in. */
const IN_PLACE = new Set([
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
  "dependencies",
]);

/** References that lead back to themselves without going into the value: a check without an end. */
export function endlessFaults(
  places: SchemaPlaces,
  targets: ReadonlyMap<string, string>,
): SchemaFault[] {
  const done = new Set<string>();
  const faults: SchemaFault[] = [];
  const visit = (pointer: string, path: ReadonlySet<string>): void => {
    const schema = places.byPointer.get(pointer)?.schema;
    if (done.has(pointer) || !isJsonObject(schema)) {
      return;
    }
    const deeper = new Set([...path, pointer]);
    for (const keyword of REFERENCE_KEYWORDS) {
      const reference = below(pointer, keyword);
      const target = targets.get(reference);
      if (target === undefined) {
        continue;
      }
      if (!deeper.has(target)) {
        visit(target, deeper);
      } else {
        faults.push({
          pointer: reference,
          problem: `refers to ${shown(schema[keyword])}, which leads back here without going into a property or an item, so that no check of it ends`,
          fix: "let it refer to a schema that it is not a part of",
        });
      }
    }
    for (const child of inPlaceChildren(pointer, schema)) {
      visit(child, deeper);
    }
    done.add(pointer);
  };
  for (const pointer of places.byPointer.keys()) {
    visit(pointer, new Set());
  }
  return faults;
}

function inPlaceChildren(pointer: string, schema: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(schema)
    .filter(([keyword]) => IN_PLACE.has(keyword))
    .flatMap(([keyword, value]) => {
      const at = below(pointer, keyword);
      if (keywordOf(keyword)?.holds === "schema") {
        return [at];
      }
      return typeof value === "object" && value !== null
        ? Object.keys(value).map((key) => below(at, key))
        : [];
    });
}
