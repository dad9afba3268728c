import type { XStatic } from "typebox/schema";

/** JSON Schema of one setting. */
export interface SettingSchema {
  readonly default: unknown;
  readonly description: string;
  readonly [keyword: string]: unknown;
}

/**
 * What a rule can be set to. The schemas are plain objects, as the engine takes them, because
 * loading TypeBox would take a tenth of the pack's start.
 */
export type SettingSchemas = Readonly<Record<string, SettingSchema>>;

/** A rule's settings, each of the type that its schema describes. */
export type SettingsOf<Schemas extends SettingSchemas> = {
  readonly [Name in keyof Schemas]: XStatic<Schemas[Name]>;
};

/**
 * A rule's settings: those given in the pack's configuration, over the defaults.
 *
 * @param given The policy's configuration; the engine has checked it against the same schemas.
 */
export function settingsOf<Schemas extends SettingSchemas>(
  schemas: Schemas,
  given: Readonly<Record<string, unknown>> = {},
): SettingsOf<Schemas> {
  const settings = Object.entries(schemas).map(([name, schema]) => [
    name,
    given[name] ?? schema.default,
  ]);
  return Object.fromEntries(settings) as SettingsOf<Schemas>;
}

/** Names in a policy's configuration that are none of the rule's settings: the engine lets them by. */
export function unknownSettings(
  schemas: SettingSchemas,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  return Object.keys(given).filter((name) => !(name in schemas));
}
