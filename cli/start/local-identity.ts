import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import Type from "typebox";
import { Compile } from "typebox/compile";
import writeFileAtomic from "write-file-atomic";
import type { IamPrincipal } from "../../local/model.ts";
import { ACCOUNT_ID } from "../../local/provider/provider.ts";
import { StateError, type StatePart } from "./state-parts.ts";

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

const KeyFile = Compile(
  Type.Object({
    publicKey: Type.Object({ kid: Type.String({ minLength: 1 }), kty: Type.String() }),
    privateKey: Type.Object({ kid: Type.String({ minLength: 1 }), d: Type.String() }),
  }),
);

const PrincipalFile = Compile(
  Type.Object({
    accessKeyId: Type.String({ pattern: "^AKIA[0-9A-F]{16}$" }),
    secretAccessKey: Type.String({ minLength: 40 }),
    userArn: Type.String({ pattern: "^arn:aws:iam::" }),
    username: Type.String({ minLength: 1 }),
  }),
);

/** The token key of a folder, made on first use. Throws StateError when its file is damaged. */
export async function tokenKey(folder: string): Promise<TokenKey> {
  return keyIn(folder, "token-key", TOKEN_ALGORITHM);
}

/** The key of a folder's own token issuer, made on first use. Throws StateError. */
export async function issuerKey(folder: string): Promise<TokenKey> {
  return keyIn(folder, "issuer-key", ISSUER_ALGORITHM);
}

/** The token key of a folder when one was made, else undefined. Throws StateError. */
export async function existingTokenKey(folder: string): Promise<TokenKey | undefined> {
  return existingKey(folder, "token-key", TOKEN_ALGORITHM);
}

type KeyPart = "token-key" | "issuer-key";

async function keyIn(folder: string, part: KeyPart, algorithm: string): Promise<TokenKey> {
  const kept = await existingKey(folder, part, algorithm);
  if (kept !== undefined) {
    return kept;
  }
  const made = await newKey(algorithm);
  await writePrivate(join(folder, `${part}.json`), made);
  return made;
}

async function existingKey(
  folder: string,
  part: KeyPart,
  algorithm: string,
): Promise<TokenKey | undefined> {
  const path = join(folder, `${part}.json`);
  const key = await readState(path, part, (value) => KeyFile.Check(value));
  if (key === undefined) {
    return undefined;
  }
  // The shape was checked; whether the numbers make a key only the import says.
  const kept = key as TokenKey;
  try {
    await importJWK(kept.publicKey, algorithm);
    await importJWK(kept.privateKey, algorithm);
  } catch {
    throw new StateError(path, "it holds no key pair", part);
  }
  return kept;
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
 * `AWS_SHARED_CREDENTIALS_FILE`. Throws StateError when its file is damaged.
 */
export async function iamPrincipal(folder: string): Promise<IamPrincipal> {
  const path = join(folder, "iam-principal.json");
  const kept = await readState(path, "iam-principal", (value) => PrincipalFile.Check(value));
  const principal = (kept as IamPrincipal | undefined) ?? {
    accessKeyId: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    userArn: `arn:aws:iam::${ACCOUNT_ID}:user/${USER_NAME}`,
    username: USER_NAME,
  };
  if (kept === undefined) {
    await writePrivate(path, principal);
  }
  const lines = [
    "[default]",
    `aws_access_key_id = ${principal.accessKeyId}`,
    `aws_secret_access_key = ${principal.secretAccessKey}`,
    "",
  ];
  await writeFileAtomic(join(folder, "credentials"), lines.join("\n"), PRIVATE_FILE);
  return principal;
}

/** The JSON value of a file; undefined when there is none. Throws StateError for a damaged one. */
async function readState(
  path: string,
  part: StatePart,
  isSound: (value: unknown) => boolean,
): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    if (error instanceof Error && "code" in error && error.code === "EISDIR") {
      throw new StateError(path, "it is a folder", part);
    }
    throw error;
  }
  if (text.trim() === "") {
    throw new StateError(path, "it is empty", part);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StateError(path, "it is not JSON", part);
  }
  if (!isSound(value)) {
    throw new StateError(path, "its values are not what was written", part);
  }
  return value;
}

async function writePrivate(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, PRIVATE_FILE);
}
