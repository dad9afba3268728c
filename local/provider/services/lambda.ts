import { createHash } from "node:crypto";
import type { DeployedFunction } from "../../functions/deployed-function.ts";
import { codeFiles } from "../function-code.ts";
import {
  asNumber,
  asProperties,
  asText,
  asTexts,
  hasUnknown,
  type Properties,
} from "../properties.ts";
import type { DeployedResource } from "../resource-registry.ts";
import type { NewResource, Refusal, ResourceType } from "../resource-type.ts";

/** Lambda quotas: memory in MB, timeout in seconds (Lambda Developer Guide, quotas). */
const LIMITS = { memorySize: [128, 10_240], timeout: [1, 900] } as const;

/** Lambda's defaults: memory in MB, timeout in seconds (Lambda API reference, CreateFunction). */
const DEFAULTS = { memorySize: 128, timeout: 3, applicationLogLevel: "INFO" } as const;

const lambdaFunction: ResourceType = {
  replaceOnChange: ["name", "packageType"],
  autoName: { property: "name", most: 64 },
  honoured: [
    "name",
    "code",
    "handler",
    "memorySize",
    "timeout",
    "environment",
    "reservedConcurrentExecutions",
    "loggingConfig",
    "runtime",
  ],
  stored: [
    "architectures",
    "description",
    "packageType",
    "publish",
    "region",
    "role",
    "tags",
    "tracingConfig",
  ],
  compute(resource) {
    const { place, inputs } = resource;
    const name = asText(inputs.name);
    const arn = `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`;
    const path = "2015-03-31/functions";
    const outputs = {
      arn,
      invokeArn: `arn:aws:apigateway:${place.region}:lambda:path/${path}/${arn}/invocations`,
      qualifiedArn: `${arn}:$LATEST`,
      version: "$LATEST",
      ...codeOutputs(resource),
    };
    return { id: name, outputs };
  },
  recompute: codeOutputs,
  refusals: (inputs) => [
    ...range(inputs, "memorySize"),
    ...range(inputs, "timeout"),
    ...runtime(inputs),
  ],
  async deploy(resource, { functions, code }) {
    const folder = await code.keep(resource.inputs.code);
    await functions.deploy(deployedFunction(resource, folder));
  },
  remove: ({ outputs }, { functions }) => functions.remove(asText(outputs.arn)),
};

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

/** As Lambda reports the code; the digest is over the files and not over a zip of them. */
function codeOutputs({ inputs }: NewResource): Properties {
  const digest = createHash("sha256");
  let size = 0;
  for (const [name, text] of codeFiles(inputs.code)) {
    digest.update(name).update("\0").update(text).update("\0");
    size += Buffer.byteLength(text);
  }
  const codeSha256 = digest.digest("base64");
  return { codeSha256, sourceCodeHash: codeSha256, sourceCodeSize: size };
}

function range(inputs: Properties, property: keyof typeof LIMITS): Refusal[] {
  const value = inputs[property];
  const [least, most] = LIMITS[property];
  if (typeof value !== "number" || (value >= least && value <= most)) return [];
  return [{ property, reason: `got ${value}, allowed: ${least} to ${most}` }];
}

function runtime(inputs: Properties): Refusal[] {
  const { runtime: got } = inputs;
  if (hasUnknown(got) || got === undefined || asText(got).startsWith("nodejs")) return [];
  const reason = `got ${JSON.stringify(got)}; the embedded stage runs Node.js functions only`;
  return [{ property: "runtime", reason }];
}

const permission: ResourceType = {
  replaceOnChange: [
    "action",
    "function",
    "principal",
    "qualifier",
    "sourceAccount",
    "sourceArn",
    "statementId",
  ],
  autoName: { property: "statementId", most: 100 },
  honoured: [],
  stored: "all",
  compute: ({ inputs }) => ({ id: asText(inputs.statementId), outputs: {} }),
};

/** Lambda's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/permission:Permission": permission,
};
