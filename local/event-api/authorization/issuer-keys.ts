import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from "jose";

/** Milliseconds that an issuer's documents may take, and until an issuer is asked again. */
const TIMEOUT_MS = 5_000;
const COOLDOWN_MS = 30_000;

interface Discovery {
  readonly keys: Promise<JWTVerifyGetKey>;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
}

/**
 * The public keys of token issuers. The stage is an issuer itself: what its own key signed is
 * accepted for every issuer that an API names, so all modes can be tried without an account. A key
 * that is not the stage's own is looked up where AWS looks it up: in the key set of the issuer's
 * OpenID Connect discovery document (Developer Guide, OPENID_CONNECT authorization).
 */
export class IssuerKeys {
  readonly #own: JWTVerifyGetKey;
  readonly #cooldownMs: number;
  readonly #discoveries = new Map<string, Discovery>();

  /** `own` holds the public keys of the keys that sign the stage's tokens. */
  constructor(own: JSONWebKeySet, { cooldownMs = COOLDOWN_MS } = {}) {
    this.#own = createLocalJWKSet(own);
    this.#cooldownMs = cooldownMs;
  }

  /** Finds the key that a token of this issuer names by its `kid`. Rejects when there is none. */
  of(issuer: string): JWTVerifyGetKey {
    return async (header, token) => {
      // AppSync needs `kty` and `kid` in a key set (Developer Guide, OPENID_CONNECT authorization).
      if (header.kid === undefined) {
        throw new errors.JWKSNoMatchingKey();
      }
      try {
        return await this.#own(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) {
          throw error;
        }
      }
      const keys = await this.#discovered(issuer);
      return keys(header, token);
    };
  }

  async #discovered(issuer: string): Promise<JWTVerifyGetKey> {
    const now = performance.now();
    const known = this.#discoveries.get(issuer);
    if (known !== undefined) {
      const failed = await known.keys.then(
        () => false,
        () => true,
      );
      if (!failed || now - known.at < this.#cooldownMs) {
        return known.keys;
      }
    }
    const keys = discover(issuer, this.#cooldownMs);
    this.#discoveries.set(issuer, { keys, at: now });
    return keys;
  }
}

/**
 * Reads an issuer's discovery document. jose then fetches the key set, keeps it, and fetches it
 * again for a `kid` that it lacks: keys rotate.
 */
async function discover(issuer: string, cooldownMs: number): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`);
  }
  const document: unknown = await response.json();
  const { issuer: stated, jwks_uri: keySet } = Object(document);
  // The two must be the same text (AppSync API reference, OpenIDConnectConfig).
  if (stated !== issuer) {
    throw new Error(`${url} must name the issuer ${issuer}`);
  }
  if (typeof keySet !== "string") {
    throw new Error(`${url} must have a jwks_uri`);
  }
  return createRemoteJWKSet(new URL(keySet), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: cooldownMs,
  });
}
