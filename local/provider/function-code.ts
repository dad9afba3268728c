import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { asProperties, isArchive, isAsset } from "./properties.ts";

/**
 * The files of a function's code by name. An archive of assets holds texts and files; anything else
 * (a zip, a folder, an address) throws: the embedded stage does not unpack.
 */
export function codeFiles(code: unknown): ReadonlyMap<string, string> {
  const assets = isArchive(code) ? code.assets : undefined;
  if (assets === undefined)
    throw new Error(
      "code: the embedded stage takes an AssetArchive of StringAsset and FileAsset, " +
        "and no zip file, folder or address",
    );
  // In one order, whatever the engine's is: equal files have to be equal code.
  const names = Object.keys(asProperties(assets)).toSorted();
  return new Map(names.map((name) => [name, content(name, asProperties(assets)[name])]));
}

function content(name: string, asset: unknown): string {
  if (isAsset(asset)) {
    if (typeof asset.text === "string" && asset.text !== "") return asset.text;
    if (typeof asset.path === "string" && asset.path !== "")
      return readFileSync(asset.path, "utf8");
  }
  throw new Error(`code: "${name}" is no StringAsset or FileAsset`);
}

/**
 * Keeps the code of deployed functions by its content below a folder, so that functions can be
 * started again from it later. A version that is there is never written again.
 */
export class FunctionCodeStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes the code if it is new and returns its folder. */
  async keep(code: unknown): Promise<string> {
    const files = codeFiles(code);
    for (const name of files.keys())
      if (relative(".", name).startsWith(".."))
        throw new Error(`code: "${name}" leads out of the function's folder`);
    const digest = createHash("sha256")
      .update(JSON.stringify([...files]))
      .digest("hex");
    const folder = join(this.#folder, digest);
    if (await exists(folder)) return folder;
    const unfinished = `${folder}.${process.pid}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    for (const [name, text] of files) {
      const file = join(unfinished, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    await rename(unfinished, folder);
    return folder;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
