import { readFile } from "node:fs/promises";
import type { TlsIdentity } from "../../local/event-api/server-options.ts";
import { UsageError } from "../usage-error.ts";
import type { TlsFiles } from "./start-options.ts";

/** Reads a certificate and its private key. Throws UsageError that names a file that cannot be read. */
export async function tlsIdentity(files: TlsFiles): Promise<TlsIdentity> {
  return {
    certificate: await pem("--tls-certificate", files.certificate),
    key: await pem("--tls-key", files.key),
  };
}

async function pem(option: string, file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    throw new UsageError(`${option}: got ${file}, which cannot be read${code}`);
  });
}
