import { access, chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";

const ANALYZER = "pulumi-analyzer-policy-nodejs";

/**
 * An official Pulumi CLI starts policy packs through its language host. A CLI without one looks for
 * this executable, calls it in the pack's folder and passes the engine's address; all that it has
 * to do is to run the SDK's own entry point as the pack resolves it.
 */
const script = (node: string): string => `#!${node}
const { createRequire } = require("node:module");
createRequire(process.cwd() + "/")("@pulumi/pulumi/cmd/run-policy-pack");
`;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * PATH with which the CLI `command` can start policy packs written for Node.js: as it is when the
 * CLI came with a language host, else with an analyzer written into `folder` in front.
 */
export async function pathWithAnalyzer(command: string, folder: string): Promise<string> {
  const path = process.env.PATH ?? "";
  const folders = [...(isAbsolute(command) ? [dirname(command)] : []), ...path.split(delimiter)];
  const hosts = await Promise.all(
    folders.map((bin) => exists(join(bin, "pulumi-language-nodejs"))),
  );
  if (hosts.includes(true)) return path;
  await mkdir(folder, { recursive: true });
  const analyzer = join(folder, ANALYZER);
  await writeFile(analyzer, script(process.execPath));
  await chmod(analyzer, 0o755);
  return `${folder}${delimiter}${path}`;
}
