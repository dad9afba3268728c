import type { AuthMode } from "../aws-facts/auth-modes.ts";
import { apiKeyScheduleFaults } from "./api-key-schedule.ts";
import type { AuthorizationSettings } from "./authorization-schema.ts";
import { PROVIDER_SETTINGS } from "./provider-settings.ts";
import type { RuleContext } from "./rule-context.ts";
import type { SettingFault } from "./setting-fault.ts";
import type { StageSettings } from "./stage-settings-schema.ts";

const OPERATIONS = ["connect", "publish", "subscribe"] as const;

/** Members of a private or symmetric key (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** Faults within `authorization`: a mode and its provider go together, key sets are public. */
export function authorizationFaults(
  { authorization, namespaces }: StageSettings,
  { today }: RuleContext,
): SettingFault[] {
  if (authorization === undefined) {
    return [];
  }
  return [
    ...missingProviders(authorization),
    ...unusedProviders(authorization, modesOf(namespaces)),
    ...keySetFaults(authorization),
    ...scheduleFaults(authorization, today),
  ];
}

function missingProviders(authorization: AuthorizationSettings): SettingFault[] {
  return Object.entries(PROVIDER_SETTINGS).flatMap(([mode, setting]) => {
    const users = OPERATIONS.filter((one) => authorization[one].some((each) => each === mode));
    if (users.length === 0 || authorization[setting] !== undefined) {
      return [];
    }
    const allowed = `the provider of ${mode}, which ${users.join(", ")} accept`;
    return [{ path: `authorization.${setting}`, got: "nothing", allowed }];
  });
}

function unusedProviders(
  authorization: AuthorizationSettings,
  others: Set<AuthMode>,
): SettingFault[] {
  const used = new Set([...OPERATIONS.flatMap((one) => authorization[one]), ...others]);
  return Object.entries(PROVIDER_SETTINGS).flatMap(([mode, setting]) => {
    if (authorization[setting] === undefined || used.has(mode as AuthMode)) {
      return [];
    }
    const allowed = `nothing, unless connect, publish, subscribe or a namespace accepts ${mode}`;
    return [{ path: `authorization.${setting}`, got: "a provider that nobody uses", allowed }];
  });
}

function keySetFaults({ lambdaAuthorizer }: AuthorizationSettings): SettingFault[] {
  if (lambdaAuthorizer === undefined) {
    return [];
  }
  const { jwks, jwksUrl } = lambdaAuthorizer;
  const faults: SettingFault[] = [];
  if ((jwks === undefined) === (jwksUrl === undefined)) {
    const got = jwks === undefined ? "neither jwks nor jwksUrl" : "both jwks and jwksUrl";
    const path = "authorization.lambdaAuthorizer";
    faults.push({ path, got, allowed: "exactly one of jwks and jwksUrl" });
  }
  jwks?.keys.forEach((key, index) => {
    if (!PRIVATE_MEMBERS.some((member) => Object.hasOwn(key, member))) {
      return;
    }
    const path = `authorization.lambdaAuthorizer.jwks.keys[${index}]`;
    faults.push({ path, got: "a private or symmetric key", allowed: "public keys only" });
  });
  return faults;
}

function scheduleFaults({ apiKeys }: AuthorizationSettings, today: Date): SettingFault[] {
  if (apiKeys === undefined) {
    return [];
  }
  return apiKeyScheduleFaults(apiKeys, today).map(({ path, got, allowed }) => ({
    path: `authorization.apiKeys.${path}`,
    got,
    allowed,
  }));
}

/** A namespace's modes replace the API's, but only the API has providers. */
export function namespaceModeFaults({ authorization, namespaces }: StageSettings): SettingFault[] {
  const providers = providersOf(authorization);
  return Object.entries(namespaces ?? {}).flatMap(([name, namespace]) =>
    (["publish", "subscribe"] as const).flatMap((operation) =>
      (namespace[operation] ?? []).flatMap((mode, index) => {
        if (providers.has(mode)) {
          return [];
        }
        const path = `namespaces.${name}.${operation}[${index}]`;
        return [{ path, got: mode, allowed: `the API's providers: ${[...providers].join(", ")}` }];
      }),
    ),
  );
}

function providersOf(authorization: AuthorizationSettings | undefined): Set<AuthMode> {
  if (authorization === undefined) {
    return new Set(["AWS_IAM"]);
  }
  const configured = Object.entries(PROVIDER_SETTINGS)
    .filter(([, setting]) => authorization[setting] !== undefined)
    .map(([mode]) => mode as AuthMode);
  return new Set([...OPERATIONS.flatMap((one) => authorization[one]), ...configured]);
}

function modesOf(namespaces: StageSettings["namespaces"]): Set<AuthMode> {
  return new Set(
    Object.values(namespaces ?? {}).flatMap(({ publish = [], subscribe = [] }) => [
      ...publish,
      ...subscribe,
    ]),
  );
}
