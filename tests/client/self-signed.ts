import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TlsIdentity } from "../../local/event-api/server-options.ts";

const run = promisify(execFile);

/** A new certificate for `localhost` and its key; undefined where there is no OpenSSL. */
export async function selfSigned(): Promise<TlsIdentity | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "self-signed-"));
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
  const name = [
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,DNS:*.localhost",
  ];
  try {
    await run("openssl", ["req", "-x509", ...curve, ...name, "-keyout", key, "-out", certificate]);
    return {
      certificate: await readFile(certificate, "utf8"),
      key: await readFile(key, "utf8"),
    };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
