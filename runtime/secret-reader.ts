import { faultsOf, matches } from "./answer.ts";
import type { CompiledSchema } from "./compiled-schemas.ts";
import type { SecretReader } from "./secrets.ts";

/** Where a secret is: the name of a parameter of Parameter Store, or of a secret of Secrets Manager. */
export interface SecretReference {
  readonly parameter?: string;
  readonly secret?: string;
}

/** Fetches the text of a secret, or takes it from a cache that is not older than `maxAgeSeconds`. */
export type SecretFetcher = (
  reference: SecretReference,
  maxAgeSeconds: number,
) => Promise<string | undefined>;

type References = Readonly<Record<string, SecretReference | undefined>>;

/** The references that the program gives a function in the variable SECRET_REFERENCES. */
export function secretReferences(text: string | undefined): References {
  try {
    const parsed: unknown = JSON.parse(text ?? "{}");
    return typeof parsed === "object" && parsed !== null ? (parsed as References) : {};
  } catch {
    return {};
  }
}

/** Why the declared secrets cannot be found; a text per fault. */
export function secretFaults(declared: Readonly<Record<string, unknown>>, references: References) {
  return Object.keys(declared)
    .filter((name) => !references[name]?.parameter && !references[name]?.secret)
    .map((name) => `SECRET_REFERENCES has no place of the secret ${name}`);
}

/** The value that a text stands for: itself, or else what its JSON parses to. */
function secretValue(text: string, schema: CompiledSchema): unknown {
  if (matches(schema, text)) {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    // The reason of the parser would quote the secret.
    return text;
  }
}

/** Reads declared secrets through a fetcher, and checks each before a handler sees it. */
export function secretReader(
  declared: Readonly<Record<string, CompiledSchema>>,
  references: References,
  maxAgeSeconds: number,
  fetch: SecretFetcher,
): SecretReader {
  return async (name) => {
    const schema = declared[name];
    const reference = references[name];
    if (!schema || !reference) {
      throw new Error(`The namespace declares no secret ${name}`);
    }
    const text = await fetch(reference, maxAgeSeconds);
    if (text === undefined) {
      throw new Error(`The secret ${name} has no value`);
    }
    const value = secretValue(text, schema);
    if (matches(schema, value)) {
      return value;
    }
    throw new Error(`The secret ${name} does not match its schema: ${faultsOf(schema, value)}`);
  };
}
