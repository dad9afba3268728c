import Type, { type Static } from "typebox";
import { AUTH_MODES } from "../aws-facts/auth-modes.ts";
import { AUTHORIZER_RESULT_TTL_SECONDS } from "../aws-facts/authorizer-limits.ts";
import { USER_POOL_ID, USER_POOL_ID_ALLOWED } from "../aws-facts/user-pool-id.ts";
import { MAX_PERIOD_DAYS } from "./api-key-schedule.ts";
import { CLOSED, HttpsUrl } from "./value-schemas.ts";

/** Modes that are accepted for an operation. */
export const AuthModes = Type.Array(Type.Enum([...AUTH_MODES]), {
  minItems: 1,
  uniqueItems: true,
  description: `a list of at least one of ${AUTH_MODES.join(", ")}, each once`,
});

const ApiKeys = Type.Object(
  {
    firstDay: Type.String({
      pattern: "^\\d{4}-\\d{2}-\\d{2}$",
      description: 'a day as "YYYY-MM-DD"',
    }),
    everyDays: Type.Integer({ minimum: 1, maximum: MAX_PERIOD_DAYS }),
  },
  CLOSED,
);

/** Keys are described by RFC 7517; which members a key has depends on its type. */
const JsonWebKeySet = Type.Object(
  { keys: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1 }) },
  CLOSED,
);

const LambdaAuthorizer = Type.Object(
  {
    issuer: HttpsUrl,
    audience: Type.String({ minLength: 1, maxLength: 256 }),
    jwks: Type.Optional(JsonWebKeySet),
    jwksUrl: Type.Optional(HttpsUrl),
    claims: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
        uniqueItems: true,
        maxItems: 50,
        description: "a list of claim names, each once",
      }),
    ),
    resultTtlSeconds: Type.Optional(Type.Integer({ ...AUTHORIZER_RESULT_TTL_SECONDS })),
  },
  CLOSED,
);

const Cognito = Type.Object(
  {
    userPoolId: Type.String({
      pattern: USER_POOL_ID,
      description: USER_POOL_ID_ALLOWED,
    }),
    appIdClientRegex: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  },
  CLOSED,
);

const OpenIdConnect = Type.Object(
  {
    issuer: HttpsUrl,
    clientId: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
    issuedAtTtlMilliseconds: Type.Optional(Type.Integer({ minimum: 0 })),
    authenticationTtlMilliseconds: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  CLOSED,
);

/** Who may connect, publish and subscribe, and what tells them. */
export const AuthorizationSchema = Type.Object(
  {
    connect: AuthModes,
    publish: AuthModes,
    subscribe: AuthModes,
    apiKeys: Type.Optional(ApiKeys),
    lambdaAuthorizer: Type.Optional(LambdaAuthorizer),
    cognito: Type.Optional(Cognito),
    openIdConnect: Type.Optional(OpenIdConnect),
  },
  CLOSED,
);

/** Who may connect, publish and subscribe, and what tells them. */
export type AuthorizationSettings = Static<typeof AuthorizationSchema>;
