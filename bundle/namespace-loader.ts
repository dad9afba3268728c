import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { type ChannelNamespace, isChannelNamespace } from "../runtime/channel-namespace.ts";
import { cachedBuild, inputFiles } from "./build-cache.ts";
import { readablePath, rethrowReadable } from "./esbuild-messages.ts";
import { evaluationFault } from "./evaluation-trial.ts";
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

/** A namespace's code for this process, with the map from it to its sources. */
interface EvaluableCode {
  readonly code: string;
  /** Source map, version 3, as JSON. */
  readonly map: string;
}

/** A module that was evaluated from text, under the URL that its frames carry. */
class EvaluationError extends Error {
  readonly url: string;

  constructor(cause: unknown, url: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.url = url;
  }
}

/**
 * Where a handler's code failed, as `handlers/orders/index.ts:12:19`: the innermost frame in the
 * handler's own folder, because a frame of the runtime or of a package says nothing to its author.
 * The frames are mapped here, since a process with source maps switched on pays for every stack
 * trace from then on, and the Pulumi SDK takes one for each resource.
 */
function sourcePosition({ cause, url }: EvaluationError, map: string, entry: string): string {
  const stack = cause instanceof Error ? (cause.stack ?? "") : "";
  const frames = stack.split("\n").filter((line) => line.includes(url));
  const sourceMap = new SourceMap(JSON.parse(map));
  const positions = frames.flatMap((line) => {
    const [, row, column] = /:(\d+):(\d+)\)?$/.exec(line) ?? [];
    const origin = sourceMap.findOrigin(Number(row), Number(column));
    if (!("fileName" in origin)) {
      return [];
    }
    return [{ path: resolve(projectRoot, origin.fileName), ...origin }];
  });
  const own = positions.find(({ path }) => path.startsWith(`${dirname(entry)}${sep}`));
  return own === undefined
    ? `${readablePath(entry)}:1:1`
    : `${readablePath(own.path)}:${own.lineNumber}:${own.columnNumber}`;
}

/**
 * Imports bundled text as a module of its own, never one that an earlier import left in the cache.
 * `tried` evaluates it in a thread first.
 */
async function importText(code: string, tried: boolean): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), "channel-namespace-"));
  const file = join(folder, "index.mjs");
  const { href } = pathToFileURL(file);
  try {
    await writeFile(file, code);
    const fault = tried ? await evaluationFault(href) : undefined;
    if (fault !== undefined) {
      throw fault;
    }
    return await import(href);
  } catch (error) {
    throw new EvaluationError(error, href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundleForThisProcess(entry: string): Promise<EvaluableCode> {
  const stored = await cachedBuild(["this-process", entry], async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [entry],
      absWorkingDir: projectRoot,
      nodePaths: [join(projectRoot, "node_modules")],
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node24",
      sourcemap: "external",
      sourcesContent: false,
      outfile: join(projectRoot, "index.mjs"),
      metafile: true,
      write: false,
      logLevel: "silent",
      banner: { js: REQUIRE_BANNER },
      plugins: [thisProcessTypeBox],
    });
    const textOf = (ending: string) =>
      outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    const evaluable: EvaluableCode = { code: textOf(".mjs"), map: textOf(".map") };
    return { text: JSON.stringify(evaluable), inputs: inputFiles(metafile) };
  });
  return JSON.parse(stored);
}

/** Lets CommonJS packages inside an ES module bundle load Node's own modules. */
export const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/**
 * Evaluates a handler folder's `index.ts` in this process and gives the namespace it describes. The
 * sources are read anew every time, so an edited handler shows at once.
 *
 * @param tried Whether to evaluate it in a thread first, because this process must go on.
 * @throws HandlerBundleError when it does not compile, throws, or exports no namespace, and, if
 * `tried`, when it exits or does not end.
 */
export async function loadNamespace(entry: string, tried = false): Promise<ChannelNamespace> {
  const { code, map } = await bundleForThisProcess(entry).catch((error) =>
    rethrowReadable(error, projectRoot),
  );
  const module = await importText(code, tried).catch((error: EvaluationError) => {
    throw new HandlerBundleError(
      `${sourcePosition(error, map, entry)}: evaluating the handler fails: ${error.message}. Handlers are ` +
        "evaluated at build time for their schemas; read the environment inside a handler only.",
    );
  });
  const exported =
    typeof module === "object" && module !== null && "default" in module
      ? module.default
      : undefined;
  if (!isChannelNamespace(exported)) {
    throw new HandlerBundleError(
      `${readablePath(entry)}:1:1: the default export is not a channel namespace (got ` +
        `${shapeOf(exported)}). Write ` +
        "`export default channelNamespace({ channels: { ... } })`.",
    );
  }
  return exported;
}
