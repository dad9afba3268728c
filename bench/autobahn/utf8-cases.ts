/**
 * Texts of section 6 of the Autobahn test suite (its public list of cases, after Markus Kuhn's UTF-8
 * decoder test), in hexadecimal, by their number.
 */
export interface Utf8Case {
  readonly id: string;
  readonly hex: string;
  readonly valid: boolean;
}

const KOSME = "cebae1bdb9cf83cebcceb5";

function list(section: string, valid: boolean, texts: string): Utf8Case[] {
  return texts.split(" ").map((hex, at) => ({ id: `${section}.${at + 1}`, hex, valid }));
}

/** Each beginning of a text: valid where it ends with a whole character. */
const prefixes: Utf8Case[] = Array.from({ length: KOSME.length / 2 }, (_, at) => {
  const hex = KOSME.slice(0, 2 * (at + 1));
  return { id: `6.6.${at + 1}`, hex, valid: [2, 5, 7, 9, 11].includes(at + 1) };
});

/** U+FFFE and U+FFFF of each plane, which are not characters and yet valid. */
const nonCharacters = Array.from({ length: 17 }, (_, plane) => [
  Buffer.from(String.fromCodePoint(plane * 0x10000 + 0xfffe)).toString("hex"),
  Buffer.from(String.fromCodePoint(plane * 0x10000 + 0xffff)).toString("hex"),
]).flat();

function starts(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, at) => `${(from + at).toString(16)}20`).join("");
}

const continuations = Array.from({ length: 64 }, (_, at) => (0x80 + at).toString(16)).join("");

export const UTF8_CASES: readonly Utf8Case[] = [
  ...list("6.5", true, `${KOSME} f09d8ca6 e282ac c3a9 48656c6c6f`),
  ...prefixes,
  ...list("6.7", true, "00 c280 e0a080 f0908080"),
  ...list("6.8", false, "f888808080 fc8480808080"),
  ...list("6.9", true, "7f dfbf efbfbf f48fbfbf"),
  ...list("6.10", false, "f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf"),
  ...list("6.11", true, "ed9fbf ee8080 efbfbd f48fbfbf"),
  { id: "6.11.5", hex: "f4908080", valid: false },
  ...list("6.12", false, `80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf ${continuations}`),
  ...list(
    "6.13",
    false,
    [
      starts(0xc0, 0xdf),
      starts(0xe0, 0xef),
      starts(0xf0, 0xf7),
      starts(0xf8, 0xfb),
      starts(0xfc, 0xfd),
    ].join(" "),
  ),
  ...list("6.14", false, "c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf"),
  ...list("6.15", false, "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf"),
  ...list("6.16", false, "fe ff fefeffff"),
  ...list("6.17", false, "c0af e080af f08080af f8808080af fc80808080af"),
  ...list("6.18", false, "c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf"),
  ...list("6.19", false, "c080 e08080 f0808080 f880808080 fc8080808080"),
  ...list("6.20", false, "eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf"),
  ...list(
    "6.21",
    false,
    "eda080edb080 eda080edbfbf edadbfedb080 edadbfedbfbf edae80edb080 edae80edbfbf edafbfedb080 edafbfedbfbf",
  ),
  ...list("6.22", true, nonCharacters.join(" ")),
  ...list("6.23", true, "efbfb9 efbfba efbfbb efbfbc efbfbd efbfbe efbfbf"),
];
