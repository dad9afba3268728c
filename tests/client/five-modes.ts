import type { TestContext } from "node:test";
import type { IamPrincipal } from "../../local/model.ts";
import { AUTHORIZER, startEventApi, type TestEventApi } from "../local/event-api/test-event-api.ts";
import { KEY } from "../local/event-api/test-socket.ts";
import { TestKey } from "../local/event-api/token-issuer.ts";
import type { Caller } from "./libraries/library.ts";

const POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pool";
const ISSUER = "https://login.example.com";
export const PRINCIPAL: IamPrincipal = {
  accessKeyId: "ASIACLIENT",
  secretAccessKey: "client-secret",
  sessionToken: "client-token",
  userArn: "arn:aws:sts::000000000000:assumed-role/client/session",
  username: "client",
};

export const key = await TestKey.make("stage");
const ALL_MODES = [
  "API_KEY",
  "AWS_IAM",
  "AMAZON_COGNITO_USER_POOLS",
  "OPENID_CONNECT",
  "AWS_LAMBDA",
] as const;

/** A caller of each mode, all of whom the API lets in. */
export async function callers(): Promise<Readonly<Record<(typeof ALL_MODES)[number], Caller>>> {
  const access = { iss: POOL, token_use: "access", client_id: "app", username: "alice" };
  return {
    API_KEY: { apiKey: KEY },
    AWS_IAM: { principal: PRINCIPAL },
    AMAZON_COGNITO_USER_POOLS: { token: await key.sign(access) },
    OPENID_CONNECT: { token: `Bearer ${await key.sign({ iss: ISSUER })}` },
    AWS_LAMBDA: { token: "token:custom" },
  };
}

export function startFiveModes(context: TestContext): Promise<TestEventApi> {
  return startEventApi(context, {
    functions: {
      [AUTHORIZER]: ({ authorizationToken }: { authorizationToken: string }) => ({
        isAuthorized: authorizationToken === "token:custom",
      }),
    },
    api: {
      authTypes: ALL_MODES,
      connectionAuthModes: ALL_MODES,
      defaultPublishAuthModes: ALL_MODES,
      defaultSubscribeAuthModes: ALL_MODES,
      lambdaAuthorizer: { functionArn: AUTHORIZER, resultTtlSeconds: 0 },
      tokenProviders: [
        { authType: "AMAZON_COGNITO_USER_POOLS", issuer: POOL },
        { authType: "OPENID_CONNECT", issuer: ISSUER },
      ],
    },
    server: { principals: [PRINCIPAL], issuerKeys: key.publicKeys },
  });
}
