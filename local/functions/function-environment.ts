import type { DeployedFunction } from "./deployed-function.ts";

/** Where a function runs, and the endpoints that stand in for AWS services. */
export interface FunctionSurroundings {
  readonly region: string;
  /** Variables such as `AWS_ENDPOINT_URL_DYNAMODB` by name. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/**
 * The whole environment of a function's process: its own variables and those that Lambda reserves
 * (Lambda Developer Guide, defined runtime environment variables). Nothing of the machine's own
 * environment is passed on. The credentials are no account's: only local endpoints take them.
 */
export function functionEnvironment(
  fn: DeployedFunction,
  surroundings: FunctionSurroundings,
  logStreamName: string,
): Record<string, string> {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...surroundings.endpoints,
    ...fn.environment,
    AWS_REGION: surroundings.region,
    AWS_DEFAULT_REGION: surroundings.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: fn.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: fn.version ?? "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: fn.codeFolder,
    _HANDLER: fn.handler,
  };
}
