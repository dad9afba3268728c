import { randomBytes } from "node:crypto";

const LOWER_CASE = "abcdefghijklmnopqrstuvwxyz234567";
const UPPER_CASE = LOWER_CASE.toUpperCase();

/** An id of lower-case letters and digits, as AppSync's API ids (26) and API keys (`da2-` + 26). */
export function lowerCaseId(length: number): string {
  return randomId(LOWER_CASE, length);
}

/** An id of upper-case letters and digits, as IAM's unique ids. */
export function upperCaseId(length: number): string {
  return randomId(UPPER_CASE, length);
}

/** Hexadecimal digits, as Pulumi's made-up names end with. */
export function hexDigits(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
}

function randomId(alphabet: string, length: number): string {
  // 256 is a multiple of the 32 characters, so each is equally likely.
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join("");
}
