import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { asset } from "@pulumi/pulumi";
import { zipSync } from "fflate";
import { CompactSign, exportJWK, generateKeyPair, type JWK } from "jose";
import { attestedCode } from "../../policies/stacks/attested-code.ts";
import { Archive } from "../../policies/stacks/blueprint.ts";

type Files = Readonly<Record<string, string>>;

const execute = promisify(execFile);

/** Sources of the worked example in Python. */
export const pythonExample = fileURLToPath(
  new URL("../../../examples/python/orders/", import.meta.url),
);

/** A build that signs the attestation of `attestedCode()`, with further members. */
export interface Signer {
  readonly publicKey: JWK;
  sign(members: object): Promise<string>;
}

export async function newSigner(): Promise<Signer> {
  const keys = await generateKeyPair("ES256", { extractable: true });
  const attestation = JSON.parse(attestedCode().files["attestation.json"] ?? "");
  return {
    publicKey: await exportJWK(keys.publicKey),
    sign: (members) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify({ ...attestation, ...members })))
        .setProtectedHeader({ alg: "ES256" })
        .sign(keys.privateKey),
  };
}

/** Packages of functions in a folder of their own, in the forms that Pulumi takes. */
export class AttestedPackages {
  readonly folder: string;
  #server: Server | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<AttestedPackages> {
    return new AttestedPackages(await mkdtemp(join(tmpdir(), "attestation-")));
  }

  /** Writes files into a folder, beside what is in it, and returns the folder as a package. */
  async inFolder(name: string, files: Files): Promise<Archive> {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return new Archive({}, new asset.FileArchive(join(this.folder, name)));
  }

  async inZip(name: string, files: Files): Promise<Archive> {
    const path = join(this.folder, `${name}.zip`);
    await writeFile(path, zipOf(files));
    return new Archive({}, new asset.FileArchive(path));
  }

  /** A ZIP file at an address of this machine, since the engine loads it. */
  async atAddress(files: Files): Promise<Archive> {
    const zip = zipOf(files);
    const server = createServer((_, response) => response.end(zip)).listen(0, "127.0.0.1");
    this.#server = server;
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return new Archive({}, new asset.RemoteArchive(`http://127.0.0.1:${port}/package.zip`));
  }

  /** The package that the Python example builds, with changes that its build did not see. */
  async ofPython(name: string, changes: Files = {}): Promise<Archive> {
    const script = join(pythonExample, "build.py");
    await execute("python3", ["-B", script, join(this.folder, name), "--exported"]);
    return await this.inFolder(name, changes);
  }

  async close(): Promise<void> {
    this.#server?.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function zipOf(files: Files): Uint8Array {
  const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]);
  return zipSync(Object.fromEntries(bytes));
}
