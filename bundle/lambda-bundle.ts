import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { cachedBuild, inputFiles } from "./build-cache.ts";
import { rethrowReadable } from "./esbuild-messages.ts";
import { REQUIRE_BANNER } from "./namespace-loader.ts";
import { projectRoot } from "./project-paths.ts";

const GENERATED = "generated";
/**
 * The import path of a namespace's compiled schemas inside its bundle, and the importer that esbuild
 * names for imports of that module.
 */
export const COMPILED_SCHEMAS_PATH = "compiled-schemas";
/** Where the installed TypeBox lies. */
export const typeboxFolder = dirname(dirname(fileURLToPath(import.meta.resolve("typebox"))));

/** Serves generated source as a module. */
export function generatedModule(path: string, contents: string): Plugin {
  return {
    name: GENERATED,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${path}$`) }, () => ({ path, namespace: GENERATED }));
      build.onLoad({ filter: /.*/, namespace: GENERATED }, () => ({
        contents,
        loader: "js",
        resolveDir: projectRoot,
      }));
    },
  };
}

const COMMONS_FILE = /[\\/]@aws-lambda-powertools[\\/]commons[\\/]/;

/**
 * One copy of Powertools' commons in a bundle. Utilities of different releases each bring their own;
 * the newest, the Logger's, serves them all.
 */
const oneCommons: Plugin = {
  name: "one-commons",
  setup(build) {
    const logger = dirname(fileURLToPath(import.meta.resolve("@aws-lambda-powertools/logger")));
    build.onResolve({ filter: /^@aws-lambda-powertools\/commons/ }, async (request) => {
      if (request.pluginData === oneCommons) {
        return undefined;
      }
      const found = await build.resolve(request.path, {
        kind: request.kind,
        resolveDir: logger,
        pluginData: oneCommons,
      });
      return { path: found.path, sideEffects: false };
    });
    // A file that both a package's name and a relative path lead to is bundled as whichever esbuild
    // meets first says: unless both say the same, the same sources give different bytes at times.
    build.onResolve({ filter: /^\./ }, async (request) => {
      const { path, kind, importer, resolveDir, pluginData } = request;
      if (pluginData === oneCommons || !COMMONS_FILE.test(importer)) {
        return undefined;
      }
      const found = await build.resolve(path, {
        kind,
        importer,
        resolveDir,
        pluginData: oneCommons,
      });
      return { path: found.path, sideEffects: false };
    });
  },
};

/**
 * Loads `node:crypto` when Powertools' Logger first draws a random number, which it does for sampling
 * only. Importing it takes longer than all the rest of a namespace's bundle.
 */
const lazyCrypto: Plugin = {
  name: "lazy-crypto",
  setup(build) {
    build.onResolve({ filter: /^node:crypto$/ }, ({ path, importer }) =>
      importer.includes("@aws-lambda-powertools/logger") ? { path, namespace: "lazy" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "lazy" }, () => ({
      contents:
        "export const randomInt = (...bounds) => " +
        'process.getBuiltinModule("node:crypto").randomInt(...bounds);',
      loader: "js",
    }));
  },
};

/** Settings of every bundle for Lambda. */
export const lambdaOptions: BuildOptions = {
  absWorkingDir: projectRoot,
  nodePaths: [join(projectRoot, "node_modules")],
  bundle: true,
  charset: "utf8",
  legalComments: "none",
  platform: "node",
  format: "esm",
  target: "node24",
  mainFields: ["module", "main"],
  write: false,
  logLevel: "silent",
};

const COMMON_JS_MARK = /\brequire\b/;

/**
 * Bundles an entry given as text to the `index.mjs` of a function: one minified ES module, the same
 * bytes wherever the sources lie. Other packages go in as they are: Lambda's runtime hands them
 * objects of its own (`globalThis.awslambda`), so that no name of theirs is private to a bundle.
 *
 * @param generated What the plugins put into the bundle beside files; part of the cache's key.
 * @throws HandlerBundleError with one line per fault.
 */
export function bundleForLambda(
  entry: string,
  plugins: Plugin[],
  generated: string,
): Promise<string> {
  return cachedBuild(["lambda", entry, generated], async () => {
    const { outputFiles, metafile } = await build({
      ...lambdaOptions,
      metafile: true,
      minify: true,
      stdin: { contents: entry, resolveDir: projectRoot, sourcefile: "index.js" },
      plugins: [oneCommons, lazyCrypto, ...plugins],
    }).catch((error) => rethrowReadable(error, projectRoot));
    const code = outputFiles?.[0]?.text ?? "";
    const text = COMMON_JS_MARK.test(code) ? `${REQUIRE_BANNER}\n${code}` : code;
    return { text, inputs: inputFiles(metafile ?? { inputs: {} }) };
  });
}
