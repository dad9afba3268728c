import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EventApi } from "../../local/model.ts";

/** Where clients reach the stage; the form of `endpoints.json`. */
export interface Endpoints {
  readonly http: string;
  readonly realtime: string;
  /** The key that lives longest; empty for an API without keys. */
  readonly apiKey: string;
  readonly console: string;
}

const FILE = "endpoints.json";

/** Endpoints of an Event API that is served on a port of this machine, with TLS or without. */
export function endpointsOf(api: EventApi | undefined, port: number, tls: boolean): Endpoints {
  const secure = tls ? "s" : "";
  const keys = [...(api?.apiKeys ?? [])].sort((a, b) => b.expires - a.expires);
  return {
    http: `http${secure}://localhost:${port}/event`,
    realtime: `ws${secure}://localhost:${port}/event/realtime`,
    apiKey: keys[0]?.key ?? "",
    console: `http${secure}://localhost:${port}/`,
  };
}

/** Writes `endpoints.json` in one step, so that no reader sees half of it. */
export async function writeEndpoints(folder: string, endpoints: Endpoints): Promise<void> {
  const unfinished = join(folder, `${FILE}.${process.pid}`);
  await writeFile(unfinished, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, join(folder, FILE));
}

/** Removes the file: nothing is served. */
export async function removeEndpoints(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}
