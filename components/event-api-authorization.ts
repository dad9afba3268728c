import { AUTH_MODES, type AuthMode } from "../aws-facts/auth-modes.ts";
import { AUTHORIZER_RESULT_TTL_SECONDS } from "../aws-facts/authorizer-limits.ts";
import { USER_POOL_ID, USER_POOL_ID_ALLOWED } from "../aws-facts/user-pool-id.ts";
import { type ApiKeySchedule, apiKeyScheduleFaults } from "../settings/api-key-schedule.ts";
import { PROVIDER_SETTINGS } from "../settings/provider-settings.ts";
import { oneOf, type Refusal, wholeNumber } from "./component-error.ts";
import type { LambdaAuthorizer } from "./lambda-authorizer.ts";

/** Who may connect, publish and subscribe, and what tells them. */
export interface EventApiAuthorization {
  /** Modes that may open a WebSocket. @default AWS_IAM */
  readonly connect?: readonly AuthMode[];
  /** Modes that may publish where a namespace says nothing else. @default AWS_IAM */
  readonly publish?: readonly AuthMode[];
  /** Modes that may subscribe where a namespace says nothing else. @default AWS_IAM */
  readonly subscribe?: readonly AuthMode[];
  /** When API keys are exchanged; makes API_KEY a provider. @default no API keys */
  readonly apiKeys?: ApiKeySchedule;
  /** Makes AWS_LAMBDA a provider; an API has one authorizer at most. @default none */
  readonly lambdaAuthorizer?: LambdaAuthorization;
  /** Makes AMAZON_COGNITO_USER_POOLS a provider. @default none */
  readonly cognito?: CognitoAuthorization;
  /** Makes OPENID_CONNECT a provider. @default none */
  readonly openIdConnect?: OpenIdConnectAuthorization;
}

/** A function that decides on connects, publishes and subscribes. */
export interface LambdaAuthorization {
  readonly authorizer: LambdaAuthorizer;
  /** For how long AppSync keeps a decision, 0 to 3600 seconds. @default 0, not at all */
  readonly resultTtlSeconds?: number;
  /** Tokens that do not match are refused without an invocation. @default every token is tried */
  readonly identityValidationExpression?: string;
}

/** Tokens of a Cognito user pool. */
export interface CognitoAuthorization {
  /** `<region>_<characters>`; the region is read from it. */
  readonly userPoolId: string;
  /** Which app clients are accepted. @default all of the pool */
  readonly appIdClientRegex?: string;
}

/** Tokens of an OpenID Connect provider. */
export interface OpenIdConnectAuthorization {
  readonly issuer: string;
  /** Regular expression of client ids. @default every client of the issuer */
  readonly clientId?: string;
  /** Life of a token after it was issued. @default what the token says */
  readonly issuedAtTtlMilliseconds?: number;
  /** Life of a token after its user authenticated. @default what the token says */
  readonly authenticationTtlMilliseconds?: number;
}

/** The authorization with its defaults. */
export interface ResolvedAuthorization extends EventApiAuthorization {
  readonly connect: readonly AuthMode[];
  readonly publish: readonly AuthMode[];
  readonly subscribe: readonly AuthMode[];
  /** Modes that operations and namespaces can choose from. */
  readonly providers: readonly AuthMode[];
}

const OPERATIONS = ["connect", "publish", "subscribe"] as const;

/** Fills in the defaults: IAM signatures, which need no secret and no public key. */
export function resolveAuthorization(given: EventApiAuthorization = {}): ResolvedAuthorization {
  const { connect = ["AWS_IAM"], publish = ["AWS_IAM"], subscribe = ["AWS_IAM"] } = given;
  const used = new Set([...connect, ...publish, ...subscribe]);
  for (const [mode, setting] of Object.entries(PROVIDER_SETTINGS)) {
    if (given[setting] !== undefined) {
      used.add(mode as AuthMode);
    }
  }
  const providers = AUTH_MODES.filter((mode) => used.has(mode));
  return { ...given, connect, publish, subscribe, providers };
}

/** Everything that cannot work in an authorization. */
export function authorizationRefusals(auth: ResolvedAuthorization, today: Date): Refusal[] {
  return [
    ...OPERATIONS.flatMap((operation) =>
      authModesRefusals(`authorization.${operation}`, auth[operation], AUTH_MODES),
    ),
    ...missingProviders(auth),
    ...(auth.apiKeys ? apiKeyScheduleFaults(auth.apiKeys, today) : []).map(
      ({ path, got, allowed }) => ({
        property: `authorization.apiKeys.${path}`,
        got,
        allowed,
      }),
    ),
    ...wholeNumber(
      "authorization.lambdaAuthorizer.resultTtlSeconds",
      auth.lambdaAuthorizer?.resultTtlSeconds,
      AUTHORIZER_RESULT_TTL_SECONDS,
    ),
    ...userPoolRefusals(auth.cognito),
  ];
}

/** Refuses an empty list, a repeated mode and a mode that is not in `allowed`. */
export function authModesRefusals(
  property: string,
  modes: readonly AuthMode[] | undefined,
  allowed: readonly AuthMode[],
): Refusal[] {
  if (modes === undefined) {
    return [];
  }
  if (modes.length === 0) {
    return [{ property, got: "an empty list", allowed: allowed.join(", ") }];
  }
  const repeated = modes.filter((mode, index) => modes.indexOf(mode) !== index);
  return [
    ...repeated.map((mode) => ({ property, got: `${mode} twice`, allowed: "each mode once" })),
    ...modes.flatMap((mode) => oneOf(property, mode, allowed)),
  ];
}

function missingProviders(auth: ResolvedAuthorization): Refusal[] {
  return Object.entries(PROVIDER_SETTINGS).flatMap(([mode, setting]) => {
    const users = OPERATIONS.filter((operation) => auth[operation].some((each) => each === mode));
    if (users.length === 0 || auth[setting] !== undefined) {
      return [];
    }
    const allowed = `the provider of ${mode}, which ${users.join(", ")} accept`;
    return [{ property: `authorization.${setting}`, got: "nothing", allowed }];
  });
}

function userPoolRefusals(cognito: CognitoAuthorization | undefined): Refusal[] {
  if (cognito === undefined || new RegExp(USER_POOL_ID).test(cognito.userPoolId)) {
    return [];
  }
  const property = "authorization.cognito.userPoolId";
  return [{ property, got: cognito.userPoolId, allowed: USER_POOL_ID_ALLOWED }];
}
