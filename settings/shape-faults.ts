import leven from "leven";
import { Compile } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { type SettingFault, showValue } from "./setting-fault.ts";
import { StageSettingsSchema } from "./stage-settings-schema.ts";

/** The keywords of JSON Schema that the schema of the settings uses. */
interface Schema {
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const validator = Compile(StageSettingsSchema);

// TypeBox's types describe what a schema accepts; here it is read as plain JSON Schema.
const root = StageSettingsSchema as unknown as Schema;

/** Mistyped names are at most this many edits away from what was meant. */
const NEAR = 3;

/** Everything in which `settings` differs from the shape of the settings. */
export function shapeFaults(settings: unknown): SettingFault[] {
  if (validator.Check(settings)) {
    return [];
  }
  const found = new Map<string, SettingFault>();
  for (const error of allErrors(settings)) {
    for (const fault of faultsOf(error, settings)) {
      // Several keywords can fail at one place; the first says what is allowed there.
      if (!found.has(fault.path)) {
        found.set(fault.path, fault);
      }
    }
  }
  return [...found.values()].filter(({ path }) => !isCoarse(path, found));
}

/** Whether a value is one form of a union, and what is wrong inside that form is reported already. */
function isCoarse(path: string, found: ReadonlyMap<string, SettingFault>): boolean {
  return [...found.keys()].some((other) => other.startsWith(`${path}.`));
}

/** TypeBox stops at 8 errors unless told otherwise, and tells it the whole process. */
function allErrors(settings: unknown): TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: Number.MAX_SAFE_INTEGER });
  try {
    return validator.Errors(settings);
  } finally {
    Settings.Set({ maxErrors });
  }
}

function faultsOf(error: TLocalizedValidationError, settings: unknown): SettingFault[] {
  const at = pointerKeys(error.instancePath);
  const schema = schemaAt(at);
  const value = valueAt(settings, at);
  switch (error.keyword) {
    case "boolean":
      return []; // An undeclared property, which its object reports too.
    case "additionalProperties":
      return error.params.additionalProperties.map((key) => unknownKey(at, key, schema));
    case "required":
      return error.params.requiredProperties.map((key) => ({
        path: pathText([...at, key]),
        got: "nothing",
        allowed: allowedText(schemaAt([...at, key]), "a value"),
      }));
    case "type":
      return [
        {
          path: pathText(at),
          got: gotInstead(value, error.params.type),
          allowed: expected(error, schema),
        },
      ];
    default:
      return insideUnion(at, schema, error)
        ? []
        : [{ path: pathText(at), got: showValue(value), allowed: expected(error, schema) }];
  }
}

/** A branch of a union says less than the union, which reports as well. */
function insideUnion(
  at: readonly string[],
  schema: Schema | undefined,
  error: TLocalizedValidationError,
): boolean {
  return at.length > 0 && schema?.anyOf !== undefined && error.keyword !== "anyOf";
}

function unknownKey(at: readonly string[], key: string, schema: Schema | undefined): SettingFault {
  const properties =
    schema?.properties ?? schema?.anyOf?.find((form) => form.properties)?.properties;
  const known = Object.keys(properties ?? {});
  const nearest = known
    .map((name) => ({ name, edits: leven(name.toLowerCase(), key.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits)[0];
  const hint = nearest && nearest.edits <= NEAR ? `; did you mean "${nearest.name}"?` : "";
  const path = pathText([...at, key]);
  return { path, got: "an unknown setting", allowed: `${known.join(", ")}${hint}` };
}

/** What stands in place of an object is not shown: it may be a secret that lost its key. */
function gotInstead(value: unknown, type: string | readonly string[]): string {
  if (type === "object" && typeof value === "string") {
    return "a text";
  }
  return typeof value === "string" ? `the text ${showValue(value)}` : showValue(value);
}

function expected(error: TLocalizedValidationError, schema: Schema | undefined): string {
  switch (error.keyword) {
    case "type":
      return allowedText(schema, withArticle(String(error.params.type)));
    case "minimum":
      return allowedText(schema, `a number of at least ${error.params.limit}`);
    case "exclusiveMinimum":
      return allowedText(schema, `a number above ${error.params.limit}`);
    case "maximum":
      return allowedText(schema, `a number of at most ${error.params.limit}`);
    case "minLength":
      return allowedText(schema, `a text of at least ${error.params.limit} characters`);
    case "maxLength":
      return allowedText(schema, `a text of at most ${error.params.limit} characters`);
    case "minItems":
      return allowedText(schema, `a list of at least ${error.params.limit}`);
    default:
      return allowedText(schema, error.message);
  }
}

function allowedText(schema: Schema | undefined, otherwise: string): string {
  const values = schema?.enum?.join(", ");
  if (schema?.description === undefined) {
    return values ?? otherwise;
  }
  return values === undefined ? schema.description : `${schema.description}: ${values}`;
}

function withArticle(type: string): string {
  const names: Record<string, string> = {
    array: "a list",
    integer: "a whole number",
    string: "a text",
  };
  return names[type] ?? (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
}

/** Keys of a JSON Pointer (RFC 6901). */
function pointerKeys(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function pathText(keys: readonly string[]): string {
  return keys.reduce((path, key) => {
    if (/^\d+$/.test(key)) {
      return `${path}[${key}]`;
    }
    return path === "" ? key : `${path}.${key}`;
  }, "");
}

function schemaAt(keys: readonly string[]): Schema | undefined {
  return keys.reduce<Schema | undefined>((schema, key) => {
    const declared = schema?.properties;
    if (declared && Object.hasOwn(declared, key)) {
      return declared[key];
    }
    const form = schema?.anyOf?.find(
      (each) => each.properties && Object.hasOwn(each.properties, key),
    );
    if (form) {
      return form.properties?.[key];
    }
    return schema?.items ?? Object.values(schema?.patternProperties ?? {})[0];
  }, root);
}

function valueAt(settings: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined,
    settings,
  );
}
