import {
  createLocalJWKSet,
  createRemoteJWKSet,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from "jose";

/** What tokens must come from and be meant for, the keys that verify them, and what is handed on. */
export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  /** Claims that handlers receive beside `sub` and `rooms`, by name. */
  readonly claims: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (!value) {
    throw new Error(`environment variable ${name} is missing`);
  }
  return value;
}

function parsed(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error(`environment variable ${name} must be JSON`);
  }
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return (
    typeof value === "object" && value !== null && "keys" in value && Array.isArray(value.keys)
  );
}

function keysIn(json: string): JWTVerifyGetKey {
  const keySet = parsed("TOKEN_JWKS", json);
  if (!isKeySet(keySet)) {
    throw new Error(
      "environment variable TOKEN_JWKS must be a JSON Web Key Set (RFC 7517, section 5)",
    );
  }
  return createLocalJWKSet(keySet);
}

function claimNames(json: string | undefined): readonly string[] {
  const names = json ? parsed("TOKEN_CLAIMS", json) : [];
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    throw new Error("environment variable TOKEN_CLAIMS must be a list of claim names as JSON");
  }
  return names;
}

/**
 * Reads TOKEN_ISSUER, TOKEN_AUDIENCE, one of TOKEN_JWKS (a JSON Web Key Set) or TOKEN_JWKS_URL, and
 * TOKEN_CLAIMS (a JSON list of claim names, may be absent).
 *
 * @throws Error that names the variable.
 */
export function tokenSettings(variables: Variables): TokenSettings {
  const { TOKEN_JWKS: keySet } = variables;
  return {
    issuer: required(variables, "TOKEN_ISSUER"),
    audience: required(variables, "TOKEN_AUDIENCE"),
    keys: keySet
      ? keysIn(keySet)
      : createRemoteJWKSet(new URL(required(variables, "TOKEN_JWKS_URL"))),
    claims: claimNames(variables.TOKEN_CLAIMS),
  };
}
