import { attest, attestedFiles, sha256Digest } from "../../../bundle/attestation.ts";
import { Archive } from "./blueprint.ts";

/** Lambda settings that go with {@link attestedCode}. */
export const nodeHandler = { runtime: "nodejs24.x", handler: "index.handler" };

const handlerCode = "export const handler = async ({ events }) => ({ events });\n";
const schemas = '{"/orders/*":{"event":{"type":"object"}}}';

/** A package as the bundler makes it for some namespaces; `files` come over its own. */
export const attestedCode = (
  namespaces: readonly string[] = ["orders"],
  files: Readonly<Record<string, string>> = {},
): Archive => {
  const own = { "index.mjs": handlerCode, "schemas.json": schemas };
  const attestation = { ...attest("", sha256Digest(schemas), own), namespaces };
  return new Archive({ ...attestedFiles({ code: handlerCode, schemas, attestation }), ...files });
};

/** Code that stands in a template, and the attestation that goes beside it. */
export const inlineCode = "exports.handler = async ({ events }) => ({ events });";
export const inlineAttestation = JSON.stringify(
  attest("orders", sha256Digest("{}"), { "index.js": inlineCode }),
);
