/**
 * Formats of numbers in OpenAPI (OAS 3.0.3, Data Types) by the bounds that they stand for. A number
 * of JSON in JavaScript is a double, so that double says nothing more, and int64 is as exact as that.
 */
export const NUMBER_FORMATS: Readonly<
  Record<string, { readonly integer?: true; readonly least?: number; readonly most?: number }>
> = {
  int32: { integer: true, least: -(2 ** 31), most: 2 ** 31 - 1 },
  int64: { integer: true, least: -(2 ** 63), most: 2 ** 63 },
  float: { least: -3.4028234663852886e38, most: 3.4028234663852886e38 },
  double: {},
};

/** RFC 4648, section 4. */
const BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/** Formats of strings in OpenAPI and of exports by the pattern that they stand for; undefined where any will do. */
export const stringFormats: Readonly<Record<string, string | undefined>> = {
  byte: BASE64,
  base64: BASE64,
  // RFC 4648, section 5: the end may be filled up or not.
  base64url: "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?$",
  binary: undefined,
  password: undefined,
};

/** Formats that Zod exports with a pattern beside, which checks what the format is named after. */
export const PATTERN_FORMATS: ReadonlySet<string> = new Set([
  "cidrv4",
  "cidrv6",
  "cuid",
  "cuid2",
  "e164",
  "emoji",
  "guid",
  "ksuid",
  "mac",
  "nanoid",
  "ulid",
  "xid",
]);
