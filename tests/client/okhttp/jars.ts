import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Where fetch.ts puts OkHttp and what it needs. */
export const JAR_FOLDER = fileURLToPath(
  new URL("../../../node_modules/.cache/okhttp/", import.meta.url),
);

/** SHA-256 of each file, so that nothing else is ever run. */
const DIGESTS: Readonly<Record<string, string>> = {
  "kotlin-stdlib-2.2.0.jar": "65d12d85a3b865c160db9147851712a64b10dadd68b22eea22a95bf8a8670dca",
  "okhttp-jvm-5.1.0.jar": "a6aac7f15d3c2c3cbd2af7ecf56f97407164a604b2db879529950e31cea699b2",
  "okio-jvm-3.15.0.jar": "483dc383b1049d220892322a0d6a4308425f09bb05b48c43d4eaa9ff82b1cd16",
};

/** Paths of the jars; undefined when one is missing. Throws an Error when one is another file. */
export async function okHttpJars(): Promise<readonly string[] | undefined> {
  const paths: string[] = [];
  for (const [name, expected] of Object.entries(DIGESTS)) {
    const path = `${JAR_FOLDER}${name}`;
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) {
      return undefined;
    }
    const got = createHash("sha256").update(bytes).digest("hex");
    if (got !== expected) {
      throw new Error(`${path} must have the SHA-256 ${expected}, got ${got}`);
    }
    paths.push(path);
  }
  return paths;
}
