/** One thing that is wrong with a stage's settings. */
export interface SettingFault {
  /** Where, as `authorization.publish[0]`. */
  readonly path: string;
  /** What stands there, never a secret. */
  readonly got: string;
  /** What may stand there. */
  readonly allowed: string;
}

/** A stage's settings cannot be used; `faults` holds everything that is wrong with them. */
export class StageSettingsError extends Error {
  override readonly name = "StageSettingsError";
  readonly faults: readonly SettingFault[];

  constructor(stage: string, faults: readonly SettingFault[]) {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    const lines = faults.map(
      ({ path, got, allowed }) => `  ${path}: got ${got}, allowed: ${allowed}`,
    );
    super(`Pulumi.${stage}.yaml: ${count} in the settings\n${lines.join("\n")}`);
    this.faults = faults;
  }
}

const SHOWN_CHARACTERS = 60;

/**
 * A value for an error message. Lists, objects and long texts are only described: a fault may have
 * put a secret where none belongs, and messages end up in logs.
 */
export function showValue(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : "a list";
  }
  if (typeof value === "object" && value !== null) {
    return "an object";
  }
  if (typeof value !== "string") {
    return JSON.stringify(value);
  }
  if (value.length > SHOWN_CHARACTERS) {
    return `a text of ${value.length} characters`;
  }
  return JSON.stringify(value.replace(/\/\/[^/@]*@/, "//…@"));
}
