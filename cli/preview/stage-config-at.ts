import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileAt } from "../../engine/git-file.ts";
import { readStageFile } from "../../settings/stage-settings.ts";

/**
 * The settings of a stage, by full key, as they were at a commit; none when it had no such stage.
 *
 * @throws GitError when git finds no such commit, StageFileError when the file was no YAML then.
 */
export async function stageConfigAt(
  root: string,
  stage: string,
  ref: string,
): Promise<Readonly<Record<string, string>>> {
  const path = `Pulumi.${stage}.yaml`;
  const text = await fileAt(root, ref, path);
  if (text === undefined) {
    return {};
  }
  const folder = await mkdtemp(join(tmpdir(), "stage-settings-"));
  try {
    await writeFile(join(folder, path), text);
    return readStageFile(folder, stage).config;
  } finally {
    await rm(folder, { recursive: true });
  }
}
