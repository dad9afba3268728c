import type { AssumptionValues } from "./assumptions.ts";
import { inputAt, listAt, numberAt, type ProgramResource, textAt } from "./program-resource.ts";
import { resourcesOfType } from "./resources-of-type.ts";
import type { NamespaceLoad } from "./stage-load.ts";
import { sum } from "./sum.ts";
import { wholeProduct } from "./whole-product.ts";

/** What decides how often AppSync asks the Lambda authorizer. */
interface Authorization {
  readonly connect: readonly string[];
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** Seconds for which AppSync keeps an answer; 0 keeps none. */
  readonly ttlSeconds: number;
}

/**
 * Invocations of the Lambda authorizer: one for each connect, publish and subscribe request that brings
 * its token, and with a result TTL no more than one for each client and TTL while it is connected.
 * Source: AppSync Events Developer Guide, AWS_LAMBDA authorization.
 */
export function authorizerInvocations(
  resources: readonly ProgramResource[],
  namespaces: ReadonlyMap<string, NamespaceLoad>,
  assumed: AssumptionValues,
): bigint {
  const [api] = resourcesOfType(resources, "aws:appsync/api:Api");
  if (api === undefined) {
    return 0n;
  }
  const declared = new Map(
    resourcesOfType(resources, "aws:appsync/channelNamespace:ChannelNamespace").map((each) => [
      textAt(each.inputs, "name"),
      each,
    ]),
  );
  return sum(
    [...namespaces].map(([name, load]) =>
      namespaceInvocations(authorizationOf(api, declared.get(name)), load, assumed),
    ),
  );
}

function namespaceInvocations(
  { connect, publish, subscribe, ttlSeconds }: Authorization,
  { traffic, usage }: NamespaceLoad,
  assumed: AssumptionValues,
): bigint {
  const share = (modes: readonly string[]) => {
    if (!modes.includes("AWS_LAMBDA")) {
      return 0;
    }
    return modes.length === 1 ? 1 : assumed.lambdaAuthorizedShare;
  };
  const requests =
    wholeProduct(usage.operations.connect ?? 0n, share(connect)) +
    wholeProduct(usage.operations.subscribe ?? 0n, share(subscribe)) +
    wholeProduct(usage.publishes, share(publish));
  const { connections } = traffic;
  if (ttlSeconds === 0 || connections === undefined || connections.clients === 0) {
    return requests;
  }
  const windows =
    wholeProduct(
      connections.clients,
      assumed.daysPerMonth,
      connections.minutesPerDay,
      60 / ttlSeconds,
    ) + (usage.operations.connect ?? 0n);
  return requests < windows ? requests : windows;
}

function authorizationOf(
  api: ProgramResource,
  namespace: ProgramResource | undefined,
): Authorization {
  const modes = (list: readonly unknown[]) =>
    list.flatMap((each) => textAt(each, "authType") ?? []);
  const own = (key: string, byDefault: string) => {
    const given = inputAt(namespace?.inputs, key);
    const list = Array.isArray(given) ? given : listAt(api.inputs, "eventConfig", byDefault);
    return modes(list);
  };
  const lambda = listAt(api.inputs, "eventConfig", "authProviders").find(
    (provider) => textAt(provider, "authType") === "AWS_LAMBDA",
  );
  return {
    connect: modes(listAt(api.inputs, "eventConfig", "connectionAuthModes")),
    publish: own("publishAuthModes", "defaultPublishAuthModes"),
    subscribe: own("subscribeAuthModes", "defaultSubscribeAuthModes"),
    ttlSeconds: numberAt(lambda, ["lambdaAuthorizerConfig", "authorizerResultTtlInSeconds"], 300),
  };
}
