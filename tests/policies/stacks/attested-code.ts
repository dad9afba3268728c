import { attest, attestedFiles, sha256Digest } from "../../../bundle/attestation.ts";
import { Archive } from "./blueprint.ts";

/** Lambda settings that go with {@link attestedCode}. */
export const NODE_HANDLER = { runtime: "nodejs24.x", handler: "index.handler" };

const HANDLER_CODE = "export const handler = async ({ events }) => ({ events });\n";
const SCHEMAS = '{"/orders/*":{"event":{"type":"object"}}}';

/** A package as the bundler makes it for some namespaces; `files` come over its own. */
export function attestedCode(
  namespaces: readonly string[] = ["orders"],
  files: Readonly<Record<string, string>> = {},
): Archive {
  const own = { "index.mjs": HANDLER_CODE, "schemas.json": SCHEMAS };
  const attestation = { ...attest("", sha256Digest(SCHEMAS), own), namespaces };
  return new Archive({
    ...attestedFiles({ code: HANDLER_CODE, schemas: SCHEMAS, attestation }),
    ...files,
  });
}

/** Code that stands in a template, and the attestation that goes beside it. */
export const INLINE_CODE = "exports.handler = async ({ events }) => ({ events });";
export const inlineAttestation = JSON.stringify(
  attest("orders", sha256Digest("{}"), { "index.js": INLINE_CODE }),
);
