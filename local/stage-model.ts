import { AUTH_MODES, type AuthMode } from "../aws-facts/auth-modes.ts";
import type {
  ApiKey,
  ChannelNamespace,
  EventApi,
  HandlerConfig,
  LambdaAuthorizer,
  TokenProvider,
} from "./model.ts";
import { asList, asNumber, asProperties, asText, type Properties } from "./provider/properties.ts";
import type { DeployedResource, ResourceRegistry } from "./provider/resource-registry.ts";
import { webAclOf } from "./web-acl-model.ts";

/** Seconds that a Lambda authorizer's result is kept by default (AppSync API reference). */
const DEFAULT_RESULT_TTL_SECONDS = 300;

/** The Event APIs among the deployed resources by id, each with all that hangs on it. */
export function eventApisOf(registry: ResourceRegistry): ReadonlyMap<string, EventApi> {
  const apis = registry.ofType("aws:appsync/api:Api").map((api) => eventApi(api, registry));
  return new Map(apis.map((api) => [api.apiId, api]));
}

function eventApi(resource: DeployedResource, registry: ResourceRegistry): EventApi {
  const apiId = asText(resource.outputs.apiId);
  const apiArn = asText(resource.outputs.apiArn);
  const [, , , region = "", accountId = ""] = apiArn.split(":");
  const config = asProperties(resource.inputs.eventConfig);
  const lambdaAuthorizer = lambdaAuthorizerOf(config);
  const webAcl = webAclOf(apiArn, registry);
  return {
    apiId,
    apiArn,
    accountId,
    region,
    name: asText(resource.inputs.name),
    authTypes: authTypes(config.authProviders),
    connectionAuthModes: authTypes(config.connectionAuthModes),
    defaultPublishAuthModes: authTypes(config.defaultPublishAuthModes),
    defaultSubscribeAuthModes: authTypes(config.defaultSubscribeAuthModes),
    tokenProviders: tokenProvidersOf(config, region),
    apiKeys: ofApi(registry, "aws:appsync/apiKey:ApiKey", apiId).map(apiKey),
    namespaces: namespacesOf(registry, apiId),
    ...(lambdaAuthorizer === undefined ? {} : { lambdaAuthorizer }),
    ...(webAcl === undefined ? {} : { webAcl }),
  };
}

function ofApi(registry: ResourceRegistry, type: string, apiId: string): DeployedResource[] {
  return registry.ofType(type).filter(({ inputs }) => inputs.apiId === apiId);
}

function apiKey({ outputs }: DeployedResource): ApiKey {
  return {
    apiKeyId: asText(outputs.apiKeyId),
    key: asText(outputs.key),
    expires: Math.floor(Date.parse(asText(outputs.expires)) / 1000),
  };
}

function namespacesOf(registry: ResourceRegistry, apiId: string): Map<string, ChannelNamespace> {
  const dataSources = ofApi(registry, "aws:appsync/dataSource:DataSource", apiId);
  const functionArns = new Map(
    dataSources.map(({ inputs }) => [
      asText(inputs.name),
      asText(asProperties(inputs.lambdaConfig).functionArn),
    ]),
  );
  const namespaces = ofApi(registry, "aws:appsync/channelNamespace:ChannelNamespace", apiId);
  return new Map(
    namespaces.map(({ inputs }) => [asText(inputs.name), namespaceOf(inputs, functionArns)]),
  );
}

function namespaceOf(
  inputs: Properties,
  functionArns: ReadonlyMap<string, string>,
): ChannelNamespace {
  const configs = asProperties(inputs.handlerConfigs);
  const onPublish = handlerConfig(configs.onPublish, functionArns);
  const onSubscribe = handlerConfig(configs.onSubscribe, functionArns);
  return {
    name: asText(inputs.name),
    ...(asList(inputs.publishAuthModes).length > 0
      ? { publishAuthModes: authTypes(inputs.publishAuthModes) }
      : {}),
    ...(asList(inputs.subscribeAuthModes).length > 0
      ? { subscribeAuthModes: authTypes(inputs.subscribeAuthModes) }
      : {}),
    ...(onPublish === undefined ? {} : { onPublish }),
    ...(onSubscribe === undefined ? {} : { onSubscribe }),
  };
}

/** A data source that is not there leaves a function that is not found: events are refused. */
function handlerConfig(
  value: unknown,
  functionArns: ReadonlyMap<string, string>,
): HandlerConfig | undefined {
  if (value === undefined || value === null) return undefined;
  const integration = asProperties(asProperties(value).integration);
  const invokeType = asProperties(integration.lambdaConfig).invokeType;
  return {
    functionArn: functionArns.get(asText(integration.dataSourceName)) ?? "",
    invokeType: invokeType === "EVENT" ? "EVENT" : "REQUEST_RESPONSE",
  };
}

function lambdaAuthorizerOf(config: Properties): LambdaAuthorizer | undefined {
  const provider = asList(config.authProviders)
    .map(asProperties)
    .find(({ authType }) => authType === "AWS_LAMBDA");
  if (provider === undefined) return undefined;
  const authorizer = asProperties(provider.lambdaAuthorizerConfig);
  const expression = asText(authorizer.identityValidationExpression);
  return {
    functionArn: asText(authorizer.authorizerUri),
    resultTtlSeconds:
      asNumber(authorizer.authorizerResultTtlInSeconds) ?? DEFAULT_RESULT_TTL_SECONDS,
    ...(expression === "" ? {} : { identityValidationExpression: expression }),
  };
}

function tokenProvidersOf(config: Properties, apiRegion: string): TokenProvider[] {
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

function authTypes(value: unknown): AuthMode[] {
  const given = asList(value).map((each) => asText(asProperties(each).authType));
  return AUTH_MODES.filter((type) => given.includes(type));
}
