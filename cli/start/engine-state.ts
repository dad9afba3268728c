import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { parse } from "yaml";
import { asList, asProperties, isObject } from "../../shared/properties.ts";
import { StateError } from "./state-parts.ts";

/** Files of the engine's local backend, below the folder of its state (Pulumi, `backend/diy`). */
const META = ".pulumi/meta.yaml";
const STACKS = ".pulumi/stacks";

/** Layout of the backend that the engine writes: stacks lie in a folder of their project. */
const META_TEXT = "version: 1\n";

/** Updates whose records are kept; the engine itself keeps every one, a megabyte each. */
const KEPT_UPDATES = 5;

/**
 * Mends what an update that was killed, or that found the disk full, left of the engine's files: a
 * damaged state is replaced by the backup that the engine wrote beside it, and kept aside. Old
 * records are removed.
 *
 * @param workDir The folder that `createStageStack` works in.
 * @returns A line for each file that was mended.
 * @throws StateError when a damaged state has no sound backup.
 */
export async function mendEngineState(workDir: string): Promise<string[]> {
  const state = join(workDir, "state");
  const lines = [
    ...(await mendMeta(state)),
    ...(await mendWorkspaces(join(workDir, "home", "workspaces"))),
  ];
  for (const project of await foldersIn(join(state, STACKS))) {
    for (const name of await readdir(project)) {
      if (name.endsWith(".json")) {
        lines.push(...(await mendStack(join(project, name))));
      }
    }
  }
  await removeOldRecords(workDir);
  return lines;
}

async function mendStack(file: string): Promise<string[]> {
  const records = await recordsOf(file);
  const fault = (await faultOf(file)) ?? (await emptinessOf(file, records));
  if (fault === undefined) {
    return [];
  }
  const backup = await newestSound([`${file}.bak`, ...records], fault === EMPTY);
  if (backup === undefined && records.length > 0) {
    throw new StateError(file, fault, "deployment");
  }
  const aside = `${file}.damaged`;
  await rm(aside, { recursive: true, force: true });
  await rename(file, aside);
  if (backup === undefined) {
    return [`${file} was damaged (${fault}) before anything was deployed: it is begun anew.`];
  }
  const written = await stat(backup);
  const text = await readFile(backup, "utf8");
  await writeFileAtomic(file, text);
  return [
    `${file} was damaged (${fault}) and is replaced by the engine's own backup of ` +
      `${written.mtime.toISOString()}; the damaged file is ${aside}.`,
  ];
}

/** The states that finished updates left, the newest first. */
async function recordsOf(file: string): Promise<string[]> {
  const project = basename(dirname(file));
  const folder = join(dirname(file), "../../backups", project, basename(file, ".json"));
  const names = await readdir(folder).catch(() => []);
  // Their names end in the nanoseconds of the update, all of one length.
  const states = names.filter((name) => name.endsWith(".json")).sort();
  return states.toReversed().map((name) => join(folder, name));
}

/** `deployed` leaves out states without a resource. */
async function newestSound(
  files: readonly string[],
  deployed: boolean,
): Promise<string | undefined> {
  for (const file of files) {
    const isSound = (await faultOf(file)) === undefined;
    if (isSound && (!deployed || (await resourcesIn(file)) > 0)) {
      return file;
    }
  }
  return undefined;
}

const EMPTY = "it holds no resource, and an earlier state does";

/** A state without a resource is that of a stack that was never deployed, unless one was before. */
async function emptinessOf(file: string, records: readonly string[]): Promise<string | undefined> {
  if ((await resourcesIn(file)) > 0) {
    return undefined;
  }
  return (await newestSound(records, true)) === undefined ? undefined : EMPTY;
}

/** Number of resources in a sound checkpoint file. */
async function resourcesIn(file: string): Promise<number> {
  const { latest } = asProperties(
    asProperties(JSON.parse(await readFile(file, "utf8"))).checkpoint,
  );
  return asList(asProperties(latest).resources).length;
}

/** What is wrong with a checkpoint file; undefined for a sound one. */
async function faultOf(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EISDIR") {
      return "it is a folder";
    }
    if (code === "ENOENT") {
      return "it is missing";
    }
    throw error;
  }
  if (text.trim() === "") {
    return "it is empty";
  }
  try {
    return checkpointFault(asProperties(JSON.parse(text)).checkpoint);
  } catch {
    return "it is not JSON";
  }
}

/** What the engine, which reads every resource by its URN and type, would stumble over. */
function checkpointFault(checkpoint: unknown): string | undefined {
  if (!isObject(checkpoint)) {
    return "it holds no checkpoint";
  }
  const { latest = null } = checkpoint;
  if (latest === null) {
    return undefined;
  }
  const { resources = [] } = asProperties(latest);
  if (!isObject(latest) || !Array.isArray(resources)) {
    return "its resources are not a list";
  }
  const at = resources.findIndex((each) => {
    const { urn, type } = asProperties(each);
    return typeof urn !== "string" || typeof type !== "string";
  });
  return at < 0 ? undefined : `its resource ${at + 1} has no URN and type`;
}

async function mendMeta(state: string): Promise<string[]> {
  const file = join(state, META);
  if ((await foldersIn(join(state, STACKS))).length === 0) {
    return [];
  }
  const text = await readFile(file, "utf8").catch(() => "");
  if (asProperties(parsedYaml(text)).version === 1) {
    return [];
  }
  await rm(file, { recursive: true, force: true });
  await writeFileAtomic(file, META_TEXT);
  return [`${file} was damaged and is written anew.`];
}

/** Which stack is selected: the engine is told at every start, so a damaged file loses nothing. */
async function mendWorkspaces(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const isSound = await readFile(file, "utf8").then(
      (text) => parsedYaml(text) !== undefined,
      () => false,
    );
    if (isSound) {
      continue;
    }
    await rm(file, { recursive: true, force: true });
    lines.push(`${file} was damaged and is written anew.`);
  }
  return lines;
}

/** JSON is YAML; undefined for an empty or a faulty text. */
function parsedYaml(text: string): unknown {
  try {
    return parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

async function removeOldRecords(workDir: string): Promise<void> {
  const records = [
    ...(await foldersIn(join(workDir, "state", ".pulumi", "history"))),
    ...(await foldersIn(join(workDir, "state", ".pulumi", "backups"))),
  ];
  for (const project of records) {
    for (const stack of await foldersIn(project)) {
      await keepNewest(stack, KEPT_UPDATES * 4);
    }
  }
  await keepNewest(join(workDir, "home", "logs"), KEPT_UPDATES * 4);
}

async function keepNewest(folder: string, most: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.map(async (name) => ({ file: join(folder, name), info: await stat(join(folder, name)) })),
  );
  const old = files.sort((a, b) => b.info.mtimeMs - a.info.mtimeMs).slice(most);
  await Promise.all(old.map(({ file }) => rm(file, { recursive: true, force: true })));
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}
