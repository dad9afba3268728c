import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { fileAt, filesChanged } from "../../engine/git-file.ts";
import { UsageError } from "../usage-error.ts";
import { type GuardPart, type GuardSettings, guardParts, isLower } from "./guard-settings.ts";
import { stageConfigAt } from "./stage-config-at.ts";

/** Something that lets the policy pack find less, or count it for less. */
export interface Lowered {
  readonly what: string;
  /** The rule, kind or file that it is about. */
  readonly subject: string;
  readonly detail: string;
}

/** What lowers the guard of a stage, and since when. */
export interface LoweredGuard {
  /** The commit that it is compared with; without one, everything that differs from the defaults. */
  readonly against?: string;
  readonly rows: readonly Lowered[];
}

/** Where a stage's guard is set. */
export interface GuardRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly stage: string;
  /** The stage's settings by full key. */
  readonly config: Readonly<Record<string, string>>;
  /** The file with the pack's configuration. */
  readonly packConfigFile?: string | undefined;
  readonly against?: string | undefined;
}

/**
 * What a change lets off: exemptions, guards elsewhere, levels, settings and the pack's own files.
 *
 * @throws UsageError when the configuration of the pack is not JSON, or git finds no such commit.
 */
export async function loweredGuard(request: GuardRequest): Promise<LoweredGuard> {
  const { root, stage, config, packConfigFile, against } = request;
  const pack = packConfigFile === undefined ? {} : await packConfigIn(packConfigFile);
  const now = guardParts(stage, { stage: config, pack });
  if (against === undefined) {
    return { rows: difference(now, guardParts(stage, { stage: {}, pack: {} })) };
  }
  const before = guardParts(stage, await settingsAt(request, against));
  const files = await filesChanged(root, against, "policies");
  return { against, rows: [...difference(now, before), ...packFiles(files)] };
}

/** What `now` lets off that `before` did not. */
export function difference(now: readonly GuardPart[], before: readonly GuardPart[]): Lowered[] {
  const byKey = new Map(before.map((part) => [part.key, part]));
  return now.flatMap((part): Lowered[] => {
    const old = byKey.get(part.key);
    if (part.kind === "record") {
      const { what, subject, detail } = part;
      return old === undefined ? [{ what, subject, detail }] : [];
    }
    if (part.kind === "level") {
      if (old?.kind !== "level" || !isLower(part.level, old.level)) {
        return [];
      }
      const detail = `${part.level}, was ${old.level}`;
      return [{ what: "level", subject: part.policy, detail }];
    }
    if (old?.kind !== "setting" || old.value === part.value) {
      return [];
    }
    const detail = `${part.name}: ${part.value}, was ${old.value}`;
    return [{ what: "setting", subject: part.policy, detail }];
  });
}

/** Code of the pack itself: what it lets off is for a reviewer to read. */
function packFiles(paths: readonly string[]): Lowered[] {
  const code = paths.filter((path) => !path.endsWith(".md"));
  if (code.length === 0) {
    return [];
  }
  const shown = code.slice(0, 5).join(", ");
  const more = code.length > 5 ? ` and ${code.length - 5} more` : "";
  return [
    {
      what: "policy pack",
      subject: "policies",
      detail: `its code differs, so read what it lets off: ${shown}${more}`,
    },
  ];
}

async function settingsAt(
  { root, stage, packConfigFile }: GuardRequest,
  ref: string,
): Promise<GuardSettings> {
  const config = await stageConfigAt(root, stage, ref);
  if (packConfigFile === undefined) {
    return { stage: config, pack: {} };
  }
  const path = relative(resolve(root), resolve(packConfigFile));
  // A file outside of the repository has no history to compare with.
  if (path.startsWith("..")) {
    return { stage: config, pack: {} };
  }
  const text = await fileAt(root, ref, path);
  return { stage: config, pack: text === undefined ? {} : parsePackConfig(text, `${ref}:${path}`) };
}

async function packConfigIn(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`--policy-pack-config: "${file}" cannot be read; give a file of JSON`);
  });
  return parsePackConfig(text, file);
}

function parsePackConfig(text: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new UsageError(
    `--policy-pack-config: ${where} must hold an object in JSON, settings by name of policy`,
  );
}
