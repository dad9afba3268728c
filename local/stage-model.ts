import { asProperties, asText } from "../shared/properties.ts";
import { authTypes, lambdaAuthorizerOf, tokenProvidersOf } from "./authorization-model.ts";
import type { ApiKey, EventApi } from "./model.ts";
import { namespacesOf } from "./namespace-model.ts";
import type { DeployedResource, ResourceRegistry } from "./provider/resource-registry.ts";
import { webAclOf } from "./web-acl-model.ts";

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
  const lambdaAuthorizer = lambdaAuthorizerOf(config, apiArn, registry);
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
    apiKeys: registry
      .ofType("aws:appsync/apiKey:ApiKey")
      .filter(({ inputs }) => inputs.apiId === apiId)
      .map(apiKey),
    namespaces: namespacesOf(registry, apiId, apiArn),
    ...(lambdaAuthorizer === undefined ? {} : { lambdaAuthorizer }),
    ...(webAcl === undefined ? {} : { webAcl }),
  };
}

function apiKey({ outputs }: DeployedResource): ApiKey {
  return {
    apiKeyId: asText(outputs.apiKeyId),
    key: asText(outputs.key),
    expires: Math.floor(Date.parse(asText(outputs.expires)) / 1000),
  };
}
