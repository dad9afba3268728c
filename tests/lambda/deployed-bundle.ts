import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleAuthorizer, bundleHandler } from "../../bundle/handler-bundle.ts";
import type { EventHandlerArgs } from "../../components/event-handler.ts";
import { LambdaAuthorizer, type LambdaAuthorizerArgs } from "../../components/lambda-authorizer.ts";
import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import { only, type RecordedResource, record } from "../components/recorded-resources.ts";
import { eventHandler } from "../components/stage-parts.ts";
import { productNamespace } from "../handlers/deployed-namespace.ts";

/** A namespace's function exactly as its component deploys it. Needs `mockAws`. */
export async function deployedHandler(
  namespaceFolder: string,
  folder: string,
  args: Partial<EventHandlerArgs> = {},
): Promise<DeployedFunction> {
  const bundle = await bundleHandler(namespaceFolder);
  const { resources } = await record((options) =>
    eventHandler(bundle.namespace, { bundle, ...args }, options),
  );
  return deployed(only(resources, FUNCTION), bundle.code, folder);
}

/** The authorizer's function exactly as its component deploys it. Needs `mockAws`. */
export async function deployedAuthorizer(
  folder: string,
  args: Omit<LambdaAuthorizerArgs, "bundle">,
): Promise<DeployedFunction> {
  const bundle = await bundleAuthorizer(productNamespace("authorizer"));
  const { resources } = await record(
    (options) => new LambdaAuthorizer("authorizer", { bundle, ...args }, options),
  );
  return deployed(only(resources, FUNCTION), bundle.code, folder);
}

const FUNCTION = "aws:lambda/function:Function";

/** What a test reads of a function's inputs. */
interface FunctionInputs {
  readonly name: string;
  readonly handler: string;
  readonly memorySize: number;
  readonly timeout: number;
  readonly environment: { readonly variables: Readonly<Record<string, string>> };
  readonly loggingConfig: { readonly logGroup: string };
}

async function deployed(
  { inputs }: RecordedResource,
  code: string,
  folder: string,
): Promise<DeployedFunction> {
  const codeFolder = await mkdtemp(join(folder, "code-"));
  await writeFile(join(codeFolder, "index.mjs"), code);
  const { name, handler, memorySize, timeout, environment, loggingConfig } =
    inputs as unknown as FunctionInputs;
  return {
    functionArn: `arn:aws:lambda:us-east-1:012345678912:function:${name}`,
    functionName: name,
    codeFolder,
    handler,
    environment: environment.variables,
    memorySize,
    timeoutSeconds: timeout,
    logGroup: loggingConfig.logGroup,
  };
}
