import { errors, type JWTPayload, jwtVerify } from "jose";
import { RoomsClaimError, roomsIn } from "./rooms.ts";
import type { TokenSettings } from "./settings.ts";

/** What AppSync asks a Lambda authorizer (Developer Guide, Lambda authorization). */
export interface AuthorizerRequest {
  readonly authorizationToken: string;
}

/** What handlers learn of a token. AppSync passes a flat map of texts, so claims travel as JSON. */
export interface HandlerContext {
  readonly sub: string;
  /** JSON object: `rooms`, a list, and the claims that the settings name as far as present. */
  readonly claims: string;
}

/** The answer; `handlerContext` becomes `identity.handlerContext` in the namespaces' handlers. */
export interface AuthorizerResponse {
  readonly isAuthorized: boolean;
  readonly handlerContext?: HandlerContext;
  /** Seconds for which AppSync may keep the answer; 0 keeps none. */
  readonly ttlOverride: number;
}

/** Signatures made with a private key only: a shared secret in a key set would be a public one. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
];

/** Longest time that an answer is kept: revoking a token takes effect within it. */
const MAX_TTL_SECONDS = 300;

const DENIED: AuthorizerResponse = { isAuthorized: false, ttlOverride: 0 };

/**
 * AppSync refuses Lambda tokens that look like a bearer JWT when other modes are on beside Lambda;
 * clients then send `token:<JWT>`.
 */
const PREFIX = "token:";

function tokenIn(request: unknown): string | undefined {
  if (typeof request !== "object" || request === null) {
    return undefined;
  }
  const token = "authorizationToken" in request ? request.authorizationToken : undefined;
  if (typeof token !== "string") {
    return undefined;
  }
  return token.startsWith(PREFIX) ? token.slice(PREFIX.length) : token;
}

/** A subject is a text (RFC 7519, section 4.1.2); of anything else two bearers could look alike. */
function subjectIn({ sub }: JWTPayload): string {
  if (typeof sub === "string" && sub !== "") {
    return sub;
  }
  throw new errors.JWTClaimValidationFailed("sub must be a text", {}, "sub", "check_failed");
}

function contextOf(payload: JWTPayload, names: readonly string[]): HandlerContext {
  const passed = names.filter((name) => Object.hasOwn(payload, name));
  const claims = Object.fromEntries(passed.map((name) => [name, payload[name]]));
  return {
    sub: subjectIn(payload),
    claims: JSON.stringify({ ...claims, rooms: roomsIn(payload.rooms) }),
  };
}

function ttlOf({ exp }: JWTPayload, now: number): number {
  return Math.max(0, Math.min(MAX_TTL_SECONDS, Math.floor((exp ?? 0) - now / 1000)));
}

/** Says why in the function's log: an expired token, or keys that could not be fetched. */
function logRefusal(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : "ERR_UNKNOWN";
  const reason = error instanceof RoomsClaimError ? error.message : undefined;
  console.warn(JSON.stringify({ level: "WARN", message: "Token refused", code, reason }));
}

/**
 * Verifies the token of a connect, publish or subscribe: signature, issuer, audience, expiry, and
 * that it says who its bearer is. Anything else is denied, and so is a token whose rooms cannot be
 * channels: handing on half of what an issuer wrote would hide its mistake.
 *
 * @param now Epoch milliseconds. @default the clock
 */
export async function authorize(
  request: unknown,
  settings: TokenSettings,
  now: number = Date.now(),
): Promise<AuthorizerResponse> {
  const token = tokenIn(request);
  if (token === undefined) {
    return DENIED;
  }
  try {
    const { payload } = await jwtVerify(token, settings.keys, {
      issuer: settings.issuer,
      audience: settings.audience,
      algorithms: ALGORITHMS,
      requiredClaims: ["sub", "exp"],
      currentDate: new Date(now),
    });
    return {
      isAuthorized: true,
      handlerContext: contextOf(payload, settings.claims),
      ttlOverride: ttlOf(payload, now),
    };
  } catch (error) {
    logRefusal(error);
    return DENIED;
  }
}
