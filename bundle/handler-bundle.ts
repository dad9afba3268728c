import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { ChannelNamespace } from "../runtime/channel-namespace.ts";
import { type AttestedCode, attest, CODE_FILE, SCHEMAS_FILE, sha256Digest } from "./attestation.ts";
import { compiledSchemasSource, schemasText, secretSchemas } from "./compiled-schemas-source.ts";
import { readablePath } from "./esbuild-messages.ts";
import { HandlerBundleError } from "./handler-bundle-error.ts";
import {
  bundleForLambda,
  COMPILED_SCHEMAS_PATH,
  generatedModule,
  typeboxFolder,
} from "./lambda-bundle.ts";
import { checkNamespace } from "./namespace-checks.ts";
import { loadNamespace } from "./namespace-loader.ts";
import { runtimeFolder } from "./project-paths.ts";
import { typeboxBuilder } from "./typebox-builder.ts";

export { HandlerBundleError } from "./handler-bundle-error.ts";

/** A namespace's function, ready to be deployed. */
export interface HandlerBundle extends AttestedCode {
  /** Name of the channel namespace, which is its folder's name. */
  readonly namespace: string;
  /** Text of `index.mjs`: minified ESM, byte-identical for identical source on any machine. */
  readonly code: string;
  /** SHA-256 of `code` in hex. */
  readonly codeSha256: string;
  /** `sha256:<64 hex>` over all schemas of the namespace: the digest of `schemas`. */
  readonly schemasDigest: string;
  /** Names of the secrets that the namespace declares. */
  readonly secrets: readonly string[];
}

/** The Lambda authorizer's function, ready to be deployed. */
export interface AuthorizerBundle {
  readonly code: string;
  readonly codeSha256: string;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function entryOf(folder: string): Promise<string> {
  if (!(await isFolder(folder))) {
    throw new HandlerBundleError(
      `${readablePath(folder)}: no such folder. A namespace's handler is handlers/<namespace>/index.ts.`,
    );
  }
  const entry = join(folder, "index.ts");
  if (!(await isFile(entry))) {
    throw new HandlerBundleError(
      `${readablePath(entry)}: no such file. Let it export the namespace as default: ` +
        "`export default channelNamespace({ channels: { ... } })`.",
    );
  }
  return entry;
}

function runtime(file: string): string {
  return JSON.stringify(join(runtimeFolder, file));
}

function namespaceEntry(entry: string, { tracing, secrets }: ChannelNamespace): string {
  return [
    `import namespace from ${JSON.stringify(entry)};`,
    `import { createHandler } from ${runtime("lambda-handler.ts")};`,
    `import { compiledSchemas } from ${JSON.stringify(COMPILED_SCHEMAS_PATH)};`,
    tracing ? `import { traced } from ${runtime("tracing.ts")};` : "",
    secrets ? `import { fetchSecret } from ${runtime("secret-store.ts")};` : "",
    `const plain = createHandler(namespace, compiledSchemas${secrets ? ", process.env, fetchSecret" : ""});`,
    `export const handler = ${tracing ? "traced(plain)" : "plain"};`,
  ].join("\n");
}

/**
 * Bundles a handler folder.
 *
 * @param folder Path of `handlers/<namespace>`.
 * @param tried Whether the handler is evaluated in a thread first: one that exits, or never ends, then
 * fails instead of taking this process with it.
 * @throws HandlerBundleError, message only, when the folder does not exist, has no `index.ts`, does
 * not compile, or exports no namespace.
 */
export async function bundleHandler(folder: string, tried = false): Promise<HandlerBundle> {
  const path = resolve(folder);
  const entry = await entryOf(path);
  const name = basename(path);
  const namespace = await loadNamespace(entry, tried);
  checkNamespace(namespace, name, entry);
  const compiled = compiledSchemasSource(namespace);
  const code = await bundleForLambda(
    namespaceEntry(entry, namespace),
    [
      generatedModule(COMPILED_SCHEMAS_PATH, compiled),
      typeboxBuilder(COMPILED_SCHEMAS_PATH, typeboxFolder),
    ],
    compiled,
  );
  const schemas = schemasText(namespace);
  const schemasDigest = sha256Digest(schemas);
  return {
    namespace: name,
    code,
    codeSha256: sha256(code),
    schemas,
    schemasDigest,
    secrets: Object.keys(secretSchemas(namespace)),
    attestation: attest(name, schemasDigest, { [CODE_FILE]: code, [SCHEMAS_FILE]: schemas }),
  };
}

/**
 * Bundles the Lambda authorizer, whose `index.ts` exports `handler`. It is not a namespace and has no
 * schemas.
 *
 * @param folder Path of `handlers/authorizer`.
 * @throws HandlerBundleError, message only, when the folder or its `index.ts` is missing or does not
 * compile.
 */
export async function bundleAuthorizer(folder: string): Promise<AuthorizerBundle> {
  const entry = await entryOf(resolve(folder));
  const code = await bundleForLambda(`export { handler } from ${JSON.stringify(entry)};`, [], "");
  return { code, codeSha256: sha256(code) };
}
