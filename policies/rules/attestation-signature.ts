import type { JWK } from "jose";

/** Algorithms of signatures: asymmetric ones, so that the settings hold public keys alone. */
const ALGORITHMS = ["ES256", "ES384", "ES512", "EdDSA", "Ed25519", "RS256", "PS256"];

/** Form of a JWS in compact serialization (RFC 7515, section 7.1). */
const COMPACT_FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export function isSigned(text: string): boolean {
  return COMPACT_FORM.test(text);
}

/**
 * Returns the text that a compact JWS carries, when one of the keys signed it; else undefined.
 *
 * @param keys Public keys as JWK (RFC 7517).
 */
export async function signedText(jws: string, keys: readonly JWK[]): Promise<string | undefined> {
  // Few stacks have signatures: the others do not wait for the library.
  const { compactVerify, importJWK } = await import("jose");
  for (const key of keys) {
    try {
      const algorithm = key.alg ?? algorithmOf(key);
      const { payload } = await compactVerify(jws, await importJWK(key, algorithm), {
        algorithms: ALGORITHMS,
      });
      return new TextDecoder().decode(payload);
    } catch {
      // Another key may have signed it.
    }
  }
  return undefined;
}

/** The algorithm of a key that does not name one (RFC 7518, section 3.1; RFC 8037). */
function algorithmOf({ kty, crv }: JWK): string {
  if (kty === "RSA") {
    return "RS256";
  }
  if (kty === "OKP") {
    return "EdDSA";
  }
  return { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" }[crv ?? ""] ?? "ES256";
}
