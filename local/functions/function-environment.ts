import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { DeployedFunction } from "./deployed-function.ts";

/** Where a function runs, and the endpoints that stand in for AWS services. */
export interface FunctionSurroundings {
  readonly region: string;
  /** Variables such as `AWS_ENDPOINT_URL_DYNAMODB` by name. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** File of a runtime client with its native part. @default AWS's client over a stand-in for it */
  readonly runtime?: string | undefined;
}

/** What the platform knows of one execution environment. */
export interface ExecutionEnvironment {
  readonly logStreamName: string;
  /** Host and port of the Runtime API. */
  readonly runtimeApi: string;
}

/** Folder of AWS's runtime client, `/var/runtime` on Lambda. */
export const RUNTIME_FOLDER = dirname(fileURLToPath(import.meta.resolve("aws-lambda-ric")));

/**
 * The whole environment of a function's process: its own variables and those that Lambda defines
 * (Lambda Developer Guide, defined runtime environment variables). A function may set the first ones
 * itself; the rest are reserved. Nothing of the machine's own environment is passed on. The
 * credentials are not account's: only local endpoints take them.
 */
export function functionEnvironment(
  fn: DeployedFunction,
  surroundings: FunctionSurroundings,
  execution: ExecutionEnvironment,
): Record<string, string> {
  return {
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    NODE_PATH: nodePath(fn.codeFolder),
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
    ...surroundings.endpoints,
    ...fn.environment,
    ...loggingVariables(fn),
    AWS_REGION: surroundings.region,
    AWS_DEFAULT_REGION: surroundings.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: fn.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: fn.version ?? "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: execution.logStreamName,
    AWS_LAMBDA_RUNTIME_API: execution.runtimeApi,
    LAMBDA_TASK_ROOT: fn.codeFolder,
    LAMBDA_RUNTIME_DIR: RUNTIME_FOLDER,
    _HANDLER: fn.handler,
  };
}

/**
 * Node's options as Lambda starts it: a tenth of the memory for young objects, in two halves, and
 * the rest for old ones (`/var/runtime/bootstrap` of AWS's Node.js base images).
 *
 * @param memorySize Memory in MB.
 */
export function nodeOptions(memorySize: number): string[] {
  const young = Math.floor(memorySize / 10);
  return [
    "--expose-gc",
    "--max-http-header-size=81920",
    `--max-semi-space-size=${Math.floor(young / 2)}`,
    `--max-old-space-size=${memorySize - young}`,
  ];
}

/** Folders of layers, of the runtime and of the code, as the same bootstrap orders them. */
function nodePath(codeFolder: string): string {
  return [
    "/opt/nodejs/node24/node_modules",
    "/opt/nodejs/node_modules",
    `${RUNTIME_FOLDER}/node_modules`,
    RUNTIME_FOLDER,
    codeFolder,
  ].join(":");
}

/** What makes the runtime write JSON (Lambda Developer Guide, advanced logging controls). */
function loggingVariables({ logging }: DeployedFunction): Record<string, string> {
  if (logging === undefined) {
    return {};
  }
  return { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: logging.applicationLogLevel };
}
