import type { Context } from "aws-lambda";
import { evaluatedSchemas } from "../bundle/evaluated-schemas.ts";
import { namespaceFaults } from "../bundle/namespace-checks.ts";
import type { ChannelNamespace } from "../runtime/channel-namespace.ts";
import type { CompiledSchemas } from "../runtime/compiled-schemas.ts";
import { provideEnvironment } from "../runtime/environment.ts";
import { createHandler, type Response } from "../runtime/lambda-handler.ts";
import { secretReader } from "../runtime/secret-reader.ts";
import { provideSecrets } from "../runtime/secrets.ts";
import { start } from "../runtime/start.ts";
import {
  type FunctionScope,
  runInScope,
  scopedSecrets,
  scopedVariables,
} from "./function-scope.ts";
import { lambdaContext, type RequestOptions } from "./namespace-request.ts";
import { TestNamespaceError } from "./test-namespace-error.ts";

/** Calls a namespace's function with an invocation event. */
export type TestedFunction = (event: unknown, options: RequestOptions) => Promise<Response>;

/** Compiled once for each namespace, however many tests use it. */
const compiled = new WeakMap<ChannelNamespace, Promise<CompiledSchemas>>();

function compile(namespace: ChannelNamespace, name: string): Promise<CompiledSchemas> {
  const known = compiled.get(namespace);
  if (known) {
    return known;
  }
  const faults = namespaceFaults(namespace, name);
  if (faults.length > 0) {
    throw new TestNamespaceError(faults.join("\n"));
  }
  const compiling = evaluatedSchemas(namespace);
  compiled.set(namespace, compiling);
  return compiling;
}

/** What a test gives a function to read. */
interface GivenValues {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}

/** Variables of every function that the program and Lambda set, and what Powertools reads. */
function variablesOf(name: string, environment: Readonly<Record<string, string>>) {
  return {
    STAGE: "test",
    EVENT_API_ID: "test",
    CHANNEL_NAMESPACE: name,
    METRICS_FLUSH: "invocation",
    POWERTOOLS_SERVICE_NAME: `test-${name}`,
    POWERTOOLS_METRICS_NAMESPACE: "AppSyncEvents",
    POWERTOOLS_LOG_LEVEL: "INFO",
    AWS_REGION: "eu-west-1",
    AWS_LAMBDA_FUNCTION_NAME: name,
    ...environment,
  };
}

/**
 * Starts the function of a namespace in this process, with an environment of its own: the deployed
 * runtime, and the schemas compiled as the bundler compiles them.
 *
 * @throws TestNamespaceError if the namespace could not be deployed, or its environment is not valid.
 */
export async function startFunction(
  namespace: ChannelNamespace,
  name: string,
  { environment, secrets }: GivenValues,
  write: FunctionScope["write"],
): Promise<TestedFunction> {
  const schemas = await compile(namespace, name);
  const references = Object.fromEntries(
    Object.keys(secrets).map((secret) => [secret, { secret }] as const),
  );
  const variables = {
    ...variablesOf(name, environment),
    SECRET_REFERENCES: JSON.stringify(references),
  };
  const started = start(namespace, schemas, variables);
  if ("code" in started) {
    throw new TestNamespaceError(
      `The namespace "${name}" would refuse every event with ${started.code}. ${started.message}. ` +
        "Fix: give its variables as testNamespace(namespace, { environment: { NAME: value } }), and its " +
        "secrets as { secrets: { NAME: value } }.",
    );
  }
  const readSecret = secretReader(schemas.secrets ?? {}, references, 0, async ({ secret = "" }) => {
    const value = secrets[secret];
    return typeof value === "string" ? value : JSON.stringify(value);
  });
  const scope: FunctionScope = { variables, write, readSecret };
  const handler = runInScope(scope, () => createHandler(namespace, schemas, variables));
  if (namespace.environment) {
    provideEnvironment(namespace.environment, scopedVariables);
  }
  if (namespace.secrets) {
    provideSecrets(namespace.secrets, scopedSecrets);
  }
  return (event, options) => {
    const context = lambdaContext(name, options) as unknown as Context;
    return runInScope(scope, () => handler(event, context));
  };
}
