import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import type { EventApi, TokenProvider } from "../../model.ts";
import { notAuthorized } from "../request-error.ts";
import type { AuthorizationRequest } from "./credential.ts";
import type { CognitoIdentity, OpenIdConnectIdentity } from "./identity.ts";
import type { IssuerKeys } from "./issuer-keys.ts";

/** Cognito signs with RS256 alone (Cognito Developer Guide, verifying JSON web tokens). */
const COGNITO_ALGORITHMS = ["RS256"];

/**
 * What AppSync takes from OpenID Connect providers (Developer Guide, OPENID_CONNECT authorization),
 * without the HMAC algorithms it also names: a secret has no place in a public key set.
 */
const OPENID_CONNECT_ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512"],
];

const BEARER = /^Bearer\s+/i;

/** A token that is genuine and yet not good here; `message` is for the developer's log. */
class TokenError extends Error {}

/**
 * Verifies tokens of Cognito user pools and OpenID Connect providers as AppSync does: signature,
 * issuer, times, and the client by expression.
 */
export class TokenAuthorization {
  readonly #keys: IssuerKeys;
  readonly #log: (message: string) => void;

  constructor(keys: IssuerKeys, log: (message: string) => void) {
    this.#keys = keys;
    this.#log = log;
  }

  /** The caller's identity. Throws RequestError when the token is refused; the log says why. */
  async authorize(
    api: EventApi,
    request: AuthorizationRequest,
  ): Promise<CognitoIdentity | OpenIdConnectIdentity> {
    const token = (request.credential.authorization ?? "").replace(BEARER, "");
    const reasons: string[] = [];
    for (const provider of providersOf(api, request, token)) {
      try {
        const claims = await this.#verify(provider, token, request.now);
        return identityOf(provider, claims, request.sourceIp);
      } catch (error) {
        reasons.push(`${provider.authType} (${provider.issuer}): ${reasonOf(error)}`);
      }
    }
    this.#log(`A token was refused. ${reasons.join("; ") || noProvider(request)}`);
    throw notAuthorized();
  }

  async #verify(provider: TokenProvider, token: string, now: number): Promise<JWTPayload> {
    const cognito = provider.authType === "AMAZON_COGNITO_USER_POOLS";
    const { payload } = await jwtVerify(token, this.#keys.of(provider.issuer), {
      issuer: provider.issuer,
      algorithms: cognito ? COGNITO_ALGORITHMS : OPENID_CONNECT_ALGORITHMS,
      requiredClaims: ["sub", "iat", "exp"],
      currentDate: new Date(now),
    });
    checkClient(provider, cognito ? cognitoClients(payload) : openIdConnectClients(payload));
    checkAge("iatTtl", provider.issuedAtTtlMs, payload.iat, now);
    checkAge("authTtl", provider.authenticationTtlMs, payload.auth_time, now);
    return payload;
  }
}

/** An API may have several pools and providers: the token's issuer says which is meant. */
function providersOf(
  api: EventApi,
  { modes }: AuthorizationRequest,
  token: string,
): readonly TokenProvider[] {
  let issuer: string | undefined;
  try {
    issuer = decodeJwt(token).iss;
  } catch {
    return [];
  }
  return api.tokenProviders.filter(
    (provider) => provider.issuer === issuer && modes.includes(provider.authType),
  );
}

/** ID tokens name their app client in `aud`, access tokens in `client_id`. */
function cognitoClients({ token_use: use, aud, client_id: client }: JWTPayload): unknown[] {
  if (use === "id") {
    return [aud].flat();
  }
  if (use === "access") {
    return [client];
  }
  throw new TokenError('token_use must be "id" or "access"');
}

/** The client must be in `aud` or `azp` (Developer Guide, OPENID_CONNECT authorization). */
function openIdConnectClients({ aud, azp }: JWTPayload): unknown[] {
  return [aud, azp].flat();
}

/** The expression must match a whole client id; that AWS anchors it too is a guess. */
function checkClient({ clientIdExpression }: TokenProvider, clients: readonly unknown[]): void {
  if (clientIdExpression === undefined) {
    return;
  }
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${clientIdExpression})$`);
  } catch {
    throw new TokenError(
      `the client id expression must be a regular expression, got ${clientIdExpression}`,
    );
  }
  if (!clients.some((client) => typeof client === "string" && expression.test(client))) {
    throw new TokenError(`its client must match ${clientIdExpression}`);
  }
}

/**
 * `iatTtl` and `authTtl` bound a token's age in milliseconds (AppSync API reference,
 * OpenIDConnectConfig). Reading 0 as no bound is a guess.
 */
function checkAge(name: string, ttlMs: number | undefined, seconds: unknown, now: number): void {
  if (ttlMs === undefined || ttlMs === 0) {
    return;
  }
  if (typeof seconds !== "number" || now > seconds * 1000 + ttlMs) {
    throw new TokenError(`it is older than ${name} allows, ${ttlMs} ms`);
  }
}

function identityOf(
  { authType, issuer }: TokenProvider,
  claims: JWTPayload,
  sourceIp: string,
): CognitoIdentity | OpenIdConnectIdentity {
  const sub = claims.sub ?? "";
  if (authType === "OPENID_CONNECT") {
    return { claims, issuer, sub };
  }
  const groups = claims["cognito:groups"];
  const username = claims["cognito:username"] ?? claims.username;
  return {
    claims,
    defaultAuthStrategy: "ALLOW",
    groups: Array.isArray(groups) ? groups.map(String) : null,
    issuer,
    sourceIp: [sourceIp],
    sub,
    username: typeof username === "string" ? username : "",
  };
}

/** Says what to mend; never quotes a token. */
function reasonOf(error: unknown): string {
  if (error instanceof TokenError || error instanceof errors.JOSEError) {
    return error instanceof errors.JWKSNoMatchingKey
      ? "its kid is neither the stage's own key nor one of the issuer's. " +
          "Fix: make a token with `npm run token`"
      : error.message;
  }
  const text = error instanceof Error ? error.message : String(error);
  return (
    `it was not signed by the stage's own key, and the issuer's keys cannot be read (${text}). ` +
    "Fix: make a token with `npm run token`"
  );
}

function noProvider({ modes }: AuthorizationRequest): string {
  const lambda = modes.includes("AWS_LAMBDA")
    ? " Beside these modes AWS hands no JSON Web Token to the Lambda authorizer: give its tokens " +
      "a prefix that the authorizer takes off."
    : "";
  return `It must be a JSON Web Token whose issuer is a provider of the API.${lambda}`;
}
