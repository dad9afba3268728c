import * as config from "@pulumi/pulumi/runtime/config.js";

/** The part of the SDK's own store of settings that it exports without a type. */
const store = config as unknown as { isConfigSecret(key: string): boolean };

/**
 * Tells whether the value of a setting is encrypted in the stage's file, wholly or in part.
 *
 * @param key Full key, such as `policies:exemptions`.
 */
export function isSecretSetting(key: string): boolean {
  return store.isConfigSecret(key);
}
