/** What a build states about the package that it made; docs/attestation.md specifies it. */
export interface Attestation {
  readonly namespaces: readonly string[];
  readonly schemasDigest: string;
  readonly runtime: string;
  readonly handler: string;
  readonly files: Readonly<Record<string, string>>;
  /** Lambda's `CodeSha256` of the package, base64: for packages in S3. */
  readonly sourceCodeHash?: string;
  /** Digest of the container image, `sha256:<hex>`. */
  readonly image?: string;
}

const DIGEST_FORM = /^sha256:[0-9a-f]{64}$/;

/** Returns the attestation that a JSON text holds, or the name of the first member that is wrong. */
export function readAttestation(text: string): Attestation | { readonly wrong: string } {
  const value = parsed(text);
  if (!isRecord(value)) {
    return { wrong: "the file as a whole" };
  }
  const wrong = Object.entries(members).find(([name, accepts]) => !accepts(value[name]))?.[0];
  return wrong === undefined ? (value as unknown as Attestation) : { wrong };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isDigest(value: unknown): boolean {
  return typeof value === "string" && DIGEST_FORM.test(value);
}

/** Other members, such as `builder`, are for people. */
const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  version: (value) => value === 1,
  namespaces: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
  schemasDigest: isDigest,
  runtime: (value) => typeof value === "string",
  handler: (value) => typeof value === "string",
  files: (value) => isRecord(value) && Object.values(value).every(isDigest),
  sourceCodeHash: (value) => value === undefined || isText(value),
  image: (value) => value === undefined || isDigest(value),
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
