/**
 * Variables that Lambda sets and that no configuration may hold (Lambda Developer Guide, environment
 * variables, reserved). `AWS_` names beyond these, such as endpoints of the SDK, are free.
 */
const LAMBDA_VARIABLES = [
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
];

/** Variables that the components give their functions. */
const PROGRAM_VARIABLES = [
  "CHANNEL_NAMESPACE",
  "EVENT_API_ID",
  "EVENT_ATTESTATION",
  "METRICS_FLUSH",
  "OPERATIONS_USD_PER_MILLION",
  "POWERTOOLS_LOG_LEVEL",
  "POWERTOOLS_METRICS_NAMESPACE",
  "POWERTOOLS_SERVICE_NAME",
  "SECRET_REFERENCES",
  "STAGE",
  "TOKEN_AUDIENCE",
  "TOKEN_CLAIMS",
  "TOKEN_ISSUER",
  "TOKEN_JWKS",
  "TOKEN_JWKS_URL",
];

/** Form of a variable's name (Lambda API reference, Environment). */
const NAME = /^[A-Za-z][A-Za-z0-9_]+$/;

/** Bytes that all variables of a function may have together (Lambda quotas). */
export const MAX_ENVIRONMENT_BYTES = 4_096;

/** Why a function's environment cannot have a variable of this name; undefined if it can. */
export function variableNameFault(name: string): { got: string; allowed: string } | undefined {
  if (LAMBDA_VARIABLES.includes(name)) {
    return { got: "a variable that Lambda sets", allowed: "other names" };
  }
  if (PROGRAM_VARIABLES.includes(name)) {
    return { got: "a variable that the program sets", allowed: "other names" };
  }
  if (NAME.test(name)) {
    return undefined;
  }
  const allowed = "a letter, then one or more letters, digits and underscores";
  return { got: "a name that Lambda refuses", allowed };
}
