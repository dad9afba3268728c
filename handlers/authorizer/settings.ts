import {
  createLocalJWKSet,
  createRemoteJWKSet,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from "jose";

/** What tokens must come from and be meant for, and the public keys that verify them. */
export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

type Variables = Readonly<Record<string, string | undefined>>;

const required = (variables: Variables, name: string): string => {
  const value = variables[name];
  if (!value) throw new Error(`environment variable ${name} is missing`);
  return value;
};

const isKeySet = (value: unknown): value is JSONWebKeySet =>
  typeof value === "object" && value !== null && "keys" in value && Array.isArray(value.keys);

const keysIn = (json: string): JWTVerifyGetKey => {
  const parsed: unknown = JSON.parse(json);
  if (!isKeySet(parsed)) throw new Error("TOKEN_JWKS is no JSON Web Key Set (RFC 7517, section 5)");
  return createLocalJWKSet(parsed);
};

/**
 * Reads TOKEN_ISSUER, TOKEN_AUDIENCE and one of TOKEN_JWKS (a JSON Web Key Set) or TOKEN_JWKS_URL.
 *
 * @throws Error that names the variable.
 */
export const tokenSettings = (variables: Variables): TokenSettings => {
  const { TOKEN_JWKS: keySet } = variables;
  return {
    issuer: required(variables, "TOKEN_ISSUER"),
    audience: required(variables, "TOKEN_AUDIENCE"),
    keys: keySet
      ? keysIn(keySet)
      : createRemoteJWKSet(new URL(required(variables, "TOKEN_JWKS_URL"))),
  };
};
