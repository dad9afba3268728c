import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { type JWTPayload, SignJWT } from "jose";
import type { TokenProvider } from "../../local/model.ts";
import { asProperties, asText } from "../../shared/properties.ts";
import {
  existingTokenKey,
  ISSUER_ALGORITHM,
  issuerKey,
  TOKEN_ALGORITHM,
  type TokenKey,
} from "../start/local-identity.ts";
import { localConfig } from "../start/stage-config.ts";
import { readTokenIssuers } from "../start/token-issuers.ts";
import type { TokenOptions } from "./token-options.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Client of tokens whose provider accepts every client. */
const ANY_CLIENT = "local-client";

const PROVIDERS = {
  cognito: { authType: "AMAZON_COGNITO_USER_POOLS", setting: "cognito" },
  oidc: { authType: "OPENID_CONNECT", setting: "openIdConnect" },
} as const;

/** Makes a token that the stage of a folder accepts. Throws an Error that says what to do. */
export async function localToken(options: TokenOptions): Promise<string> {
  const folder = resolve(options.folder);
  const key = await existingTokenKey(folder);
  if (key === undefined) {
    throw new Error(`${options.folder} has no token key: start the stage once with \`npm start\``);
  }
  return options.mode === "lambda"
    ? lambdaToken(options, folder, key)
    : providerToken(options, options.mode, folder);
}

/**
 * A token for the Lambda authorizer. Beside user pools and OpenID Connect providers AppSync hands
 * it no JSON Web Token (Developer Guide, AWS_LAMBDA authorization), so there it gets the prefix
 * that the authorizer takes off.
 */
async function lambdaToken(options: TokenOptions, folder: string, key: TokenKey): Promise<string> {
  const config = localConfig(ROOT, key);
  const authorization: unknown = JSON.parse(config["appsync-events:authorization"] ?? "{}");
  const { issuer, audience } = asProperties(asProperties(authorization).lambdaAuthorizer);
  const claims = { aud: asText(audience), rooms: options.rooms };
  const token = await signed(options, { iss: asText(issuer), ...claims }, key, TOKEN_ALGORITHM);
  const providers = (await readTokenIssuers(folder)) ?? [];
  return providers.length === 0 ? token : `token:${token}`;
}

async function providerToken(
  options: TokenOptions,
  mode: keyof typeof PROVIDERS,
  folder: string,
): Promise<string> {
  const { authType, setting } = PROVIDERS[mode];
  const provider = (await readTokenIssuers(folder))?.find((each) => each.authType === authType);
  if (provider === undefined) {
    throw new Error(
      `--mode ${mode}: the stage in ${options.folder} has no provider of ${authType}. ` +
        `Fix: set authorization.${setting} in Pulumi.local.yaml, then \`npm start\``,
    );
  }
  const client = options.client ?? acceptedClient(provider);
  const own = mode === "cognito" ? cognitoClaims(options, client) : { aud: client, azp: client };
  const rooms = options.rooms.length === 0 ? {} : { rooms: options.rooms };
  const claims = { iss: provider.issuer, auth_time: Math.floor(Date.now() / 1000), ...own };
  return signed(options, { ...claims, ...rooms }, await issuerKey(folder), ISSUER_ALGORITHM);
}

/** A client that the expression accepts: itself when it is a plain id. */
function acceptedClient({ clientIdExpression: expression }: TokenProvider): string {
  if (expression === undefined) {
    return ANY_CLIENT;
  }
  const plain = expression.replace(/^\^/, "").replace(/\$$/, "");
  if (/^[\w-]+$/.test(plain)) {
    return plain;
  }
  throw new Error(`--client: got nothing, allowed: a client id that matches ${expression}`);
}

/** As Cognito's own tokens (Cognito Developer Guide, understanding user pool tokens). */
function cognitoClaims({ subject, groups, use }: TokenOptions, client: string): JWTPayload {
  const common = {
    token_use: use,
    jti: randomUUID(),
    ...(groups.length === 0 ? {} : { "cognito:groups": groups }),
  };
  return use === "id"
    ? { ...common, aud: client, "cognito:username": subject }
    : { ...common, client_id: client, username: subject, scope: "openid" };
}

function signed(
  { subject, claims, expires }: TokenOptions,
  own: JWTPayload,
  { privateKey }: TokenKey,
  algorithm: string,
): Promise<string> {
  const token = new SignJWT({ sub: subject, ...own, ...claims }).setProtectedHeader({
    alg: algorithm,
    kid: privateKey.kid ?? "",
  });
  if (!("iat" in claims)) {
    token.setIssuedAt();
  }
  if (!("exp" in claims)) {
    token.setExpirationTime(expires);
  }
  return token.sign(privateKey);
}
