/**
 * `identity` as handlers get it (AppSync Events context reference). API keys give null: a handler
 * learns nothing about who holds one.
 */
export type Identity =
  | null
  | LambdaIdentity
  | IamIdentity
  | CognitoIdentity
  | OpenIdConnectIdentity;

/** What the Lambda authorizer says about the caller. */
export interface LambdaIdentity {
  readonly handlerContext: Readonly<Record<string, string>>;
}

/** The principal of a signed request; the Cognito fields are null without an identity pool. */
export interface IamIdentity {
  readonly accountId: string;
  readonly cognitoIdentityPoolId: null;
  readonly cognitoIdentityId: null;
  readonly sourceIp: readonly string[];
  readonly username: string;
  readonly userArn: string;
  readonly cognitoIdentityAuthType: null;
  readonly cognitoIdentityAuthProvider: null;
}

/** A user of a Cognito user pool; `groups` is null for a user of no group. */
export interface CognitoIdentity {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly defaultAuthStrategy: "ALLOW";
  readonly groups: readonly string[] | null;
  readonly issuer: string;
  readonly sourceIp: readonly string[];
  readonly sub: string;
  readonly username: string;
}

/**
 * Who an OpenID Connect provider knows. The context reference leaves it out; the shape is that of
 * Powertools' parser schema for AppSync identities.
 */
export interface OpenIdConnectIdentity {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly issuer: string;
  readonly sub: string;
}
