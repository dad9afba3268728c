import type { ChannelNamespace } from "./channel-namespace.ts";
import type { CompiledSchemas, CompiledVariables } from "./compiled-schemas.ts";
import { provideEnvironment } from "./environment.ts";
import type { ErrorCode } from "./error-codes.ts";
import { findFaults } from "./faults.ts";
import type { FunctionEnvironment } from "./function-environment.ts";

/** Why a function refuses every event from its start on; the message is for its log. */
export interface StartFault {
  readonly code: Extract<ErrorCode, "MISCONFIGURED" | "SCHEMA_MISMATCH">;
  readonly message: string;
}

const variableFaults = (schema: CompiledVariables, variables: unknown): string[] =>
  schema.check(variables)
    ? []
    : findFaults(schema.faults, variables).map(
        ({ pointer, reason }) => `${pointer.slice(1) || "the environment"} ${reason}`,
      );

/**
 * Validates the function's environment and hands the namespace its own variables.
 *
 * @returns The environment, or why no event may be handled.
 */
export const start = (
  namespace: ChannelNamespace,
  compiled: CompiledSchemas,
  variables: Readonly<Record<string, string | undefined>>,
): FunctionEnvironment | StartFault => {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined),
  );
  const faults = [
    ...variableFaults(compiled.functionEnvironment, given),
    ...(compiled.environment ? variableFaults(compiled.environment, given) : []),
  ];
  if (faults.length > 0) {
    return { code: "MISCONFIGURED", message: `environment variables: ${faults.join("; ")}` };
  }
  const environment = given as FunctionEnvironment;
  if (environment.EVENT_SCHEMAS_DIGEST !== compiled.digest) {
    return {
      code: "SCHEMA_MISMATCH",
      message:
        `EVENT_SCHEMAS_DIGEST is ${environment.EVENT_SCHEMAS_DIGEST}, the bundle was compiled ` +
        `from ${compiled.digest}: deploy code and environment together.`,
    };
  }
  if (namespace.environment) provideEnvironment(namespace.environment, given);
  return environment;
};
