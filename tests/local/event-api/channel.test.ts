import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseChannel, parseChannelPattern } from "../../../local/event-api/channel.ts";

/** The grammar as the Developer Guide words it, segment by segment and without a regular expression. */
function isSegment(segment: string): boolean {
  const letters = [...segment];
  const allowed = letters.every((letter) => /[A-Za-z0-9-]/.test(letter));
  return (
    allowed &&
    letters.length >= 1 &&
    letters.length <= 50 &&
    letters[0] !== "-" &&
    letters.at(-1) !== "-"
  );
}

function segmentsOf(text: string): string[] {
  const inner = text.startsWith("/") ? text.slice(1) : text;
  return (inner.endsWith("/") ? inner.slice(0, -1) : inner).split("/");
}

function isChannel(text: string): boolean {
  const segments = segmentsOf(text);
  return segments.length <= 5 && segments.every(isSegment);
}

const letters = fc.constantFrom("a", "Z", "9", "-", "/", "_", "*", ".", "é", " ");
const texts = fc.oneof(
  fc.array(letters, { maxLength: 14 }).map((parts) => parts.join("")),
  fc
    .array(fc.string({ unit: fc.constantFrom("a", "-"), maxLength: 52 }), { maxLength: 6 })
    .map((segments) => segments.join("/")),
);

test("parseChannel accepts exactly what the grammar allows", () => {
  fc.assert(
    fc.property(texts, (text) => {
      assert.equal(parseChannel(text) !== undefined, isChannel(text));
    }),
    { numRuns: 2_000 },
  );
});

test("a channel is the same with and without its outer slashes", () => {
  const expected = { path: "/orders/EU", segments: ["orders", "EU"], namespace: "orders" };
  for (const text of ["orders/EU", "/orders/EU", "orders/EU/", "/orders/EU/"]) {
    assert.deepEqual(parseChannel(text), expected);
  }
});

test("a segment may have 50 letters and a channel 5 segments, not one more", () => {
  assert.ok(parseChannel(`/a/${"b".repeat(50)}`));
  assert.equal(parseChannel(`/a/${"b".repeat(51)}`), undefined);
  assert.ok(parseChannel("/a/b/c/d/e"));
  assert.equal(parseChannel("/a/b/c/d/e/f"), undefined);
});

test("a subscription may end in a wildcard below a namespace, and nowhere else", () => {
  assert.deepEqual(parseChannelPattern("orders/*"), {
    path: "/orders/*",
    segments: ["orders", "*"],
    namespace: "orders",
    wildcard: true,
  });
  assert.equal(parseChannelPattern("/orders/eu")?.wildcard, false);
  assert.ok(parseChannelPattern("/a/b/c/d/*"));
  for (const text of ["*", "/*", "/a/*/b", "/a/b*", "/a/*/", "/a//*", "/a/b/c/d/e/*", "/a-/*"]) {
    assert.equal(parseChannelPattern(text), undefined, text);
  }
});

test("publishing to a wildcard is not possible", () => {
  assert.equal(parseChannel("/orders/*"), undefined);
});
