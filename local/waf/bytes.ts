/**
 * AWS WAF compares bytes. Here they are texts with one character for each byte (Latin-1), the form
 * in which Node.js hands over header values.
 */

/** The bytes of a text in UTF-8, one character for each. */
export function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The text that such bytes are in UTF-8. */
export function textOf(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
