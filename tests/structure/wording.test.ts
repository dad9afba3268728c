import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFiles } from "./source-files.ts";

/** Words that a native engineer would not use here, each with what to write. CONTRIBUTING, "Words". */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [
    /(?<!there )(?<!Since )\bis no (?!(?:longer|more|other|reason|such|need|way|doubt|one|less|default|known)\b)[a-z]/i,
    '"is not a ..."',
  ],
  [/(?<!there )\bare no (?!(?:longer|more|other|such)\b)[a-z]/i, '"are not ..."'],
  [/\b(?:dearest|cheapest)\b/i, '"maximum", "minimum"'],
  [/\bneighbouring\b/i, '"other AWS services"'],
  [/\bmisshapen\b/i, '"malformed"'],
  [/\bcould be had\b/i, '"found"'],
  [/\bfrom \d+ on\b/i, '"or newer", "or more"'],
];

test("texts use the words of the field, in plain English", () => {
  const found = sourceFiles(/\.(?:ts|md)$/)
    .filter(({ path }) => !path.startsWith("tests/structure/"))
    .flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, index) =>
          PHRASES.filter(([phrase]) => phrase.test(line)).map(
            ([phrase, better]) =>
              `${path}:${index + 1}: got "${phrase.exec(line)?.[0]}". Fix: write ${better}.`,
          ),
        ),
    );
  assert.deepEqual(found, []);
});

test("no file holds what a merge left undecided", () => {
  const marked = sourceFiles(/\.(?:ts|md|json|ya?ml|mjs)$/)
    .filter(({ text }) => /^(?:<{7} |={7}$|>{7} |(?:> ){6}> )/m.test(text))
    .map(({ path }) => path);
  assert.deepEqual(marked, []);
});
