import { createHash } from "node:crypto";
import product from "../package.json" with { type: "json" };

/**
 * What a build states about the package that it made: which namespaces it answers, from which
 * schemas, and every file of it by its digest. The policy pack compares it with the package that a
 * stack deploys. `docs/attestation.md` is the format's specification, for builds in any language.
 */
export interface Attestation {
  /** Version of the format. */
  readonly version: 1;
  /** Names of the channel namespaces whose events the package validates. */
  readonly namespaces: readonly string[];
  /** `sha256:<64 hex digits>` over the bytes of the package's `schemas.json`. */
  readonly schemasDigest: string;
  /** Start of Lambda's `runtime` setting that the package needs, for example `nodejs`. */
  readonly runtime: string;
  /** Lambda's `handler` setting that the package needs. */
  readonly handler: string;
  /** Every file of the package but the attestation itself, by path: `sha256:<64 hex digits>`. */
  readonly files: Readonly<Record<string, string>>;
  readonly builder: { readonly name: string; readonly version: string };
}

/** Files of a package by path, as text. */
export type PackageFiles = Readonly<Record<string, string>>;

/** Where a package holds its attestation. */
const ATTESTATION_FILE = "attestation.json";
/** Where a package holds the JSON Schemas of its channels. */
export const SCHEMAS_FILE = "schemas.json";
/** The file that Lambda loads, and Lambda's `handler` setting for it. */
export const CODE_FILE = "index.mjs";
export const HANDLER = "index.handler";

/** Returns `sha256:<64 hex digits>` of a text. */
export function sha256Digest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/**
 * Attests a package of one namespace.
 *
 * @param files All files of the package, `schemas.json` among them.
 */
export function attest(namespace: string, schemasDigest: string, files: PackageFiles): Attestation {
  const digests = Object.entries(files).map(([path, text]) => [path, sha256Digest(text)]);
  return {
    version: 1,
    namespaces: [namespace],
    schemasDigest,
    runtime: "nodejs",
    handler: HANDLER,
    files: Object.fromEntries(digests),
    builder: { name: product.name, version: product.version },
  };
}

/** Returns the files of a namespace's package with the attestation among them. */
export function attestedFiles({ code, schemas, attestation }: AttestedCode): PackageFiles {
  return {
    [CODE_FILE]: code,
    [SCHEMAS_FILE]: schemas,
    [ATTESTATION_FILE]: `${JSON.stringify(attestation, null, 2)}\n`,
  };
}

/** The parts of a namespace's package. */
export interface AttestedCode {
  /** Text of `index.mjs`. */
  readonly code: string;
  /** Text of `schemas.json`. */
  readonly schemas: string;
  readonly attestation: Attestation;
}
