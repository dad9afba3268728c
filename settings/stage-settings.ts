import { crossFieldFaults } from "./cross-field-rules.ts";
import { StageSettingsError } from "./setting-fault.ts";
import { shapeFaults } from "./shape-faults.ts";
import type { StageSettings } from "./stage-settings-schema.ts";

export { type SettingFault, StageSettingsError } from "./setting-fault.ts";
export { readStageFile, StageFileError, stagesIn } from "./stage-file.ts";
export type { StageSettings } from "./stage-settings-schema.ts";

const PREFIX = "appsync-events:";

/**
 * The settings of a stage from its Pulumi configuration, which holds each setting as JSON text
 * (`appsync-events:authorization` and so on); other packages' keys are left alone. Throws
 * StageSettingsError with everything that is wrong.
 *
 * @param today decides which API keys exist, and whether their schedule has begun
 * @param namespaces names that overrides may be given for; any when left out
 */
export function parseStageSettings(
  stage: string,
  config: Readonly<Record<string, string>>,
  today: Date = new Date(),
  namespaces?: readonly string[],
): StageSettings {
  const settings = fromText(config);
  const faults = shapeFaults(settings);
  const malformed = new Set(faults.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path));
  // The rules read only what has its shape, so all of it may be treated as if it had.
  const found = crossFieldFaults(settings as StageSettings, malformed, { today, namespaces });
  if (faults.length + found.length > 0) {
    throw new StageSettingsError(stage, [...faults, ...found]);
  }
  return settings as StageSettings;
}

function fromText(config: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(PREFIX))
      .map(([key, text]) => [key.slice(PREFIX.length), parseJson(text)]),
  );
}

/** Text that is not JSON stays text: every setting is an object, so its shape is refused. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
