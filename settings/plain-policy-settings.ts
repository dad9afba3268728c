import { type SettingFault, StageSettingsError } from "./setting-fault.ts";

const PREFIX = "policies:";

/**
 * Refuses settings of the policy pack that are encrypted: what lets a guard off is for reviewers to
 * read, and the policy SDK does not hand to a pack which of its settings are secret.
 *
 * @param keys All keys of the stage's configuration.
 * @param isSecret Tells whether the value of a key is encrypted, wholly or in part.
 * @throws StageSettingsError with every such key.
 */
export function requirePlainPolicySettings(
  stage: string,
  keys: readonly string[],
  isSecret: (key: string) => boolean,
): void {
  const faults = keys
    .filter((key) => key.startsWith(PREFIX) && isSecret(key))
    .map((path): SettingFault => {
      const allowed = "a plain value, as reviewers must be able to read what is let off";
      return { path, got: "an encrypted value", allowed };
    });
  if (faults.length > 0) {
    throw new StageSettingsError(stage, faults);
  }
}
