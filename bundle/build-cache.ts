import { hash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { version as esbuildVersion } from "esbuild";
import writeFileAtomic from "write-file-atomic";
import { projectRoot } from "./project-paths.ts";

/** What a build made, and the files that it read. */
export interface BuildOutput {
  readonly text: string;
  /** Absolute paths of all files whose bytes went into the text. */
  readonly inputs: readonly string[];
}

/** A stored build: its text is that of the same inputs for as long as their bytes are the same. */
interface StoredBuild {
  readonly text: string;
  /** SHA-256 by path relative to the project's folder; `absent` for a file that does not exist. */
  readonly inputs: Readonly<Record<string, string>>;
  /** SHA-256 of the text, so that a damaged entry is built again. */
  readonly textSha256: string;
}

const cacheFolder = join(projectRoot, "node_modules/.cache/appsync-events/builds");

/** Days after which an entry is built again: entries of deleted handlers would else stay for ever. */
const MAXIMUM_AGE_DAYS = 30;

const ABSENT = "absent";

/** The package of a file below `node_modules`, whose package.json says what may be left out of it. */
const PACKAGE_FOLDER = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

/**
 * Returns what `build` made when it last ran with this key and the same bytes in every file that it
 * read, in this process or an earlier one; else runs it. Also part of the key are the bundler's own
 * sources, the versions of esbuild and Node, and the versions of all installed packages. A cache that
 * cannot be read or written costs time, nothing else.
 *
 * @param key What the result depends on beside the files' bytes.
 */
export async function cachedBuild(
  key: readonly string[],
  build: () => Promise<BuildOutput>,
): Promise<string> {
  const file = join(cacheFolder, `${sha256([...key, await toolchainDigest()].join("\0"))}.json`);
  const stored = await readStored(file);
  if (stored !== undefined) {
    return stored;
  }
  const startedMs = Date.now();
  const { text, inputs } = await build();
  await store(file, text, inputs, startedMs).catch(() => undefined);
  return text;
}

async function readStored(file: string): Promise<string | undefined> {
  const stored = await readFile(file, "utf8").then(parseStored, () => undefined);
  if (stored === undefined || sha256(stored.text) !== stored.textSha256) {
    return undefined;
  }
  const unchanged = await Promise.all(
    Object.entries(stored.inputs).map(
      async ([path, digest]) => (await fileDigest(resolve(projectRoot, path))) === digest,
    ),
  );
  return unchanged.every(Boolean) ? stored.text : undefined;
}

function parseStored(json: string): StoredBuild | undefined {
  try {
    const { text, inputs, textSha256 } = JSON.parse(json);
    const valid =
      typeof text === "string" && typeof inputs === "object" && typeof textSha256 === "string";
    return valid ? { text, inputs: inputs ?? {}, textSha256 } : undefined;
  } catch {
    return undefined;
  }
}

/** Stores a build, unless a file changed while it ran: then nobody knows which bytes it read. */
async function store(
  file: string,
  text: string,
  inputs: readonly string[],
  startedMs: number,
): Promise<void> {
  const packages = inputs.flatMap((path) => PACKAGE_FOLDER.exec(path)?.[0] ?? []);
  const files = [...inputs, ...packages.map((folder) => join(folder, "package.json"))];
  const changed = await Promise.all(files.map((path) => changedSince(path, startedMs)));
  if (changed.includes(true)) {
    return;
  }
  const digests = await Promise.all(
    [...new Set(files)].map(
      async (path) => [relative(projectRoot, path), await fileDigest(path)] as const,
    ),
  );
  const stored: StoredBuild = {
    text,
    inputs: Object.fromEntries(digests.sort()),
    textSha256: sha256(text),
  };
  await mkdir(cacheFolder, { recursive: true });
  await removeOldEntries();
  await writeFileAtomic(file, JSON.stringify(stored));
}

async function changedSince(path: string, startedMs: number): Promise<boolean> {
  // Clocks of file systems are coarse: a change just before the start may carry the same time.
  const graceMs = 50;
  return stat(path).then(
    ({ ctimeMs }) => ctimeMs > startedMs - graceMs,
    () => false,
  );
}

async function removeOldEntries(): Promise<void> {
  const oldestMs = Date.now() - MAXIMUM_AGE_DAYS * 24 * 60 * 60 * 1000;
  for (const name of await readdir(cacheFolder)) {
    const path = join(cacheFolder, name);
    if ((await stat(path)).mtimeMs < oldestMs) {
      await rm(path, { force: true });
    }
  }
}

let toolchain: Promise<string> | undefined;

/** One digest a process: it runs the sources that it loaded, whatever becomes of the files. */
function toolchainDigest(): Promise<string> {
  toolchain ??= readToolchainDigest();
  return toolchain;
}

async function readToolchainDigest(): Promise<string> {
  const sources = await readdir(import.meta.dirname, { recursive: true });
  const files = [
    ...sources.filter((name) => name.endsWith(".ts")).map((name) => join("bundle", name)),
    // npm's record of every installed package with its version and integrity.
    "node_modules/.package-lock.json",
    "package.json",
    "tsconfig.json",
  ].sort();
  const digests = await Promise.all(files.map((name) => fileDigest(join(projectRoot, name))));
  return sha256([process.version, esbuildVersion, ...files, ...digests].join("\0"));
}

async function fileDigest(path: string): Promise<string> {
  return readFile(path).then(sha256, () => ABSENT);
}

function sha256(data: string | Buffer): string {
  return hash("sha256", data);
}

/** Absolute paths of the files that esbuild read; modules that a plugin made are not files. */
export function inputFiles(metafile: { readonly inputs: object }): string[] {
  return Object.keys(metafile.inputs)
    .filter((path) => !/^(?:<|\(|[a-z-]{2,}:)/.test(path))
    .map((path) => resolve(projectRoot, path));
}
