import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import type { IamPrincipal } from "../../local/model.ts";
import { ACCOUNT_ID } from "../../local/provider/provider.ts";

/** Only the owner of the folder may read what opens the stage. */
const PRIVATE_FILE = { mode: 0o600 } as const;

const USER_NAME = "local-developer";

/** Algorithm of the local tokens for the Lambda authorizer. */
export const TOKEN_ALGORITHM = "ES256";

/** Algorithm of the local tokens of user pools, Cognito's only one, and OpenID Connect providers. */
export const ISSUER_ALGORITHM = "RS256";

/** Key pair that signs tokens for the stage on this machine. */
export interface TokenKey {
  readonly publicKey: JWK;
  readonly privateKey: JWK;
}

/** The token key of a folder, made on first use. */
export async function tokenKey(folder: string): Promise<TokenKey> {
  return keptIn(folder, "token-key.json", () => newKey(TOKEN_ALGORITHM));
}

/** The key of a folder's own token issuer, made on first use. */
export async function issuerKey(folder: string): Promise<TokenKey> {
  return keptIn(folder, "issuer-key.json", () => newKey(ISSUER_ALGORITHM));
}

/** The token key of a folder when one was made, else undefined. */
export async function existingTokenKey(folder: string): Promise<TokenKey | undefined> {
  const text = await readFile(join(folder, "token-key.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

async function newKey(algorithm: string): Promise<TokenKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const name = { kid: randomBytes(8).toString("hex"), alg: algorithm, use: "sig" };
  return {
    publicKey: { ...(await exportJWK(pair.publicKey)), ...name },
    privateKey: { ...(await exportJWK(pair.privateKey)), ...name },
  };
}

/**
 * The IAM principal that may sign requests to the stage, made on first use, and also written as an
 * AWS credentials file (`credentials`) that SDKs and tools read through
 * `AWS_SHARED_CREDENTIALS_FILE`.
 */
export async function iamPrincipal(folder: string): Promise<IamPrincipal> {
  const principal = await keptIn(folder, "iam-principal.json", async () => ({
    accessKeyId: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    userArn: `arn:aws:iam::${ACCOUNT_ID}:user/${USER_NAME}`,
    username: USER_NAME,
  }));
  const lines = [
    "[default]",
    `aws_access_key_id = ${principal.accessKeyId}`,
    `aws_secret_access_key = ${principal.secretAccessKey}`,
    "",
  ];
  await writeFile(join(folder, "credentials"), lines.join("\n"), PRIVATE_FILE);
  return principal;
}

/** Files are this program's own and written whole, so what is read is what was written. */
async function keptIn<T>(folder: string, file: string, make: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, file);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined) return JSON.parse(text);
  const made = await make();
  await writeFile(path, `${JSON.stringify(made, null, 2)}\n`, PRIVATE_FILE);
  return made;
}
