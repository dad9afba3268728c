import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix, resolve, sep } from "node:path";
import type { PolicyResource } from "@pulumi/policy";
import { asset } from "@pulumi/pulumi";
import { type Property, propertiesOf } from "./property.ts";
import { isNative } from "./resource-kind.ts";

/** Where a package holds its attestation (docs/attestation.md of the repository). */
export const ATTESTATION_FILE = "attestation.json";

/** A function's package, as far as a stack shows it. */
export type FunctionPackage =
  | {
      readonly state: "readable";
      /** `sha256:<hex>` of each file by path, the attestation left out. */
      readonly digests: ReadonlyMap<string, string>;
      /** Text of the attestation in the package. */
      readonly attestation: string | undefined;
      /** One file written into the template, so that nothing can lie beside it. */
      readonly inline: boolean;
    }
  | {
      readonly state: "unreadable";
      readonly kind: "image" | "s3" | "other";
      /** What it is, as a subject: "a package in S3". */
      readonly found: string;
    }
  | { readonly state: "unknown"; readonly property: string };

type Files = Map<string, Uint8Array>;

/** A package that cannot be read here; the message says what it is, as a subject. */
class UnreadablePackage extends Error {}

/**
 * Reads the package that a function is deployed with.
 *
 * @param projectFolder Where relative paths of assets start: the folder of Pulumi.yaml.
 */
export async function functionPackage(
  resource: PolicyResource,
  projectFolder: string,
): Promise<FunctionPackage> {
  const properties = propertiesOf(resource);
  const code = properties.at("code");
  const holder = isNative(resource.type) ? code : properties;
  if (holder.at("imageUri").state !== "absent") {
    return unreadable("image", "a container image");
  }
  if (holder.at("s3Bucket").state !== "absent" || holder.at("s3Key").state !== "absent") {
    return unreadable("s3", "a package in S3");
  }
  if (code.state === "unknown") {
    return { state: "unknown", property: code.path };
  }
  if (isNative(resource.type)) {
    return inlinePackage(resource, code.at("zipFile"));
  }
  const content = code.content();
  if (content.state !== "known") {
    return unreadable("other", "code that the stack does not show");
  }
  try {
    return readable(await filesOf(content.value, projectFolder));
  } catch (error) {
    if (error instanceof UnreadablePackage) {
      return unreadable("other", error.message);
    }
    throw error;
  }
}

function unreadable(kind: "image" | "s3" | "other", found: string): FunctionPackage {
  return {
    state: "unreadable",
    kind,
    found,
  };
}

function readable(files: Files, inline = false): FunctionPackage {
  const attestation = files.get(ATTESTATION_FILE);
  files.delete(ATTESTATION_FILE);
  return {
    state: "readable",
    digests: new Map([...files].map(([path, bytes]) => [path, digestOf(bytes)])),
    attestation: attestation && new TextDecoder().decode(attestation),
    inline,
  };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** CloudFormation puts inline code in a file named `index` (AWS::Lambda::Function Code, ZipFile). */
function inlinePackage(resource: PolicyResource, inline: Property): FunctionPackage {
  const text = inline.text();
  if (text.state === "unknown") {
    return { state: "unknown", property: text.property };
  }
  if (text.state === "absent") {
    return unreadable("other", "code that the stack does not show");
  }
  const runtime = propertiesOf(resource).at("runtime").text();
  const isPython = runtime.state === "known" && runtime.value.startsWith("python");
  const name = isPython ? "index.py" : "index.js";
  return readable(new Map([[name, new TextEncoder().encode(text.value)]]), true);
}

/** The files of an archive by path. */
async function filesOf(archive: unknown, folder: string): Promise<Files> {
  if (!asset.Archive.isInstance(archive)) {
    throw new UnreadablePackage("code that is not an archive");
  }
  const { assets, path } = archive as Partial<asset.AssetArchive & asset.FileArchive>;
  if (assets !== undefined) {
    return await assembled(await assets, folder);
  }
  if (path !== undefined) {
    return await filesAt(resolve(folder, await path));
  }
  throw new UnreadablePackage("a package at an address");
}

async function assembled(assets: object, folder: string): Promise<Files> {
  const files: Files = new Map();
  for (const [path, each] of Object.entries(assets)) {
    if (asset.Archive.isInstance(each)) {
      const inner = await filesOf(each, folder);
      for (const [name, bytes] of inner) {
        add(files, posix.join(path, name), bytes);
      }
    } else {
      add(files, path, await bytesOf(each, folder));
    }
  }
  return files;
}

/** Which of two files with one name Lambda would unpack last is nothing that can be relied on. */
function add(files: Files, path: string, bytes: Uint8Array): void {
  const name = posix.normalize(path);
  if (files.has(name)) {
    throw new UnreadablePackage(`a package that holds ${name} twice`);
  }
  files.set(name, bytes);
}

async function bytesOf(each: unknown, folder: string): Promise<Uint8Array> {
  const { text, path } = each as Partial<asset.StringAsset & asset.FileAsset>;
  if (text !== undefined) {
    return new TextEncoder().encode(await text);
  }
  if (path !== undefined) {
    const file = resolve(folder, await path);
    return await read(() => readFile(file));
  }
  throw new UnreadablePackage("a package with a file at an address");
}

async function filesAt(path: string): Promise<Files> {
  if ((await read(() => stat(path))).isDirectory()) {
    return await filesBelow(path);
  }
  const bytes = await read(() => readFile(path));
  // A ZIP file starts with this (PKWARE APPNOTE, 4.3.7, local file header).
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw new UnreadablePackage("a package that is neither a folder nor a ZIP file");
  }
  const { unzipSync } = await import("fflate");
  const names: string[] = [];
  const entries = await read(
    async () => unzipSync(bytes, { filter: ({ name }) => names.push(name) > 0 }),
    "a damaged ZIP file",
  );
  const files: Files = new Map();
  for (const name of names.filter((each) => !each.endsWith("/"))) {
    add(files, name, entries[name] ?? new Uint8Array());
  }
  return files;
}

async function filesBelow(folder: string): Promise<Files> {
  const files: Files = new Map();
  for (const name of await read(() => readdir(folder, { recursive: true }))) {
    const path = join(folder, name);
    // A link counts as what it leads to, as when Pulumi packs the folder.
    if ((await read(() => stat(path))).isFile()) {
      files.set(name.split(sep).join(posix.sep), await read(() => readFile(path)));
    }
  }
  return files;
}

function read<Content>(
  access: () => Promise<Content>,
  otherwise = "a package whose files are not on this machine",
): Promise<Content> {
  return access().catch(() => {
    throw new UnreadablePackage(otherwise);
  });
}
