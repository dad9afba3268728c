import type { ChannelNamespace } from "./channel-namespace.ts";
import type { CompiledSchema, CompiledSchemas } from "./compiled-schemas.ts";
import { provideEnvironment } from "./environment.ts";
import type { ErrorCode } from "./error-codes.ts";
import { findFaults } from "./faults.ts";
import { type FunctionEnvironment, functionEnvironmentFaults } from "./function-environment.ts";
import {
  type SecretFetcher,
  secretFaults,
  secretReader,
  secretReferences,
} from "./secret-reader.ts";
import { provideSecrets } from "./secrets.ts";

/** Why a function refuses every event from its start on; the message is for its log. */
export interface StartFault {
  readonly code: Extract<ErrorCode, "MISCONFIGURED">;
  readonly message: string;
}

function variableFaults(schema: CompiledSchema, variables: unknown): string[] {
  return schema.check(variables)
    ? []
    : findFaults(schema.faults, variables).map(
        ({ pointer, reason }) => `${pointer.slice(1) || "the environment"} ${reason}`,
      );
}

/**
 * Validates the function's environment and hands the namespace its own variables.
 *
 * @returns The environment, or why no event may be handled.
 */
export function start(
  namespace: ChannelNamespace,
  compiled: CompiledSchemas,
  variables: Readonly<Record<string, string | undefined>>,
  fetchSecret?: SecretFetcher,
): FunctionEnvironment | StartFault {
  const references = secretReferences(variables.SECRET_REFERENCES);
  const faults = [
    ...functionEnvironmentFaults(variables),
    ...(compiled.environment ? variableFaults(compiled.environment, variables) : []),
    ...secretFaults(compiled.secrets ?? {}, references),
  ];
  if (faults.length > 0) {
    return { code: "MISCONFIGURED", message: `environment variables: ${faults.join("; ")}` };
  }
  const environment = variables as unknown as FunctionEnvironment;
  if (namespace.environment) {
    provideEnvironment(namespace.environment, () => variables);
  }
  if (namespace.secrets && compiled.secrets && fetchSecret) {
    const { maxAgeSeconds } = namespace.secrets;
    const reader = secretReader(compiled.secrets, references, maxAgeSeconds, fetchSecret);
    provideSecrets(namespace.secrets, reader);
  }
  return environment;
}
