import fc from "fast-check";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";

const WORDS = [
  "a",
  "b",
  "ab",
  "abc",
  "abcde",
  "room-1",
  "room-9",
  "x",
  "é",
  "👍👍👍",
  "\u0000\u0001",
  "\ud800",
  "2026-01-31",
  "2026-02-30",
  "23:59:60Z",
  "2026-01-31T10:00:00Z",
  "P1D",
  "ann@example.com",
  "nobody",
  "https://example.com/a?b#c",
  "not a uri",
  "127.0.0.1",
  "256.1.1.1",
  "::1",
  "example.com",
  "-bad-",
  "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
];

const scalar = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ maxLength: 6, unit: "binary" }),
  fc.integer({ min: -3, max: 9 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom<unknown>(null, true, false, -0, 0.5, 1e21),
);

const KEYS = [
  "a",
  "b",
  "c",
  "id",
  "name",
  "children",
  "trees",
  "kind",
  "radius",
  "side",
  "a/b",
  "c~d",
  'e"f',
  "constructor",
  "toString",
];

const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    { weight: 3, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 4 }) },
  ),
})).value;

/** A value of the schema with one place in it changed, or left as it is. */
function changed(base: unknown, places: readonly number[], replacement: unknown): unknown {
  if (typeof base !== "object" || base === null) {
    return places[0] ? replacement : base;
  }
  const [place = 0, ...rest] = places;
  const entries = Object.entries(base);
  const target = place % (entries.length + 2);
  if (Array.isArray(base)) {
    if (target >= base.length) {
      return target === base.length ? [...base, replacement] : base;
    }
    return base.map((item, index) => (index === target ? changed(item, rest, replacement) : item));
  }
  if (target === entries.length) {
    return { ...base, extra: replacement };
  }
  return Object.fromEntries(
    entries.map(([key, item], index) => [
      key,
      index === target ? changed(item, rest, replacement) : item,
    ]),
  );
}

function created(schema: TSchema): unknown {
  try {
    return Value.Create(schema) ?? null;
  } catch {
    // Some schemas (patterns, never) have no value that TypeBox can think of.
    return null;
  }
}

/** Values for a schema: valid ones, such with one fault, and JSON of any kind. */
export function valuesFor(schema: TSchema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 2, arbitrary: anyJson },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 4 }), anyJson)
        .map(([places, replacement]) => changed(created(schema), places, replacement)),
    },
  );
}
