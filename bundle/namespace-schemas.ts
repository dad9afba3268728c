import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { ChannelNamespace } from "../runtime/channel-namespace.ts";
import { checkNamespace } from "./namespace-checks.ts";
import { loadNamespace } from "./namespace-loader.ts";

/** A namespace as its handler folder describes it. */
export interface DescribedNamespace {
  readonly name: string;
  readonly namespace: ChannelNamespace;
}

/** The handler folder that is not a namespace. */
const AUTHORIZER = "authorizer";

/**
 * Evaluates a handler folder for what it describes.
 *
 * @throws HandlerBundleError as `bundleHandler` does.
 */
export async function describeNamespace(folder: string): Promise<DescribedNamespace> {
  const path = resolve(folder);
  const entry = join(path, "index.ts");
  const namespace = await loadNamespace(entry);
  checkNamespace(namespace, basename(path), entry);
  return { name: basename(path), namespace };
}

/** Names of the namespaces below a folder such as `handlers`, sorted. */
export async function handlerNamespaces(handlers: string): Promise<string[]> {
  const entries = await readdir(handlers, { withFileTypes: true });
  const folders: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name === AUTHORIZER) {
      continue;
    }
    const index = await stat(join(handlers, entry.name, "index.ts")).catch(() => undefined);
    if (index?.isFile()) {
      folders.push(entry.name);
    }
  }
  return folders.sort();
}

/** All namespaces below a folder such as `handlers`, by name. Throws HandlerBundleError. */
export async function describeNamespaces(handlers: string): Promise<DescribedNamespace[]> {
  const names = await handlerNamespaces(handlers);
  return Promise.all(names.map((name) => describeNamespace(join(handlers, name))));
}
