import { rm } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { EventApi } from "../../local/model.ts";
import { FAULTS_PATH } from "./faults-page.ts";

/** Where clients reach the stage; the form of `endpoints.json`. */
export interface Endpoints {
  readonly http: string;
  readonly realtime: string;
  /** The key that lives longest; empty for an API without keys. */
  readonly apiKey: string;
  /** The status page, with the token that opens it. */
  readonly console: string;
  /** The control of faults, with its token; only with `--faults`. */
  readonly faults?: string;
}

const FILE = "endpoints.json";

/** Where a stage is served, and what opens its status page. */
export interface Served {
  /** The address that the server listens on. */
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** Whether https and wss are served. */
  readonly tls: boolean;
  /** Whether faults can be ordered. */
  readonly faults: boolean;
}

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host);
}

/** Endpoints of an Event API that is served on this machine. */
export function endpointsOf(api: EventApi | undefined, served: Served): Endpoints {
  const { host, port, token, tls, faults } = served;
  const secure = tls ? "s" : "";
  const keys = [...(api?.apiKeys ?? [])].sort((a, b) => b.expires - a.expires);
  const at = `${nameOf(host)}:${port}`;
  return {
    http: `http${secure}://${at}/event`,
    realtime: `ws${secure}://${at}/event/realtime`,
    apiKey: keys[0]?.key ?? "",
    console: `http${secure}://${at}/?token=${token}`,
    ...(faults ? { faults: `http${secure}://${at}${FAULTS_PATH}?token=${token}` } : {}),
  };
}

/** Every client of this machine finds `localhost`, unless the server listens on another address. */
function nameOf(host: string): string {
  if (["127.0.0.1", "0.0.0.0", "::"].includes(host)) {
    return "localhost";
  }
  return host.includes(":") ? `[${host}]` : host;
}

/** Writes `endpoints.json` in one step, so that no reader sees half of it; only its owner may read it. */
export async function writeEndpoints(folder: string, endpoints: Endpoints): Promise<void> {
  const text = `${JSON.stringify(endpoints, null, 2)}\n`;
  await writeFileAtomic(join(folder, FILE), text, { mode: 0o600 });
}

/** Removes the file: nothing is served. */
export async function removeEndpoints(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}
