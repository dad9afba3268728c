import { readStageFile } from "../../settings/stage-file.ts";
import { asProperties } from "../../shared/properties.ts";
import type { TokenKey } from "./local-identity.ts";

const AUTHORIZATION = "appsync-events:authorization";

/** Stage that is served on this machine. */
export const LOCAL_STAGE = "local";

/**
 * The settings of the stage `local`, with this machine's own key as the one whose tokens its Lambda
 * authorizer trusts. Throws as `readStageFile` does.
 */
export function localConfig(root: string, { publicKey }: TokenKey): Record<string, string> {
  const { config } = readStageFile(root, LOCAL_STAGE);
  const authorization = asProperties(parsed(config[AUTHORIZATION]));
  if (authorization.lambdaAuthorizer === undefined) {
    return config;
  }
  const { jwksUrl: _, ...authorizer } = asProperties(authorization.lambdaAuthorizer);
  const lambdaAuthorizer = { ...authorizer, jwks: { keys: [publicKey] } };
  return { ...config, [AUTHORIZATION]: JSON.stringify({ ...authorization, lambdaAuthorizer }) };
}

/** A value that is not JSON is left to the settings' own check. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
