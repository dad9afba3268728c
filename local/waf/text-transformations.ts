import { createHash } from "node:crypto";
import { posix } from "node:path";
import { bytesOf, textOf } from "./bytes.ts";

/** Changes a part of a request, in bytes, before a statement inspects it. */
export type TextTransformation = (bytes: string) => string;

function character(code: number): string {
  return String.fromCharCode(code & 0xff);
}

function hexadecimal(digits: string): number {
  return Number.parseInt(digits, 16);
}

/** The entities that HTML_ENTITY_DECODE knows by name. */
const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  quot: '"',
  nbsp: "\u00a0",
  lt: "<",
  gt: ">",
};

const C_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Full-width ASCII (U+FF01 to U+FF5E) becomes ASCII; of another code the lower byte is kept. */
function unicode(digits: string): string {
  const code = hexadecimal(digits);
  return character(code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code);
}

function urlDecoded(bytes: string): string {
  return bytes
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => character(hexadecimal(digits)));
}

/** Up to the first character that is not Base64; BASE64_DECODE_EXT passes over such characters. */
function base64Decoded(bytes: string): string {
  const valid = /^[A-Za-z0-9+/]*={0,2}/.exec(bytes)?.[0] ?? "";
  return Buffer.from(valid, "base64").toString("latin1");
}

function normalizedPath(bytes: string): string {
  return bytes === "" ? "" : posix.normalize(bytes);
}

function escapesDecoded(bytes: string): string {
  return bytes.replace(
    /\\(?:x([0-9a-f]{2})|([0-7]{1,3})|([abfnrtv])|([\\?'"]))/gi,
    (all, hex?: string, octal?: string, letter?: string, itself?: string) => {
      if (hex !== undefined) {
        return character(hexadecimal(hex));
      }
      if (octal !== undefined) {
        return character(Number.parseInt(octal, 8));
      }
      if (itself !== undefined) {
        return itself;
      }
      return C_ESCAPES[letter ?? ""] ?? all;
    },
  );
}

function scriptDecoded(bytes: string): string {
  return bytes.replace(
    /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([0-7]{1,3})|([\s\S]))/gi,
    (_, code?: string, hex?: string, octal?: string, letter?: string) => {
      if (code !== undefined) {
        return unicode(code);
      }
      if (hex !== undefined) {
        return character(hexadecimal(hex));
      }
      if (octal !== undefined) {
        return character(Number.parseInt(octal, 8));
      }
      return C_ESCAPES[letter ?? ""] ?? letter ?? "";
    },
  );
}

function stylesDecoded(bytes: string): string {
  return bytes.replace(
    /\\(?:([0-9a-f]{1,6})[ \t\r\n\f]?|\n|([\s\S]))/gi,
    (_, digits?: string, letter?: string) =>
      digits === undefined ? (letter ?? "") : unicode(digits),
  );
}

function entitiesDecoded(bytes: string): string {
  return bytes.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|quot|nbsp|lt|gt));?/gi,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) {
        return NAMED_ENTITIES[name.toLowerCase()] ?? all;
      }
      const code = hex === undefined ? Number(decimal) : hexadecimal(hex);
      if (code > 0x10ffff) {
        return all;
      }
      return code <= 0xff ? character(code) : bytesOf(String.fromCodePoint(code));
    },
  );
}

/** What attackers do to command lines (WAF guide, CMD_LINE). */
function commandLine(bytes: string): string {
  return bytes
    .replace(/[\\"'^]/g, "")
    .replace(/[,;\s]+/g, " ")
    .replace(/ +([/(])/g, "$1")
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function toUnicode(bytes: string): string {
  const codes = [...textOf(bytes)].map((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code < 0x80 ? letter : `%u${code.toString(16).padStart(4, "0")}`;
  });
  return codes.join("");
}

/**
 * Every transformation that AWS WAF has, by its name (WAF guide, "Using text transformations"). A
 * sequence that a decoder does not know stays as it is. Those that AWS does not define to the byte
 * follow ModSecurity, where they come from: URL_DECODE, for one, makes a space of a `+`.
 */
export const TEXT_TRANSFORMATIONS: Readonly<Record<string, TextTransformation>> = {
  NONE: (bytes) => bytes,
  BASE64_DECODE: base64Decoded,
  BASE64_DECODE_EXT: (bytes) =>
    Buffer.from(bytes.replace(/[^A-Za-z0-9+/]/g, ""), "base64").toString("latin1"),
  CMD_LINE: commandLine,
  COMPRESS_WHITE_SPACE: (bytes) => bytes.replace(/[\f\t\n\r\v\u00a0 ]+/g, " "),
  CSS_DECODE: stylesDecoded,
  ESCAPE_SEQ_DECODE: escapesDecoded,
  HEX_DECODE: (bytes) => Buffer.from(bytes, "hex").toString("latin1"),
  HTML_ENTITY_DECODE: entitiesDecoded,
  JS_DECODE: scriptDecoded,
  LOWERCASE: (bytes) => bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  MD5: (bytes) =>
    createHash("md5").update(Buffer.from(bytes, "latin1")).digest().toString("latin1"),
  NORMALIZE_PATH: normalizedPath,
  NORMALIZE_PATH_WIN: (bytes) => normalizedPath(bytes.replaceAll("\\", "/")),
  REMOVE_NULLS: (bytes) => bytes.replaceAll("\0", ""),
  REPLACE_COMMENTS: (bytes) => bytes.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, " "),
  REPLACE_NULLS: (bytes) => bytes.replaceAll("\0", " "),
  SQL_HEX_DECODE: (bytes) =>
    bytes.replace(/0x((?:[0-9a-f]{2})+)/gi, (_, digits: string) =>
      Buffer.from(digits, "hex").toString("latin1"),
    ),
  URL_DECODE: urlDecoded,
  URL_DECODE_UNI: (bytes) =>
    urlDecoded(bytes.replace(/%u([0-9a-f]{4})/gi, (_, digits: string) => unicode(digits))),
  UTF8_TO_UNICODE: toUnicode,
};
