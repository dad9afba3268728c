import { access, chmod, constants, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, isAbsolute, join } from "node:path";

const LANGUAGE_HOST = "pulumi-language-nodejs";

/** Executable that an engine without a language host calls for a policy pack. */
const ANALYZER = "pulumi-analyzer-policy-nodejs";

/**
 * PATH for the engine. A released CLI has a Node language host beside it, which starts policy
 * packs; one built from its Go module has none, and then starts them through an executable on PATH.
 * That executable is written into `folder` when it is needed. Returns undefined when the PATH of
 * this process will do.
 */
export async function enginePath(command: string, folder: string): Promise<string | undefined> {
  const searched = (process.env.PATH ?? "").split(delimiter);
  if (isAbsolute(command)) searched.unshift(dirname(command));
  const found = await Promise.all(searched.map((each) => isExecutable(join(each, LANGUAGE_HOST))));
  if (found.includes(true)) return undefined;
  await mkdir(folder, { recursive: true });
  const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const script = `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(runner)} "$@"\n`;
  await writeFile(join(folder, ANALYZER), script);
  await chmod(join(folder, ANALYZER), 0o755);
  return [folder, process.env.PATH ?? ""].join(delimiter);
}

/** Quoted for the POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
