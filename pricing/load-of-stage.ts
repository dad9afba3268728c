import type { AssumptionValues } from "./assumptions.ts";
import { authorizerInvocations } from "./authorizer-load.ts";
import { isExport } from "./export-load.ts";
import type { ForecastInput } from "./forecast-input.ts";
import { billedMilliseconds, invocations, type UsageByNamespace } from "./handler-load.ts";
import { logBytesByGroup } from "./log-bytes.ts";
import { servicePrices } from "./price.ts";
import { textAt } from "./program-resource.ts";
import { resourcesOfType } from "./resources-of-type.ts";
import { type FunctionLoad, namespaceOf, type StageLoad } from "./stage-load.ts";

/** The load that declared traffic puts on a program's resources. */
export function stageLoad(
  input: ForecastInput,
  usage: UsageByNamespace,
  assumed: AssumptionValues,
): StageLoad {
  const { resources } = input;
  const namespaces = new Map(
    usage.flatMap(([name, month]) => {
      const traffic = input.traffic[name];
      return traffic ? [[name, { traffic, usage: month }] as const] : [];
    }),
  );
  const functions = functionLoads(input, namespaces, assumed);
  const load = {
    assumed,
    prices: servicePrices(input.region, input.day, input.prices),
    hours: BigInt(assumed.daysPerMonth) * 24n,
    resources,
    namespaces,
    functions,
  };
  return { ...load, logs: logBytesByGroup(load) };
}

function functionLoads(
  input: ForecastInput,
  namespaces: StageLoad["namespaces"],
  assumed: AssumptionValues,
): Map<string, FunctionLoad> {
  const authorizers = new Set(
    // AppSync invokes a namespace's function by a role, and an authorizer by a permission alone.
    resourcesOfType(input.resources, "aws:lambda/permission:Permission")
      .filter(({ inputs }) => textAt(inputs, "principal") === "appsync.amazonaws.com")
      .map(({ inputs }) => textAt(inputs, "function")),
  );
  const loads = new Map<string, FunctionLoad>();
  for (const resource of resourcesOfType(input.resources, "aws:lambda/function:Function")) {
    const name = textAt(resource.inputs, "name");
    const namespace = namespaceOf(resource);
    if (name === undefined) {
      continue;
    }
    if (namespace !== undefined) {
      const month = namespaces.get(namespace)?.usage;
      loads.set(name, {
        invocations: month ? invocations(month) : 0n,
        milliseconds: billedMilliseconds(input, namespace, assumed),
      });
    } else if (isExport(resource)) {
      loads.set(name, {
        invocations: BigInt(assumed.daysPerMonth),
        milliseconds: BigInt(Math.ceil(assumed.exportMilliseconds)),
      });
    } else if (authorizers.has(name)) {
      loads.set(name, {
        invocations: authorizerInvocations(input.resources, namespaces, assumed),
        milliseconds: BigInt(Math.ceil(assumed.authorizerMilliseconds)),
      });
    }
  }
  return loads;
}
