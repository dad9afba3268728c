/**
 * `identity` as handlers get it (AppSync Events context reference). API keys give null: a handler
 * learns nothing about who holds one.
 */
export type Identity = null | LambdaIdentity | IamIdentity;

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
