import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix, resolve, sep } from "node:path";
import type { PolicyResource } from "@pulumi/policy";
import { asset } from "@pulumi/pulumi";
import { type Property, propertiesOf } from "./property.ts";
import { isNative } from "./resource-kind.ts";

/** Where a package holds its attestation (docs/attestation.md of the repository). */
export const attestationFile = "attestation.json";

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
export const functionPackage = async (
  resource: PolicyResource,
  projectFolder: string,
): Promise<FunctionPackage> => {
  const properties = propertiesOf(resource);
  const code = properties.at("code");
  const holder = isNative(resource.type) ? code : properties;
  if (holder.at("imageUri").state !== "absent") return unreadable("image", "a container image");
  if (holder.at("s3Bucket").state !== "absent" || holder.at("s3Key").state !== "absent") {
    return unreadable("s3", "a package in S3");
  }
  if (code.state === "unknown") return { state: "unknown", property: code.path };
  if (isNative(resource.type)) return inlinePackage(resource, code.at("zipFile"));
  const content = code.content();
  if (content.state !== "known") return unreadable("other", "code that the stack does not show");
  try {
    return readable(await filesOf(content.value, projectFolder));
  } catch (error) {
    if (error instanceof UnreadablePackage) return unreadable("other", error.message);
    throw error;
  }
};

const unreadable = (kind: "image" | "s3" | "other", found: string): FunctionPackage => ({
  state: "unreadable",
  kind,
  found,
});

const readable = (files: Files, inline = false): FunctionPackage => {
  const attestation = files.get(attestationFile);
  files.delete(attestationFile);
  return {
    state: "readable",
    digests: new Map([...files].map(([path, bytes]) => [path, digestOf(bytes)])),
    attestation: attestation && new TextDecoder().decode(attestation),
    inline,
  };
};

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** CloudFormation puts inline code in a file named `index` (AWS::Lambda::Function Code, ZipFile). */
const inlinePackage = (resource: PolicyResource, inline: Property): FunctionPackage => {
  const text = inline.text();
  if (text.state === "unknown") return { state: "unknown", property: text.property };
  if (text.state === "absent") return unreadable("other", "code that the stack does not show");
  const runtime = propertiesOf(resource).at("runtime").text();
  const isPython = runtime.state === "known" && runtime.value.startsWith("python");
  const name = isPython ? "index.py" : "index.js";
  return readable(new Map([[name, new TextEncoder().encode(text.value)]]), true);
};

/** The files of an archive by path. */
const filesOf = async (archive: unknown, folder: string): Promise<Files> => {
  if (!asset.Archive.isInstance(archive)) {
    throw new UnreadablePackage("code that is not an archive");
  }
  const { assets, path } = archive as Partial<asset.AssetArchive & asset.FileArchive>;
  if (assets !== undefined) return await assembled(await assets, folder);
  if (path !== undefined) return await filesAt(resolve(folder, await path));
  throw new UnreadablePackage("a package at an address");
};

const assembled = async (assets: object, folder: string): Promise<Files> => {
  const files: Files = new Map();
  for (const [path, each] of Object.entries(assets)) {
    if (asset.Archive.isInstance(each)) {
      const inner = await filesOf(each, folder);
      for (const [name, bytes] of inner) files.set(posix.join(path, name), bytes);
    } else {
      files.set(posix.normalize(path), await bytesOf(each, folder));
    }
  }
  return files;
};

const bytesOf = async (each: unknown, folder: string): Promise<Uint8Array> => {
  const { text, path } = each as Partial<asset.StringAsset & asset.FileAsset>;
  if (text !== undefined) return new TextEncoder().encode(await text);
  if (path !== undefined) {
    const file = resolve(folder, await path);
    return await read(() => readFile(file));
  }
  throw new UnreadablePackage("a package with a file at an address");
};

const filesAt = async (path: string): Promise<Files> => {
  if ((await read(() => stat(path))).isDirectory()) return await filesBelow(path);
  const bytes = await read(() => readFile(path));
  // A ZIP file starts with this (PKWARE APPNOTE, 4.3.7, local file header).
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw new UnreadablePackage("a package that is neither a folder nor a ZIP file");
  }
  const { unzipSync } = await import("fflate");
  try {
    const entries = Object.entries(unzipSync(bytes)).filter(([name]) => !name.endsWith("/"));
    return new Map(entries.map(([name, content]) => [posix.normalize(name), content]));
  } catch {
    throw new UnreadablePackage("a damaged ZIP file");
  }
};

const filesBelow = async (folder: string): Promise<Files> => {
  const files: Files = new Map();
  for (const name of await read(() => readdir(folder, { recursive: true }))) {
    const path = join(folder, name);
    // A link counts as what it leads to, as when Pulumi packs the folder.
    if ((await read(() => stat(path))).isFile()) {
      files.set(name.split(sep).join(posix.sep), await read(() => readFile(path)));
    }
  }
  return files;
};

const read = <Content>(access: () => Promise<Content>): Promise<Content> =>
  access().catch(() => {
    throw new UnreadablePackage("a package whose files are not on this machine");
  });
