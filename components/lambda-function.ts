import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  EPHEMERAL_STORAGE_MEGABYTES,
  FUNCTION_MEMORY_MEGABYTES,
  HANDLER_TIMEOUT_SECONDS,
} from "../aws-facts/lambda-limits.ts";
import { RETENTION_DAYS } from "../aws-facts/log-retention.ts";
import { HANDLER, type PackageFiles } from "../bundle/attestation.ts";
import { variableNameFault } from "../settings/function-variables.ts";
import { oneOf, type Refusal, wholeNumber } from "./component-error.ts";
import { ownStatements } from "./function-permissions.ts";
import { physicalName } from "./physical-name.ts";
import { type PolicyStatement, policyDocument, trustPolicy } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";

/** Name of the alias that every function of a stage is invoked by. */
export const LIVE_ALIAS = "live";

/** Timeout of a function that is given none, in seconds. */
export const DEFAULT_TIMEOUT_SECONDS = 5;

/** Where a function reaches into a VPC. */
export interface FunctionVpc {
  /** 1 to 16, in several availability zones. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** 1 to 5. */
  readonly securityGroupIds: readonly pulumi.Input<string>[];
}

/** How a function runs and logs. */
export interface FunctionOptions {
  /** Variables beside those that the component sets. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Runs the function in a VPC, whose routes decide what it reaches: AWS's own services by endpoints
   * of the VPC or a NAT gateway. @default no VPC
   */
  readonly vpc?: FunctionVpc;
  /** ARNs of layer versions, at most five; the policy pack has to know them. @default none */
  readonly layers?: readonly pulumi.Input<string>[];
  /** Size of `/tmp`, 512 to 10240. @default 512 */
  readonly ephemeralStorageMegabytes?: number;
  /**
   * SQS queue or SNS topic that receives what Lambda gives up on. Only asynchronous invocations are
   * ever given up on: AppSync waits for its answers and tells the publisher. @default none
   */
  readonly deadLetterTargetArn?: pulumi.Input<string>;
  /** @default 256 */
  readonly memoryMegabytes?: number;
  /** 1 to 29; AppSync ends a request after 30 s. @default 5 */
  readonly timeoutSeconds?: number;
  /** Share of the account's concurrency that is this function's alone. @default none */
  readonly reservedConcurrency?: number;
  /**
   * Execution environments that are kept ready, so that no event waits for a cold start; billed by
   * the hour. At most `reservedConcurrency` where that is given. @default none
   */
  readonly provisionedConcurrency?: number;
  /**
   * Active records one invocation a second and 5 % of the others with X-Ray, a rate that Lambda fixes;
   * PassThrough those that the caller samples, and AppSync samples none. @default PassThrough
   */
  readonly tracing?: "Active" | "PassThrough";
  /** Level of Powertools' logger. @default INFO */
  readonly logLevel?: "DEBUG" | "INFO" | "WARN" | "ERROR" | "CRITICAL" | "SILENT";
  /** One of the periods of CloudWatch Logs. @default 30 */
  readonly logRetentionDays?: number;
  /** Key that CloudWatch Logs may use. @default CloudWatch Logs' own encryption */
  readonly kmsKeyArn?: pulumi.Input<string>;
}

/** What a function is made of. */
export interface FunctionParts {
  readonly component: string;
  /** Name of the component; the function's name ends in it. */
  readonly name: string;
  readonly description: string;
  /** The package: `index.mjs`, which exports `handler`, and what lies beside it. */
  readonly files: PackageFiles;
  /** Variables that the component sets. */
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** What the function may do beside what its options need. */
  readonly policyStatements: readonly PolicyStatement[];
  readonly options: FunctionOptions;
  readonly tags: Tags;
}

/** The resources of a function. */
export interface FunctionResources {
  readonly function: aws.lambda.Function;
  /** What AppSync invokes. It moves to a new version once that version is complete. */
  readonly alias: aws.lambda.Alias;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly role: aws.iam.Role;
}

/** Everything that cannot work in a function's options; `most` is the longest timeout. */
export function functionRefusals(
  options: FunctionOptions,
  most: number = HANDLER_TIMEOUT_SECONDS.maximum,
): Refusal[] {
  return [
    ...wholeNumber("memoryMegabytes", options.memoryMegabytes, FUNCTION_MEMORY_MEGABYTES),
    ...wholeNumber("timeoutSeconds", options.timeoutSeconds, { minimum: 1, maximum: most }),
    ...wholeNumber("reservedConcurrency", options.reservedConcurrency, {
      minimum: 0,
      maximum: 100_000,
    }),
    ...wholeNumber("provisionedConcurrency", options.provisionedConcurrency, {
      minimum: 1,
      maximum: options.reservedConcurrency ?? 100_000,
    }),
    ...oneOf("logRetentionDays", options.logRetentionDays, RETENTION_DAYS),
    ...wholeNumber(
      "ephemeralStorageMegabytes",
      options.ephemeralStorageMegabytes,
      EPHEMERAL_STORAGE_MEGABYTES,
    ),
    ...wholeNumber("vpc.subnetIds.length", options.vpc?.subnetIds.length, {
      minimum: 1,
      maximum: 16,
    }),
    ...wholeNumber("vpc.securityGroupIds.length", options.vpc?.securityGroupIds.length, {
      minimum: 1,
      maximum: 5,
    }),
    ...wholeNumber("layers.length", options.layers?.length, { minimum: 0, maximum: 5 }),
    ...variableRefusals(options.environment ?? {}),
  ];
}

function variableRefusals(environment: Readonly<Record<string, unknown>>): Refusal[] {
  return Object.keys(environment).flatMap((name) => {
    const fault = variableNameFault(name);
    return fault ? [{ property: `environment.${name}`, ...fault }] : [];
  });
}

/**
 * Creates a function with an alias, a log group and a role of its own, as children of `parent`.
 *
 * Lambda takes a function's configuration and its code in two calls, so running code would meet a
 * configuration that is not its own. Each deployment therefore publishes a version, which holds both
 * and never changes, and the alias moves to it once it is there.
 */
export function createFunction(
  parent: pulumi.ComponentResource,
  parts: FunctionParts,
): FunctionResources {
  const functionName = physicalName(parts.component, [parts.name]);
  const logGroup = createLogGroup(parent, parts, functionName);
  const role = createRole(parent, parts, functionName);
  const policy = new aws.iam.RolePolicy(
    parts.name,
    {
      role: role.id,
      policy: policyDocument([
        ...ownStatements(parent, logGroup, functionName, parts.options),
        ...parts.policyStatements,
      ]),
    },
    { parent },
  );
  const { options } = parts;
  const lambda = new aws.lambda.Function(
    parts.name,
    {
      name: functionName,
      description: parts.description,
      role: role.arn,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: HANDLER,
      code: archiveOf(parts.files),
      publish: true,
      memorySize: options.memoryMegabytes ?? 256,
      timeout: options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
      ...(options.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: options.reservedConcurrency }),
      tracingConfig: { mode: options.tracing ?? "PassThrough" },
      // Naming the group makes it exist before the first line.
      loggingConfig: { ...logFormat(options.logLevel), logGroup: logGroup.name },
      environment: { variables: { ...options.environment, ...parts.environment } },
      ...placeArgs(options),
      tags: parts.tags,
    },
    { parent, dependsOn: [policy] },
  );
  const alias = createAlias(parent, parts, lambda);
  return { function: lambda, alias, logGroup, role };
}

/**
 * How Lambda writes a function's log. In JSON it leaves out its own lines of an invocation that goes well
 * (START, END and REPORT), which would be most of the log's bytes. It then drops the function's lines below
 * a level too, and takes those without one, as metric lines are, for INFO: so functions that log less than
 * INFO keep the format Text. Source: Lambda Developer Guide, advanced logging controls.
 */
function logFormat(level: FunctionOptions["logLevel"] = "INFO") {
  if (level !== "DEBUG" && level !== "INFO") {
    return { logFormat: "Text" };
  }
  return { logFormat: "JSON", applicationLogLevel: level, systemLogLevel: "WARN" };
}

/** Where a function runs, and what lies beside it; what is not asked for stays Lambda's default. */
function placeArgs(options: FunctionOptions): Partial<aws.lambda.FunctionArgs> {
  const { vpc, layers, ephemeralStorageMegabytes: size, deadLetterTargetArn: targetArn } = options;
  return {
    ...(vpc === undefined
      ? {}
      : {
          vpcConfig: {
            subnetIds: [...vpc.subnetIds],
            securityGroupIds: [...vpc.securityGroupIds],
          },
        }),
    ...(layers === undefined ? {} : { layers: [...layers] }),
    ...(size === undefined ? {} : { ephemeralStorage: { size } }),
    ...(targetArn === undefined ? {} : { deadLetterConfig: { targetArn } }),
  };
}

function archiveOf(files: PackageFiles): pulumi.asset.AssetArchive {
  const assets = Object.entries(files).map(([path, text]) => [
    path,
    new pulumi.asset.StringAsset(text),
  ]);
  return new pulumi.asset.AssetArchive(Object.fromEntries(assets));
}

function createAlias(
  parent: pulumi.ComponentResource,
  { name, options }: FunctionParts,
  lambda: aws.lambda.Function,
): aws.lambda.Alias {
  const alias = new aws.lambda.Alias(
    name,
    { name: LIVE_ALIAS, functionName: lambda.name, functionVersion: lambda.version },
    { parent },
  );
  if (options.provisionedConcurrency !== undefined) {
    new aws.lambda.ProvisionedConcurrencyConfig(
      name,
      {
        functionName: lambda.name,
        qualifier: alias.name,
        provisionedConcurrentExecutions: options.provisionedConcurrency,
      },
      { parent },
    );
  }
  return alias;
}

function createLogGroup(
  parent: pulumi.ComponentResource,
  { name, options, tags }: FunctionParts,
  functionName: string,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    `${name}-log`,
    {
      name: `/aws/lambda/${functionName}`,
      retentionInDays: options.logRetentionDays ?? 30,
      ...(options.kmsKeyArn === undefined ? {} : { kmsKeyId: options.kmsKeyArn }),
      tags,
    },
    { parent },
  );
}

function createRole(
  parent: pulumi.ComponentResource,
  { name, tags }: FunctionParts,
  functionName: string,
): aws.iam.Role {
  return new aws.iam.Role(
    name,
    {
      name: functionName,
      description: `Role of the function ${functionName}`,
      assumeRolePolicy: trustPolicy("lambda.amazonaws.com"),
      tags,
    },
    { parent },
  );
}
