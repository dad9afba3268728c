import { asList, asProperties, asText, type Properties } from "./provider/properties.ts";
import type { DeployedResource, ResourceRegistry } from "./provider/resource-registry.ts";
import { isKnownType, resourceType } from "./provider/resource-types.ts";
import { unevaluatedRules } from "./web-acl-model.ts";

/** How the embedded stage treats what is deployed. */
export interface StageSupport {
  /** Types that are kept without an effect on this machine, with how many there are of each. */
  readonly stored: ReadonlyMap<string, number>;
  /** What AWS would do and this machine does not: a line each that names the resource. */
  readonly unsupported: readonly string[];
}

/** Sorts the deployed resources into what has an effect here, what is kept, what is not honoured. */
export function stageSupport(registry: ResourceRegistry): StageSupport {
  const stored = new Map<string, number>();
  const unsupported: string[] = [];
  for (const resource of registry.all()) {
    const { type } = resource;
    if (resourceType(type).stored === "all") stored.set(type, (stored.get(type) ?? 0) + 1);
    unsupported.push(...unsupportedIn(resource).map((what) => `${nameOf(resource)}: ${what}`));
  }
  return { stored, unsupported };
}

function unsupportedIn(resource: DeployedResource): string[] {
  if (!isKnownType(resource.type)) return ["a type that the embedded stage does not know"];
  const { honoured, stored } = resourceType(resource.type);
  const known = stored === "all" ? undefined : new Set([...honoured, ...stored]);
  const unknown = Object.keys(resource.inputs).filter(
    (name) => known !== undefined && !known.has(name) && !name.startsWith("__"),
  );
  return [...unknown.map((name) => `property ${name}`), ...valuesIn(resource)];
}

/** Values of honoured properties that stand for something this machine does not do. */
function valuesIn(resource: DeployedResource): string[] {
  switch (resource.type) {
    case "aws:appsync/api:Api":
      return unsupportedProviders(resource.inputs);
    case "aws:appsync/channelNamespace:ChannelNamespace":
      return unsupportedHandlers(resource.inputs);
    case "aws:appsync/dataSource:DataSource":
      return unsupportedDataSource(resource.inputs);
    case "aws:wafv2/webAcl:WebAcl":
      return unevaluatedRules(resource).map((rule) => `rule ${rule} is evaluated by AWS only`);
    default:
      return [];
  }
}

function unsupportedProviders(inputs: Properties): string[] {
  return asList(asProperties(inputs.eventConfig).authProviders)
    .map((provider) => asText(asProperties(provider).authType))
    .filter((type) => type === "AMAZON_COGNITO_USER_POOLS" || type === "OPENID_CONNECT")
    .map((type) => `authorization mode ${type}: every token is refused`);
}

function unsupportedHandlers(inputs: Properties): string[] {
  const configs = Object.entries(asProperties(inputs.handlerConfigs));
  return configs.flatMap(([side, config]) =>
    asProperties(config).behavior === "CODE" ? [`${side} with behavior CODE (APPSYNC_JS)`] : [],
  );
}

function unsupportedDataSource(inputs: Properties): string[] {
  return inputs.type === "AWS_LAMBDA" ? [] : [`data source type ${asText(inputs.type)}`];
}

/** Type and name as they stand in the program: `aws:appsync/api:Api events`. */
function nameOf({ type, urn }: DeployedResource): string {
  return `${type} ${urn.slice(urn.lastIndexOf("::") + 2)}`;
}
