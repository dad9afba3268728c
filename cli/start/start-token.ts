import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether a token is the one that `npm start` printed. Compares digests, whose comparison takes the
 * same time wherever they differ.
 */
export function isToken(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
