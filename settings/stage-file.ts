import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { type SettingFault, StageSettingsError } from "./setting-fault.ts";

/** A stage file as Pulumi hands it to a program: each value as text, objects and lists as JSON. */
export interface StageFile {
  readonly stage: string;
  readonly config: Record<string, string>;
}

/** There is no such stage, or its file cannot be read. */
export class StageFileError extends Error {
  override readonly name = "StageFileError";
}

/**
 * Reads `Pulumi.<stage>.yaml` in `root`. Throws StageFileError for a stage without a file and for a
 * file that is not YAML, StageSettingsError for encrypted values: none of the settings is a secret.
 */
export function readStageFile(root: string, stage: string): StageFile {
  const known = stagesIn(root);
  if (!known.includes(stage)) {
    throw new StageFileError(
      `stage: got "${stage}", allowed: ${known.join(", ")} (one Pulumi.<stage>.yaml each)`,
    );
  }
  const config = configOf(readFileSync(join(root, fileOf(stage)), "utf8"), stage);
  const secrets = Object.entries(config).filter(([, value]) => isSecret(value));
  if (secrets.length > 0) {
    throw new StageSettingsError(stage, secrets.map(secretFault));
  }
  return { stage, config: Object.fromEntries(Object.entries(config).map(asText)) };
}

/** Names of the stages that have a file in `root`, in alphabetical order. */
export function stagesIn(root: string): string[] {
  return readdirSync(root)
    .flatMap((file) => /^Pulumi\.([A-Za-z0-9_.-]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

function fileOf(stage: string): string {
  return `Pulumi.${stage}.yaml`;
}

function configOf(text: string, stage: string): Record<string, unknown> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    throw new StageFileError(`${fileOf(stage)}: ${error.message}`);
  }
  const content: unknown = document.toJS();
  const config = isObject(content) ? content.config : undefined;
  if (config === undefined || config === null) {
    return {};
  }
  if (!isObject(config)) {
    throw new StageFileError(`${fileOf(stage)}: config: got no object, allowed: settings by name`);
  }
  return config;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSecret(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(isSecret);
  }
  if (!isObject(value)) {
    return false;
  }
  const keys = Object.keys(value);
  return (keys.length === 1 && keys[0] === "secure") || Object.values(value).some(isSecret);
}

function secretFault([key]: [string, unknown]): SettingFault {
  const path = key.replace(/^appsync-events:/, "");
  return { path, got: "an encrypted value", allowed: "a plain value, no setting is a secret" };
}

function asText([key, value]: [string, unknown]): [string, string] {
  return [key, typeof value === "string" ? value : JSON.stringify(value)];
}
