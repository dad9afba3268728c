import { asList, asProperties, asText, type Properties } from "../shared/properties.ts";
import { authTypes } from "./authorization-model.ts";
import { roleMayInvoke } from "./iam/invoke-permission.ts";
import type { ChannelNamespace, HandlerConfig } from "./model.ts";
import type { ResourceRegistry } from "./provider/resource-registry.ts";

/** The function behind a data source, and whether it may be invoked. */
type Target = Pick<HandlerConfig, "functionArn" | "notPermitted">;

/** The channel namespaces of an API by name, each with its handlers. */
export function namespacesOf(
  registry: ResourceRegistry,
  apiId: string,
  apiArn: string,
): Map<string, ChannelNamespace> {
  const dataSources = ofApi(registry, "aws:appsync/dataSource:DataSource", apiId);
  const targets = new Map(
    dataSources.map(({ inputs }) => [asText(inputs.name), targetOf(inputs, apiArn, registry)]),
  );
  const namespaces = ofApi(registry, "aws:appsync/channelNamespace:ChannelNamespace", apiId);
  return new Map(
    namespaces.map(({ inputs }) => [asText(inputs.name), namespaceOf(inputs, targets)]),
  );
}

function targetOf(dataSource: Properties, apiArn: string, registry: ResourceRegistry): Target {
  const functionArn = asText(asProperties(dataSource.lambdaConfig).functionArn);
  const roleArn = asText(dataSource.serviceRoleArn);
  if (roleMayInvoke(roleArn, { functionArn, apiArn }, registry) !== "denied") {
    return { functionArn };
  }
  return {
    functionArn,
    notPermitted:
      `the role of the data source ${asText(dataSource.name)} (${roleArn || "none"}) must trust ` +
      `appsync.amazonaws.com and allow lambda:InvokeFunction on ${functionArn}`,
  };
}

function namespaceOf(inputs: Properties, targets: ReadonlyMap<string, Target>): ChannelNamespace {
  const configs = asProperties(inputs.handlerConfigs);
  const onPublish = handlerConfig(configs.onPublish, targets);
  const onSubscribe = handlerConfig(configs.onSubscribe, targets);
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
  targets: ReadonlyMap<string, Target>,
): HandlerConfig | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const integration = asProperties(asProperties(value).integration);
  const invokeType = asProperties(integration.lambdaConfig).invokeType;
  return {
    ...(targets.get(asText(integration.dataSourceName)) ?? { functionArn: "" }),
    invokeType: invokeType === "EVENT" ? "EVENT" : "REQUEST_RESPONSE",
  };
}

/** The resources of a type that belong to an API. */
function ofApi(registry: ResourceRegistry, type: string, apiId: string) {
  return registry.ofType(type).filter(({ inputs }) => inputs.apiId === apiId);
}
