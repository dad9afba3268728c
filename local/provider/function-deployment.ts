import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { asNumber, asProperties, asText, asTexts } from "../../shared/properties.ts";
import type { DeployedFunction } from "../functions/deployed-function.ts";
import type { LocalFunctions } from "../functions/local-functions.ts";
import type { DeployedResource } from "./resource-registry.ts";
import type { StageServices } from "./stage-services.ts";

/** The version that is not published: what the function's code and configuration are now. */
export const LATEST = "$LATEST";

/** Lambda's defaults: memory in MB, timeout in seconds (Lambda API reference, CreateFunction). */
const DEFAULTS = { memorySize: 128, timeout: 3, applicationLogLevel: "INFO" } as const;

/**
 * Between UpdateFunctionConfiguration and UpdateFunctionCode the provider waits until Lambda has
 * taken the first: seconds on AWS, a moment here. `$LATEST` runs old code with new configuration.
 */
const CONFIGURATION_UPDATE_MS = 200;

/**
 * Puts a function in service, or updates it in AWS's order: configuration, code, then the version
 * (Terraform's AWS provider, which Pulumi's is made from, `resourceFunctionUpdate`). Throws
 * InvocationError, and keeps what was in service, when the code does not load.
 */
export async function deployFunction(
  resource: DeployedResource,
  { functions, code }: StageServices,
): Promise<void> {
  const latest = deployedFunction(resource, await code.keep(resource.inputs.code));
  const version = asText(resource.outputs.version, LATEST);
  const published = version === LATEST ? undefined : versionOf(latest, version);
  const previous = functions.deployed(latest.functionArn);
  if (isDeepStrictEqual(latest, previous) && isInService(functions, published)) {
    return;
  }
  try {
    if (previous !== undefined) {
      await updateConfiguration(functions, latest, previous);
    }
    await functions.deploy(latest, published === undefined ? "now" : "later");
    if (published === undefined) {
      return;
    }
    await functions.deploy(published);
    await code.keepVersion(published);
  } catch (error) {
    // The engine keeps the earlier inputs, so `$LATEST` has to be what they say.
    if (previous !== undefined) {
      await functions.deploy(previous, "later");
    }
    throw error;
  }
}

/** A version holds code and configuration as they are when it is published. */
function versionOf(latest: DeployedFunction, version: string): DeployedFunction {
  return { ...latest, functionArn: `${latest.functionArn}:${version}`, version };
}

function isInService(functions: LocalFunctions, version: DeployedFunction | undefined): boolean {
  if (version === undefined) {
    return true;
  }
  return isDeepStrictEqual(functions.deployed(version.functionArn), version);
}

/** The first of the provider's two calls: new configuration, old code. */
async function updateConfiguration(
  functions: LocalFunctions,
  latest: DeployedFunction,
  previous: DeployedFunction,
): Promise<void> {
  const between = { ...latest, codeFolder: previous.codeFolder };
  if (latest.codeFolder === previous.codeFolder || isDeepStrictEqual(between, previous)) {
    return;
  }
  await functions.deploy(between, "later");
  await delay(CONFIGURATION_UPDATE_MS);
}

function deployedFunction(
  { inputs, outputs }: DeployedResource,
  codeFolder: string,
): DeployedFunction {
  const functionName = asText(inputs.name);
  const reserved = asNumber(inputs.reservedConcurrentExecutions);
  const unreserved = reserved === undefined || reserved < 0;
  const { logFormat, applicationLogLevel, logGroup } = asProperties(inputs.loggingConfig);
  return {
    functionName,
    codeFolder,
    functionArn: asText(outputs.arn),
    handler: asText(inputs.handler),
    environment: asTexts(asProperties(inputs.environment).variables),
    memorySize: asNumber(inputs.memorySize) ?? DEFAULTS.memorySize,
    timeoutSeconds: asNumber(inputs.timeout) ?? DEFAULTS.timeout,
    logGroup: asText(logGroup, `/aws/lambda/${functionName}`),
    ...(logFormat === "JSON" && {
      logging: { applicationLogLevel: asText(applicationLogLevel, DEFAULTS.applicationLogLevel) },
    }),
    ...(unreserved ? {} : { reservedConcurrentExecutions: reserved }),
  };
}
