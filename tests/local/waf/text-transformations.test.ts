import assert from "node:assert/strict";
import { test } from "node:test";
import { TEXT_TRANSFORMATIONS } from "../../../local/waf/text-transformations.ts";

const CASES: readonly [name: string, before: string, after: string][] = [
  ["NONE", "A+b%20", "A+b%20"],
  ["LOWERCASE", "AbC\u00c4", "abc\u00c4"],
  ["COMPRESS_WHITE_SPACE", "a \t\n\u00a0b", "a b"],
  ["URL_DECODE", "a%20b+%zz", "a b %zz"],
  ["URL_DECODE_UNI", "%u0041%uff41%41", "AaA"],
  ["BASE64_DECODE", "aGk=", "hi"],
  ["BASE64_DECODE", "aGk!aGk", "hi"],
  ["BASE64_DECODE_EXT", "a-G.k=", "hi"],
  ["HEX_DECODE", "6869", "hi"],
  ["HTML_ENTITY_DECODE", "&lt;a&#x41;&#66;&nbsp;&amp;", "<aAB\u00a0&"],
  ["CMD_LINE", 'C^MD\\ ,;/c "x"  (y', "cmd/c x(y"],
  ["ESCAPE_SEQ_DECODE", "\\x41\\102\\n\\q", "AB\n\\q"],
  ["JS_DECODE", "\\u0041\\x42\\103\\'", "ABC'"],
  ["CSS_DECODE", "\\41 b\\000043\\:", "AbC:"],
  ["MD5", "a", Buffer.from("0cc175b9c0f1b6a831c399e269772661", "hex").toString("latin1")],
  ["NORMALIZE_PATH", "/a//./b/../c", "/a/c"],
  ["NORMALIZE_PATH_WIN", "\\a\\.\\b", "/a/b"],
  ["REMOVE_NULLS", "a\0b", "ab"],
  ["REPLACE_NULLS", "a\0b", "a b"],
  ["REPLACE_COMMENTS", "a/*x*/b/*y", "a b "],
  ["SQL_HEX_DECODE", "0x414243 ok", "ABC ok"],
  ["UTF8_TO_UNICODE", "a\u00c3\u00a9", "a%u00e9"],
];

for (const [name, before, after] of CASES) {
  test(`${name} makes ${JSON.stringify(after)} of ${JSON.stringify(before)}`, () => {
    assert.equal(TEXT_TRANSFORMATIONS[name]?.(before), after);
  });
}

test("every transformation of AWS WAF has a case here", () => {
  const tested = new Set(CASES.map(([name]) => name));
  assert.deepEqual(new Set(Object.keys(TEXT_TRANSFORMATIONS)), tested);
  assert.equal(tested.size, 21);
});
