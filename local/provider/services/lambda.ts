import { createHash } from "node:crypto";
import {
  FUNCTION_MEMORY_MEGABYTES,
  FUNCTION_TIMEOUT_SECONDS,
} from "../../../aws-facts/lambda-limits.ts";
import { asText, hasUnknown, type Properties, UNKNOWN } from "../../../shared/properties.ts";
import { functionArn, invokeArn } from "../arn.ts";
import { codeFiles } from "../function-code.ts";
import { deployFunction, LATEST } from "../function-deployment.ts";
import { propertyDifferences } from "../property-difference.ts";
import type { NewResource, Refusal, ResourceType } from "../resource-type.ts";

const LIMITS = { memorySize: FUNCTION_MEMORY_MEGABYTES, timeout: FUNCTION_TIMEOUT_SECONDS };

/** What a version holds, so that a change of it makes a new one (Lambda API, PublishVersion). */
const VERSIONED = [
  "architectures",
  "code",
  "description",
  "environment",
  "ephemeralStorage",
  "fileSystemConfig",
  "handler",
  "imageConfig",
  "imageUri",
  "kmsKeyArn",
  "layers",
  "loggingConfig",
  "memorySize",
  "role",
  "runtime",
  "s3Bucket",
  "s3Key",
  "s3ObjectVersion",
  "snapStart",
  "timeout",
  "tracingConfig",
  "vpcConfig",
];

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
    "publish",
    "runtime",
  ],
  stored: [
    "architectures",
    "deadLetterConfig",
    "description",
    "ephemeralStorage",
    "packageType",
    "region",
    "role",
    "tags",
    "tracingConfig",
    "vpcConfig",
  ],
  compute(resource) {
    const { place, inputs } = resource;
    const name = asText(inputs.name);
    const arn = functionArn(place, name);
    const version = inputs.publish === true ? "1" : LATEST;
    const outputs = {
      arn,
      invokeArn: invokeArn(place, arn),
      ...versionOutputs(arn, version),
      ...codeOutputs(resource),
    };
    return { id: name, outputs };
  },
  recompute: (resource, before, preview) => ({
    ...(hasUnknown(resource.inputs.code) ? {} : codeOutputs(resource)),
    ...nextVersion(resource.inputs, before, preview),
  }),
  refusals: (inputs) => [
    ...range(inputs, "memorySize"),
    ...range(inputs, "timeout"),
    ...runtime(inputs),
  ],
  deploy: deployFunction,
  async remove({ inputs, outputs }, { functions, code }) {
    await functions.remove(asText(outputs.arn));
    await code.removeVersions(asText(inputs.name));
  },
};

function versionOutputs(arn: string, version: string): Properties {
  return { version, qualifiedArn: `${arn}:${version}` };
}

/** A version is published when what it holds has changed, or none was published before. */
function nextVersion(inputs: Properties, before: Properties, preview: boolean): Properties {
  const arn = asText(before.arn);
  if (inputs.publish !== true) {
    return versionOutputs(arn, LATEST);
  }
  const versioned = (from: Properties): Properties =>
    Object.fromEntries(VERSIONED.map((name) => [name, from[name]]));
  const changed = propertyDifferences(versioned(before), versioned(inputs)).length > 0;
  if (!changed && before.version !== LATEST) {
    return {};
  }
  if (preview) {
    return { version: UNKNOWN, qualifiedArn: UNKNOWN };
  }
  const last = before.version === LATEST ? 0 : Number(before.version);
  return versionOutputs(arn, String(last + 1));
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
  const { minimum, maximum } = LIMITS[property];
  if (typeof value !== "number" || (value >= minimum && value <= maximum)) {
    return [];
  }
  return [{ property, reason: `got ${value}, allowed: ${minimum} to ${maximum}` }];
}

function runtime(inputs: Properties): Refusal[] {
  const { runtime: got } = inputs;
  if (hasUnknown(got) || got === undefined || asText(got).startsWith("nodejs")) {
    return [];
  }
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
  honoured: ["action", "function", "principal", "qualifier", "sourceAccount", "sourceArn"],
  stored: ["region", "statementId"],
  compute: ({ inputs }) => ({ id: asText(inputs.statementId), outputs: {} }),
};

const provisionedConcurrency: ResourceType = {
  replaceOnChange: ["functionName", "qualifier"],
  honoured: [],
  stored: "all",
  compute: ({ inputs }) => ({
    id: `${asText(inputs.functionName)},${asText(inputs.qualifier)}`,
    outputs: {},
  }),
};

/** Lambda's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/permission:Permission": permission,
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": provisionedConcurrency,
};
