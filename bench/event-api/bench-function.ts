import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleHandler } from "../../bundle/handler-bundle.ts";
import { LocalFunctions } from "../../local/functions/local-functions.ts";
import { benchEnvironment } from "../handlers/environment.ts";

const REGION = "eu-west-1";
const NAMESPACE = fileURLToPath(new URL("../handlers/namespaces/bench", import.meta.url));

/** The benchmark's namespace as the embedded stage runs it. */
export interface BenchFunction {
  readonly functionArn: string;
  readonly functions: LocalFunctions;
  close(): Promise<void>;
}

/** Bundles the benchmark's namespace and deploys it as a function on this machine. */
export async function serveBenchFunction(): Promise<BenchFunction> {
  const folder = await mkdtemp(join(tmpdir(), "bench-function-"));
  const codeFolder = join(folder, "code");
  await mkdir(codeFolder);
  const bundle = await bundleHandler(NAMESPACE);
  await writeFile(join(codeFolder, "index.mjs"), bundle.code);
  const functions = new LocalFunctions({ folder, region: REGION, endpoints: {} });
  const functionArn = `arn:aws:lambda:${REGION}:000000000000:function:bench`;
  await functions.deploy({
    functionArn,
    functionName: "bench",
    codeFolder,
    handler: "index.handler",
    environment: benchEnvironment(bundle),
    memorySize: 256,
    timeoutSeconds: 5,
    logGroup: "/aws/lambda/bench",
  });
  return {
    functionArn,
    functions,
    async close() {
      await functions.close();
      await rm(folder, { recursive: true });
    },
  };
}
