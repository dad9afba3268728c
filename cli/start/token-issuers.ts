import { readFile } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { EventApi, TokenProvider } from "../../local/model.ts";

const FILE = "token-issuers.json";

/** Writes whose tokens the deployed APIs accept, for `npm run token`; in one step. */
export async function writeTokenIssuers(folder: string, apis: readonly EventApi[]): Promise<void> {
  const providers = apis.flatMap(({ tokenProviders }) => tokenProviders);
  await writeFileAtomic(join(folder, FILE), `${JSON.stringify(providers, null, 2)}\n`, {
    mode: 0o600,
  });
}

/**
 * Whose tokens the APIs of a folder's last deployment accept; undefined before the first one.
 * Throws an Error that names the file when it is damaged.
 */
export async function readTokenIssuers(
  folder: string,
): Promise<readonly TokenProvider[] | undefined> {
  const file = join(folder, FILE);
  const text = await readFile(file, "utf8").catch(() => undefined);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    throw new Error(`${file} is damaged. Fix: \`npm start\` writes it anew; nothing else is lost`);
  }
}
