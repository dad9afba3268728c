/**
 * Formats of numbers in OpenAPI (OAS 3.0.3, Data Types) by the bounds that they stand for. A number
 * of JSON in JavaScript is a double, so that double says nothing more, and int64 is as exact as that.
 */
export const numberFormats: Readonly<
  Record<string, { readonly integer?: true; readonly least?: number; readonly most?: number }>
> = {
  int32: { integer: true, least: -(2 ** 31), most: 2 ** 31 - 1 },
  int64: { integer: true, least: -(2 ** 63), most: 2 ** 63 },
  float: { least: -3.4028234663852886e38, most: 3.4028234663852886e38 },
  double: {},
};

/** Formats of strings in OpenAPI by the pattern that they stand for; undefined where any will do. */
export const stringFormats: Readonly<Record<string, string | undefined>> = {
  // RFC 4648, section 4.
  byte: "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
  binary: undefined,
  password: undefined,
};
