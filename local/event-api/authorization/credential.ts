import { type AuthMode, TOKEN_AUTH_MODES } from "../../../aws-facts/auth-modes.ts";
import type { RequestHeaders } from "../request-headers.ts";

/** Credential headers by lower-case name, from an HTTP request or an `authorization` object. */
export type CredentialHeaders = Readonly<Record<string, string>>;

/** What an operation is authorized for (Developer Guide, Lambda authorizer request). */
export type Operation = "EVENT_CONNECT" | "EVENT_SUBSCRIBE" | "EVENT_PUBLISH";

/** One operation that asks to be authorized. */
export interface AuthorizationRequest {
  readonly operation: Operation;
  readonly credential: CredentialHeaders;
  /** Modes that the operation accepts. */
  readonly modes: readonly AuthMode[];
  /** The channel as subscribed or published to (a wildcard literally); absent on connect. */
  readonly channel?: { readonly path: string; readonly namespace: string };
  /** What a signature covers: the bytes of the HTTP body, or the operation's JSON. */
  readonly signedBody: () => string | Buffer;
  readonly requestId: string;
  readonly requestHeaders: RequestHeaders;
  readonly sourceIp: string;
  /** Host names that the credential may name: those of the API's HTTP endpoint. */
  readonly httpHosts: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Takes the text values of an `authorization` object, names in lower case. Undefined when it is no
 * object.
 */
export function credentialHeaders(value: unknown): CredentialHeaders | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return undefined;
  }
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text === "string") {
      headers[name.toLowerCase()] = text;
    }
  }
  return headers;
}

const SIGNATURE_V4 = /^AWS4-HMAC-SHA256\s/;
const JSON_WEB_TOKEN = /^(?:Bearer\s+)?[\w-]+\.[\w-]+\.[\w-]*$/i;

/**
 * Which of the accepted modes a credential is for. A token that looks like a JSON Web Token belongs
 * to Cognito or OpenID Connect when the operation accepts one of them, otherwise to the Lambda
 * authorizer: that is why AWS asks for a prefix on Lambda tokens beside those modes.
 */
export function modeOf(
  credential: CredentialHeaders,
  modes: readonly AuthMode[],
): AuthMode | undefined {
  if (credential["x-api-key"] !== undefined && modes.includes("API_KEY")) {
    return "API_KEY";
  }
  const token = credential.authorization;
  if (token === undefined || token.trim() === "") {
    return undefined;
  }
  if (SIGNATURE_V4.test(token)) {
    return modes.includes("AWS_IAM") ? "AWS_IAM" : undefined;
  }
  const tokenMode = TOKEN_AUTH_MODES.find((mode) => modes.includes(mode));
  if (tokenMode !== undefined && JSON_WEB_TOKEN.test(token)) {
    return tokenMode;
  }
  return modes.includes("AWS_LAMBDA") ? "AWS_LAMBDA" : tokenMode;
}
