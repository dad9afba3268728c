import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleHandler, type HandlerBundle } from "../../bundle/handler-bundle.ts";

/** A function's answer as it travels: JSON. */
export interface FunctionAnswer {
  readonly events?: readonly {
    readonly id: unknown;
    readonly payload?: unknown;
    readonly error?: string;
  }[];
  readonly error?: string;
}

/** A bundled namespace, imported into this process as Lambda would import it. */
export interface DeployedNamespace {
  readonly bundle: HandlerBundle;
  /** Invokes the function and gives its answer as the JSON that leaves it. */
  invoke(event: unknown, context?: object): Promise<FunctionAnswer | null>;
}

/** Folder of one of the product's own namespaces. */
export function productNamespace(name: string): string {
  return fileURLToPath(new URL(`../../handlers/${name}`, import.meta.url));
}

/** Folder of a namespace that exists for tests only. */
export function testNamespace(name: string): string {
  return fileURLToPath(new URL(`./namespaces/${name}`, import.meta.url));
}

function isHandler(value: unknown): value is (event: unknown, context: object) => unknown {
  return typeof value === "function";
}

/** Lambda's context, with three seconds left unless told otherwise. */
export function contextWith(remainingMilliseconds = 3000): object {
  return {
    awsRequestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    functionName: "namespace",
    getRemainingTimeInMillis: () => remainingMilliseconds,
  };
}

const bundles = new Map<string, Promise<HandlerBundle>>();

/** The bundle of a folder, made once for all of a test file. */
export function bundleOnce(folder: string): Promise<HandlerBundle> {
  const bundle = bundles.get(folder) ?? bundleHandler(folder);
  bundles.set(folder, bundle);
  return bundle;
}

/** Bundles a namespace's folder and starts it with the environment that the program would give it. */
export async function deployNamespace(
  folder: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<DeployedNamespace> {
  const bundle = await bundleOnce(folder);
  Object.assign(process.env, {
    STAGE: "test",
    EVENT_API_ID: "api-1",
    CHANNEL_NAMESPACE: bundle.namespace,
    AWS_REGION: "eu-west-1",
    POWERTOOLS_SERVICE_NAME: `appsync-events-${bundle.namespace}`,
    POWERTOOLS_METRICS_NAMESPACE: "AppSyncEvents",
    POWERTOOLS_METRICS_DISABLED: "true",
    POWERTOOLS_LOG_LEVEL: "SILENT",
    METRICS_FLUSH: "invocation",
    ...extra,
  });
  const temporary = await mkdtemp(join(tmpdir(), "deployed-"));
  const file = join(temporary, "index.mjs");
  await writeFile(file, bundle.code);
  const module: { handler?: unknown } = await import(pathToFileURL(file).href);
  await rm(temporary, { recursive: true });
  const { handler } = module;
  if (!isHandler(handler)) {
    throw new TypeError("the bundle exports no handler");
  }
  return {
    bundle,
    invoke: async (event, context = contextWith()) => {
      const answer = await handler(event, context);
      return answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
    },
  };
}
