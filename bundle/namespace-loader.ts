import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import {
  type ChannelNamespace,
  isChannelNamespace,
} from "../handlers/runtime/channel-namespace.ts";
import { readablePath, rethrowReadable } from "./esbuild-messages.ts";
import { HandlerBundleError } from "./handler-bundle-error.ts";
import { shapeOf } from "./namespace-shape.ts";
import { projectRoot } from "./project-paths.ts";

/** Makes a handler's `typebox` the one of this process, so that its schemas are real here. */
const thisProcessTypeBox: Plugin = {
  name: "this-process-typebox",
  setup(build) {
    build.onResolve({ filter: /^typebox$/ }, ({ path }) => ({
      path: import.meta.resolve(path),
      external: true,
    }));
  },
};

/**
 * Where a handler's code failed, as `handlers/orders/index.ts:12:19`: the innermost frame in the
 * handler's own folder, because a frame of the runtime or of a package says nothing to its author.
 */
const sourcePosition = (error: unknown, entry: string): string => {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frames = [
    ...stack.matchAll(/\(?((?:file:\/\/)?\/[^()\n]+?\.[cm]?[jt]sx?):(\d+):(\d+)\)?$/gm),
  ];
  const positions = frames.map(([, file = "", line, column]) => ({
    path: file.startsWith("file:") ? fileURLToPath(file) : file,
    place: `${line}:${column}`,
  }));
  const own = positions.find(({ path }) => path.startsWith(`${dirname(entry)}${sep}`));
  return own === undefined
    ? `${readablePath(entry)}:1:1`
    : `${readablePath(own.path)}:${own.place}`;
};

/** Imports bundled text as a module of its own, never one that an earlier import left in the cache. */
const importText = async (code: string): Promise<unknown> => {
  const folder = await mkdtemp(join(tmpdir(), "channel-namespace-"));
  const file = join(folder, "index.mjs");
  try {
    await writeFile(file, code);
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const bundleForThisProcess = async (entry: string): Promise<string> => {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: projectRoot,
    nodePaths: [join(projectRoot, "node_modules")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    sourcemap: "inline",
    // The bundle is evaluated in a temporary folder, which must not show in the frames of an error.
    sourceRoot: pathToFileURL(`${projectRoot}/`).href,
    write: false,
    logLevel: "silent",
    banner: { js: requireBanner },
    plugins: [thisProcessTypeBox],
  });
  return result.outputFiles[0]?.text ?? "";
};

/** Lets CommonJS packages inside an ES module bundle load Node's own modules. */
export const requireBanner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/**
 * Evaluates a handler folder's `index.ts` in this process and gives the namespace it describes. The
 * sources are read anew every time, so an edited handler shows at once.
 *
 * @throws HandlerBundleError when it does not compile, throws, or exports no namespace.
 */
export const loadNamespace = async (entry: string): Promise<ChannelNamespace> => {
  const code = await bundleForThisProcess(entry).catch((error) =>
    rethrowReadable(error, projectRoot),
  );
  process.setSourceMapsEnabled(true);
  const module = await importText(code).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HandlerBundleError(
      `${sourcePosition(error, entry)}: evaluating the handler fails: ${reason}. Handlers are ` +
        "evaluated at build time for their schemas; read the environment inside a handler only.",
    );
  });
  const exported =
    typeof module === "object" && module !== null && "default" in module
      ? module.default
      : undefined;
  if (!isChannelNamespace(exported)) {
    throw new HandlerBundleError(
      `${readablePath(entry)}:1:1: the default export is no channel namespace (got ` +
        `${shapeOf(exported)}). Write ` +
        "`export default channelNamespace({ channels: { ... } })`.",
    );
  }
  return exported;
};
