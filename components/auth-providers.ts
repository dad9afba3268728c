import type * as aws from "@pulumi/aws";
import type { AuthMode } from "../aws-facts/auth-modes.ts";
import type {
  LambdaAuthorization,
  OpenIdConnectAuthorization,
  ResolvedAuthorization,
} from "./event-api-authorization.ts";

/** The API's providers as the aws provider takes them. */
export function authProviders(auth: ResolvedAuthorization): ApiAuthProvider[] {
  return auth.providers.map((authType) => ({ authType, ...providerConfig(authType, auth) }));
}

type ApiAuthProvider = aws.types.input.appsync.ApiEventConfigAuthProvider;

function providerConfig(
  mode: AuthMode,
  auth: ResolvedAuthorization,
): Omit<ApiAuthProvider, "authType"> {
  const { lambdaAuthorizer, cognito, openIdConnect } = auth;
  if (mode === "AWS_LAMBDA" && lambdaAuthorizer) {
    return { lambdaAuthorizerConfig: lambdaConfig(lambdaAuthorizer) };
  }
  if (mode === "AMAZON_COGNITO_USER_POOLS" && cognito) {
    const awsRegion = cognito.userPoolId.split("_", 1)[0] ?? "";
    return { cognitoConfig: { ...cognito, awsRegion } };
  }
  if (mode === "OPENID_CONNECT" && openIdConnect) {
    return { openidConnectConfig: oidcConfig(openIdConnect) };
  }
  return {};
}

function lambdaConfig(lambda: LambdaAuthorization) {
  return {
    authorizerUri: lambda.authorizer.aliasArn,
    authorizerResultTtlInSeconds: lambda.resultTtlSeconds ?? 0,
    ...(lambda.identityValidationExpression === undefined
      ? {}
      : { identityValidationExpression: lambda.identityValidationExpression }),
  };
}

function oidcConfig(oidc: OpenIdConnectAuthorization) {
  return {
    issuer: oidc.issuer,
    ...(oidc.clientId === undefined ? {} : { clientId: oidc.clientId }),
    ...(oidc.issuedAtTtlMilliseconds === undefined ? {} : { iatTtl: oidc.issuedAtTtlMilliseconds }),
    ...(oidc.authenticationTtlMilliseconds === undefined
      ? {}
      : { authTtl: oidc.authenticationTtlMilliseconds }),
  };
}
