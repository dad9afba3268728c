import type { TableStore } from "./dynamodb/table-store.ts";
import type { DeployedFunction } from "./functions/deployed-function.ts";
import type { LocalFunctions } from "./functions/local-functions.ts";
import type { FunctionCodeStore } from "./provider/function-code.ts";
import { asNumber, asProperties, asText, asTexts } from "./provider/properties.ts";
import type { ResourceEffects } from "./provider/resource-effects.ts";
import type { DeployedResource } from "./provider/resource-registry.ts";

const FUNCTION = "aws:lambda/function:Function";
const TABLE = "aws:dynamodb/table:Table";

/** Lambda's defaults (Lambda API reference, CreateFunction). */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** What resources are backed by on this machine. */
export interface StageServices {
  readonly functions: LocalFunctions;
  readonly code: FunctionCodeStore;
  readonly tables: TableStore;
}

/** Deploying a function runs it, deploying a table opens it. */
export class StageEffects implements ResourceEffects {
  readonly #services: StageServices;

  constructor(services: StageServices) {
    this.#services = services;
  }

  async deploy(resource: DeployedResource): Promise<void> {
    const { functions, code, tables } = this.#services;
    if (resource.type === TABLE) await tables.create(resource.inputs);
    if (resource.type === FUNCTION)
      await functions.deploy(deployedFunction(resource, await code.keep(resource.inputs.code)));
  }

  async remove({ type, inputs, outputs }: DeployedResource): Promise<void> {
    const { functions, tables } = this.#services;
    if (type === TABLE) await tables.remove(asText(inputs.name));
    if (type === FUNCTION) await functions.remove(asText(outputs.arn));
  }
}

function deployedFunction(
  { inputs, outputs }: DeployedResource,
  codeFolder: string,
): DeployedFunction {
  const functionName = asText(inputs.name);
  const reserved = asNumber(inputs.reservedConcurrentExecutions);
  const unreserved = reserved === undefined || reserved < 0;
  return {
    functionName,
    codeFolder,
    functionArn: asText(outputs.arn),
    handler: asText(inputs.handler),
    environment: asTexts(asProperties(inputs.environment).variables),
    memorySize: asNumber(inputs.memorySize) ?? DEFAULT_MEMORY_MB,
    timeoutSeconds: asNumber(inputs.timeout) ?? DEFAULT_TIMEOUT_SECONDS,
    logGroup: asText(asProperties(inputs.loggingConfig).logGroup, `/aws/lambda/${functionName}`),
    ...(unreserved ? {} : { reservedConcurrentExecutions: reserved }),
  };
}
