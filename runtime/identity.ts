/** Claims of a token: its payload's members (RFC 7519, section 4). */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Identity of the mode AWS_LAMBDA: what the authorizer handed over, a flat map of texts (Developer
 * Guide, AWS_LAMBDA authorization). This project's authorizer gives `sub`, and `claims` as JSON.
 */
export interface LambdaIdentity {
  readonly handlerContext: Readonly<Record<string, string>>;
}

/** Identity of the mode AWS_IAM (Developer Guide, Event API context reference). */
export interface IamIdentity {
  readonly accountId: string;
  readonly userArn: string;
  readonly username: string;
  readonly sourceIp: readonly string[];
  readonly cognitoIdentityPoolId: string | null;
  readonly cognitoIdentityId: string | null;
  readonly cognitoIdentityAuthType: string | null;
  readonly cognitoIdentityAuthProvider: string | null;
}

/** Identity of the mode AMAZON_COGNITO_USER_POOLS (Event API context reference). */
export interface CognitoIdentity {
  readonly sub: string;
  readonly issuer: string;
  readonly username: string;
  readonly claims: Claims;
  readonly groups: readonly string[] | null;
  readonly sourceIp: readonly string[];
  readonly defaultAuthStrategy: string | null;
}

/**
 * Identity of the mode OPENID_CONNECT. The context reference leaves it out; the shape is that of
 * Powertools' parser schema `AppSyncOidcIdentity`.
 */
export interface OpenIdConnectIdentity {
  readonly sub: string;
  readonly issuer: string;
  readonly claims: Claims;
}

/** Who calls, as AppSync passes it: null with an API key. Narrow it with the functions below. */
export type Identity =
  | LambdaIdentity
  | IamIdentity
  | CognitoIdentity
  | OpenIdConnectIdentity
  | null;

/** Whether the caller was let in by the Lambda authorizer. */
export function isLambdaIdentity(identity: Identity): identity is LambdaIdentity {
  return identity !== null && "handlerContext" in identity;
}

/** Whether the caller signed with IAM credentials. */
export function isIamIdentity(identity: Identity): identity is IamIdentity {
  return identity !== null && "userArn" in identity;
}

/** Whether the caller is a user of a Cognito user pool. */
export function isCognitoIdentity(identity: Identity): identity is CognitoIdentity {
  return identity !== null && "claims" in identity && "groups" in identity;
}

/** Whether the caller has a token of an OpenID Connect provider. */
export function isOpenIdConnectIdentity(identity: Identity): identity is OpenIdConnectIdentity {
  return identity !== null && "claims" in identity && !("groups" in identity);
}

/**
 * Claims of the caller's token: of a Cognito or OpenID Connect token all of them, of a token that
 * the Lambda authorizer verified those that the stage's settings name (`rooms` among them). Empty
 * for an API key and for IAM.
 */
export function claimsOf(identity: Identity): Claims {
  if (isLambdaIdentity(identity)) {
    return parsedClaims(identity.handlerContext?.claims);
  }
  if (identity !== null && "claims" in identity) {
    return isObject(identity.claims) ? identity.claims : {};
  }
  return {};
}

/**
 * The subject of an identity: `sub` of a Lambda authorizer's context, of a Cognito user or of an
 * OpenID Connect token. Undefined for API keys and IAM principals.
 */
export function subjectOf(identity: Identity): string | undefined {
  if (isLambdaIdentity(identity)) {
    return nonEmpty(identity.handlerContext?.sub);
  }
  if (identity !== null && "sub" in identity) {
    return nonEmpty(identity.sub);
  }
  return nonEmpty(claimsOf(identity).sub);
}

/** Who calls: the subject, or the ARN of an IAM principal; undefined with an API key. */
export function callerOf(identity: Identity): string | undefined {
  return isIamIdentity(identity) ? nonEmpty(identity.userArn) : subjectOf(identity);
}

/** Groups of a Cognito user; empty for every other identity. */
export function groupsOf(identity: Identity): readonly string[] {
  return isCognitoIdentity(identity) ? namesIn(identity.groups) : [];
}

/**
 * The names that a claim holds: a list's texts, or the one text. A text is one name whatever it
 * contains: splitting it would turn a name with a comma into names that nobody granted.
 */
export function namesIn(claim: unknown): readonly string[] {
  if (typeof claim === "string") {
    return [claim];
  }
  return Array.isArray(claim) ? claim.filter((name) => typeof name === "string") : [];
}

// An authorizer of another make may put any text there: what is not a JSON object holds no claims.
function parsedClaims(text: unknown): Claims {
  if (typeof text !== "string") {
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
