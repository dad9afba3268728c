import { access, chmod, constants, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, isAbsolute, join } from "node:path";

const LANGUAGE_HOST = "pulumi-language-nodejs";

/** Plugin that an engine without a language host calls for a policy pack; the version is free. */
const ANALYZER = "policy-nodejs";
const ANALYZER_VERSION = "v1.0.0";

/**
 * PULUMI_HOME for the engine. A released CLI has a Node language host beside it, which starts policy
 * packs; one built from its Go module has none, and then starts them through an analyzer plugin,
 * which is written into a home below `folder` when it is needed: a plugin that is only on PATH works
 * as well, but the engine warns of it at every run. Returns undefined when the home of this user
 * will do.
 */
export async function engineHome(command: string, folder: string): Promise<string | undefined> {
  const searched = (process.env.PATH ?? "").split(delimiter);
  if (isAbsolute(command)) {
    searched.unshift(dirname(command));
  }
  const found = await Promise.all(searched.map((each) => isExecutable(join(each, LANGUAGE_HOST))));
  if (found.includes(true)) {
    return undefined;
  }
  const home = join(folder, "home");
  const plugin = join(home, "plugins", `analyzer-${ANALYZER}-${ANALYZER_VERSION}`);
  await mkdir(plugin, { recursive: true });
  const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const script = `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(runner)} "$@"\n`;
  const executable = join(plugin, `pulumi-analyzer-${ANALYZER}`);
  await writeFile(executable, script);
  await chmod(executable, 0o755);
  return home;
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
