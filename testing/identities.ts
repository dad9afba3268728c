import type {
  Claims,
  CognitoIdentity,
  IamIdentity,
  LambdaIdentity,
  OpenIdConnectIdentity,
} from "../runtime/identity.ts";

/** Where requests of a test come from: an address that is nobody's (RFC 5737, TEST-NET-3). */
const SOURCE_IP = ["203.0.113.7"] as const;

/** Identity of the mode API_KEY: nothing is known of who holds a key. */
export const API_KEY_IDENTITY = null;

/**
 * Identity of the mode AWS_IAM.
 *
 * @param name Name of an IAM user in the account 111122223333, or the ARN of any principal.
 */
export function iamIdentity(name = "publisher", more: Partial<IamIdentity> = {}): IamIdentity {
  const accountId = more.accountId ?? /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(name)?.[1];
  const account = accountId ?? "111122223333";
  return {
    accountId: account,
    userArn: name.startsWith("arn:") ? name : `arn:aws:iam::${account}:user/${name}`,
    username: "AIDAEXAMPLEEXAMPLE123",
    sourceIp: SOURCE_IP,
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
    ...more,
  };
}

/**
 * Identity of the mode AMAZON_COGNITO_USER_POOLS. The claims hold `sub`, `iss` and the groups as a
 * token of a user pool does, and whatever else is given.
 */
export function cognitoIdentity(
  sub = "ann",
  { claims = {}, groups = null, ...more }: Partial<CognitoIdentity> = {},
): CognitoIdentity {
  const issuer = more.issuer ?? "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example00";
  return {
    sub,
    issuer,
    username: sub,
    claims: { sub, iss: issuer, ...(groups ? { "cognito:groups": groups } : {}), ...claims },
    groups,
    sourceIp: SOURCE_IP,
    defaultAuthStrategy: "ALLOW",
    ...more,
  };
}

/** Identity of the mode OPENID_CONNECT. The claims hold `sub` and `iss`, and whatever else is given. */
export function openIdConnectIdentity(
  sub = "ann",
  claims: Claims = {},
  issuer = "https://identity.example.com",
): OpenIdConnectIdentity {
  return { sub, issuer, claims: { sub, iss: issuer, ...claims } };
}

/**
 * Identity of the mode AWS_LAMBDA, as this project's authorizer hands it over: the subject, and the
 * claims of its token as JSON, `rooms` among them.
 */
export function lambdaIdentity(sub = "ann", claims: Claims = {}): LambdaIdentity {
  return { handlerContext: { sub, claims: JSON.stringify({ rooms: [], ...claims }) } };
}
