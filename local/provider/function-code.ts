import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  access,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { asProperties, isArchive, isAsset } from "../../shared/properties.ts";
import type { DeployedFunction } from "../functions/deployed-function.ts";

/**
 * The files of a function's code by name. An archive of assets holds texts and files; anything else
 * (a zip, a folder, an address) throws: the embedded stage does not unpack.
 */
export function codeFiles(code: unknown): ReadonlyMap<string, string> {
  const assets = isArchive(code) ? code.assets : undefined;
  if (assets === undefined) {
    throw new Error(
      "code: the embedded stage takes an AssetArchive of StringAsset and FileAsset, " +
        "and no zip file, folder or address",
    );
  }
  // In one order, whatever the engine's is: equal files have to be equal code.
  const names = Object.keys(asProperties(assets)).toSorted();
  return new Map(names.map((name) => [name, content(name, asProperties(assets)[name])]));
}

function content(name: string, asset: unknown): string {
  if (isAsset(asset)) {
    if (typeof asset.text === "string" && asset.text !== "") {
      return asset.text;
    }
    if (typeof asset.path === "string" && asset.path !== "") {
      return readFileSync(asset.path, "utf8");
    }
  }
  throw new Error(`code: "${name}" is not a StringAsset or FileAsset`);
}

/** Packages that are kept; those of functions in service are touched at every start. */
const KEPT_PACKAGES = 200;

/**
 * Keeps the code of deployed functions by its content below a folder, so that functions can be
 * started again from it later, and what each published version of them holds. A package that was
 * damaged is written anew; of packages that nobody asked for, the oldest go.
 */
export class FunctionCodeStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes the code unless it is there, and returns its folder. */
  async keep(code: unknown): Promise<string> {
    const files = codeFiles(code);
    for (const name of files.keys()) {
      if (relative(".", name).startsWith("..")) {
        throw new Error(`code: "${name}" leads out of the function's folder`);
      }
    }
    const digest = createHash("sha256")
      .update(JSON.stringify([...files]))
      .digest("hex");
    const folder = join(this.#folder, digest);
    if (await isWhole(folder, files)) {
      const now = new Date();
      await utimes(folder, now, now);
      return folder;
    }
    const unfinished = `${folder}.${process.pid}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    try {
      for (const [name, text] of files) {
        const file = join(unfinished, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
      await rm(folder, { recursive: true, force: true });
      await rename(unfinished, folder);
    } catch (error) {
      // Half a package would only fill a full disk further.
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
    await this.#removeOldest();
    return folder;
  }

  /** Keeps what a published version holds: an alias may lead to it long after it was deployed. */
  async keepVersion(version: DeployedFunction): Promise<void> {
    const file = this.#versionFile(version.functionName, version.version ?? "");
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFileAtomic(file, `${JSON.stringify(version)}\n`, { mode: 0o600 });
  }

  /** A published version; undefined when it is not kept or its code is gone. */
  async version(functionName: string, version: string): Promise<DeployedFunction | undefined> {
    try {
      const text = await readFile(this.#versionFile(functionName, version), "utf8");
      const kept: DeployedFunction = JSON.parse(text);
      await access(kept.codeFolder);
      return kept;
    } catch {
      return undefined;
    }
  }

  /** Forgets the versions of a function that is deleted. */
  async removeVersions(functionName: string): Promise<void> {
    await rm(join(this.#folder, "versions", functionName), { recursive: true, force: true });
  }

  #versionFile(functionName: string, version: string): string {
    return join(this.#folder, "versions", functionName, `${version}.json`);
  }

  async #removeOldest(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));
    if (names.length <= KEPT_PACKAGES) {
      return;
    }
    const packages = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        return { path, usedMs: (await stat(path)).mtimeMs };
      }),
    );
    const oldest = packages.toSorted((one, other) => other.usedMs - one.usedMs);
    for (const { path } of oldest.slice(KEPT_PACKAGES)) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/** Whether a folder holds the files as they are given. */
async function isWhole(folder: string, files: ReadonlyMap<string, string>): Promise<boolean> {
  for (const [name, text] of files) {
    const kept = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (kept !== text) {
      return false;
    }
  }
  return true;
}
