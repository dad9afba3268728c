import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type BuiltTool, builtTool } from "./built-tool.ts";

const run = promisify(execFile);

const MODULE = join(import.meta.dirname, "emulator");
const PACKAGE = "github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie";

const CLIENT = dirname(fileURLToPath(import.meta.resolve("aws-lambda-ric")));
const MODULES = dirname(CLIENT);
const ADDON_API = "node-addon-api";

/** Milliseconds for a build with nothing cached on a slow machine. */
const TIMEOUT_MS = 10 * 60_000;
const LIMITS = { timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };

/** AWS's runtime interface emulator, at the version that `emulator/go.mod` pins; needs Go. */
export async function emulator(): Promise<BuiltTool> {
  const version = await fingerprint(join(MODULE, "go.sum"));
  return builtTool(`aws-lambda-rie-${version}`, async (unfinished) => {
    await run("go", ["build", "-ldflags", "-s -w", "-o", unfinished, PACKAGE], {
      ...LIMITS,
      cwd: MODULE,
      env: { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false" },
    });
  });
}

/**
 * A copy of the installed `aws-lambda-ric` with its native part, which the package's own scripts
 * build there; needs make, cmake, a C++ compiler and the headers of a Node.
 */
export async function nativeClient(): Promise<BuiltTool> {
  const version = await fingerprint(join(CLIENT, "package.json"));
  return builtTool(`aws-lambda-ric-${version}`, async (unfinished) => {
    await mkdir(unfinished, { recursive: true });
    await cp(CLIENT, unfinished, { recursive: true });
    // Beside the sources: node-gyp would write outside the folder for headers that lie elsewhere.
    await cp(join(MODULES, ADDON_API), join(unfinished, "node_modules", ADDON_API), {
      recursive: true,
    });
    const options = { ...LIMITS, cwd: unfinished, env: await buildEnvironment() };
    await run("./scripts/preinstall.sh", options);
    await run("./scripts/postinstall.sh", options);
  });
}

/** Node's headers are an installation's own: node-gyp would fetch those of `process.version`. */
async function buildEnvironment(): Promise<NodeJS.ProcessEnv> {
  const paths = (process.env.PATH ?? "")
    .split(":")
    .filter((path) => !path.includes("node_modules"));
  const { stdout } = await run("node", ["-p", "process.execPath"], {
    env: { ...process.env, PATH: paths.join(":") },
  });
  return {
    ...process.env,
    PATH: `${join(MODULES, ".bin")}:${process.env.PATH}`,
    NODE_PATH: MODULES,
    npm_config_nodedir: dirname(dirname(stdout.trim())),
  };
}

async function fingerprint(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex")
    .slice(0, 12);
}

/** What stands in for Lambda on this machine. */
export interface LambdaTools {
  /** AWS's emulator; without it a Runtime API of our own serves. */
  readonly emulatorPath: string | undefined;
  /** Program that Node runs: AWS's client. */
  readonly clientPath: string;
  /** Which parts are AWS's, for people. */
  readonly description: string;
}

const STAND_IN = fileURLToPath(new URL("../../local/functions/runtime.ts", import.meta.url));

/**
 * Finds or builds AWS's emulator and AWS's client. Where the client's native part cannot be built,
 * the client runs over the stand-in that the embedded stage has; where the emulator cannot, the
 * client is served by the Runtime API of the embedded stage.
 */
export async function lambdaTools(): Promise<LambdaTools> {
  const [built, native] = await Promise.all([emulator(), nativeClient()]);
  const platform =
    built.path === undefined
      ? `the embedded stage's Runtime API (no emulator: ${firstLine(built.missing)})`
      : "AWS's runtime interface emulator";
  const part =
    native.path === undefined
      ? `a stand-in for its native part (${firstLine(native.missing)})`
      : "its native part";
  return {
    emulatorPath: built.path,
    clientPath: native.path === undefined ? STAND_IN : join(native.path, "index.mjs"),
    description: `${platform} and aws-lambda-ric with ${part}`,
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
