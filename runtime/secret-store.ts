import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import { getParameter } from "@aws-lambda-powertools/parameters/ssm";
import type { SecretReference } from "./secret-reader.ts";

/**
 * Fetches secrets through Powertools' parameters, which keeps them for `maxAgeSeconds`. Imported only
 * by bundles of namespaces that declare secrets: it brings two clients of the AWS SDK.
 */
export async function fetchSecret(
  { parameter, secret }: SecretReference,
  maxAgeSeconds: number,
): Promise<string | undefined> {
  if (parameter !== undefined) {
    return getParameter(parameter, { decrypt: true, maxAge: maxAgeSeconds });
  }
  const value =
    secret === undefined ? undefined : await getSecret(secret, { maxAge: maxAgeSeconds });
  // Powertools gives the bytes of a binary secret.
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : value;
}
