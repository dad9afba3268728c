import { AUTH_MODES, type AuthMode } from "../aws-facts/auth-modes.ts";
import { asList, asNumber, asProperties, asText, type Properties } from "../shared/properties.ts";
import { permissionToInvoke } from "./iam/invoke-permission.ts";
import type { LambdaAuthorizer, TokenProvider } from "./model.ts";
import type { ResourceRegistry } from "./provider/resource-registry.ts";

/** Seconds that a Lambda authorizer's result is kept by default (AppSync API reference). */
const DEFAULT_RESULT_TTL_SECONDS = 300;

/** The Lambda authorizer of an API's `eventConfig`, if it has one. */
export function lambdaAuthorizerOf(
  config: Properties,
  apiArn: string,
  registry: ResourceRegistry,
): LambdaAuthorizer | undefined {
  const provider = asList(config.authProviders)
    .map(asProperties)
    .find(({ authType }) => authType === "AWS_LAMBDA");
  if (provider === undefined) {
    return undefined;
  }
  const authorizer = asProperties(provider.lambdaAuthorizerConfig);
  const expression = asText(authorizer.identityValidationExpression);
  const functionArn = asText(authorizer.authorizerUri);
  const isDenied = permissionToInvoke({ functionArn, apiArn }, registry) === "denied";
  return {
    functionArn,
    resultTtlSeconds:
      asNumber(authorizer.authorizerResultTtlInSeconds) ?? DEFAULT_RESULT_TTL_SECONDS,
    ...(expression === "" ? {} : { identityValidationExpression: expression }),
    ...(isDenied && {
      notPermitted:
        `a permission must let appsync.amazonaws.com invoke ${functionArn} for ${apiArn}. ` +
        "Fix: an aws.lambda.Permission with the qualifier that is invoked",
    }),
  };
}

/** The user pools and OpenID Connect providers of an API's `eventConfig`. */
export function tokenProvidersOf(config: Properties, apiRegion: string): TokenProvider[] {
  return asList(config.authProviders).flatMap((value): TokenProvider[] => {
    const { authType, cognitoConfig, openidConnectConfig } = asProperties(value);
    switch (authType) {
      case "AMAZON_COGNITO_USER_POOLS":
        return [userPool(asProperties(cognitoConfig), apiRegion)];
      case "OPENID_CONNECT":
        return [openIdConnect(asProperties(openidConnectConfig))];
      default:
        return [];
    }
  });
}

/** A pool's issuer (Cognito Developer Guide, verifying JSON web tokens). */
function userPool(cognito: Properties, apiRegion: string): TokenProvider {
  const region = asText(cognito.awsRegion, apiRegion);
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    authType: "AMAZON_COGNITO_USER_POOLS",
    issuer: `https://cognito-idp.${region}.${domain}/${asText(cognito.userPoolId)}`,
    ...clientIds(cognito.appIdClientRegex),
  };
}

function openIdConnect(provider: Properties): TokenProvider {
  const issuedAtTtlMs = asNumber(provider.iatTtl);
  const authenticationTtlMs = asNumber(provider.authTtl);
  return {
    authType: "OPENID_CONNECT",
    issuer: asText(provider.issuer),
    ...clientIds(provider.clientId),
    ...(issuedAtTtlMs === undefined ? {} : { issuedAtTtlMs }),
    ...(authenticationTtlMs === undefined ? {} : { authenticationTtlMs }),
  };
}

function clientIds(expression: unknown): Pick<TokenProvider, "clientIdExpression"> {
  const clientIdExpression = asText(expression);
  return clientIdExpression === "" ? {} : { clientIdExpression };
}

/** The modes in a list of `{ authType }`, each once. */
export function authTypes(value: unknown): AuthMode[] {
  const given = asList(value).map((each) => asText(asProperties(each).authType));
  return AUTH_MODES.filter((type) => given.includes(type));
}
