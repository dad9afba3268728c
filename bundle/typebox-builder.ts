import type { Plugin } from "esbuild";
import * as TypeBox from "typebox";

/** Import paths of TypeBox that only generated checks may use in a bundle. */
const CHECK_MODULES = new Set([
  "typebox/format",
  "typebox/guard",
  "typebox/schema",
  "typebox/system",
]);
const NAMESPACE = "typebox-builder";

/**
 * A stand-in for TypeBox's builder inside bundles: schemas are compiled at build time, so building
 * them again at start is needless. Every builder call gives the same inert value. Reading that value
 * as data would give wrong answers, so turning it into a primitive throws.
 */
function builderSource(): string {
  const names = Object.keys(TypeBox).filter((name) => name !== "default");
  return [
    "const refuse = () => { throw new Error('TypeBox schemas exist at build time only; a handler ' +",
    "  'cannot read them. Keep the constant that the schema was built from instead.'); };",
    "const inert = new Proxy(function () {}, {",
    "  get: (_, key) => key === Symbol.toPrimitive ? refuse : key === Symbol.iterator ? undefined : inert,",
    "  apply: () => inert,",
    "  ownKeys: () => ['prototype'],",
    "});",
    `export { inert as default, ${names.map((name) => `inert as ${name}`).join(", ")} };`,
  ].join("\n");
}

/** The guards' own file: unlike their index it can be shaken down to the guards in use. */
function sourceOf(path: string, resolved: string): string {
  return path === "typebox/guard" ? resolved.replace(/index\.mjs$/, "guard.mjs") : resolved;
}

/**
 * Leaves TypeBox out of a bundle. `typebox` itself becomes an inert builder; its other modules are
 * refused in handlers, since they would bring the whole type engine (166 KB) to every cold start.
 */
export function typeboxBuilder(generatedNamespace: string, typeboxFolder: string): Plugin {
  return {
    name: NAMESPACE,
    setup(build) {
      build.onResolve({ filter: /^typebox(\/|$)/ }, async ({ path, importer, pluginData }) => {
        if (pluginData === NAMESPACE) {
          return undefined;
        }
        if (path === "typebox") {
          return { path, namespace: NAMESPACE, sideEffects: false };
        }
        if (importer === generatedNamespace && CHECK_MODULES.has(path)) {
          const found = await build.resolve(path, {
            kind: "import-statement",
            resolveDir: typeboxFolder,
            pluginData: NAMESPACE,
          });
          return { path: sourceOf(path, found.path), sideEffects: false };
        }
        return {
          errors: [
            {
              text:
                `"${path}" cannot be used in a handler: schemas are compiled at build time and ` +
                'TypeBox stays out of the bundle. Import the builder from "typebox" only; the ' +
                "runtime has checked the event before `publish` sees it.",
            },
          ],
        };
      });
      build.onResolve(
        { filter: /^\./ },
        async ({ path, importer, resolveDir, kind, pluginData }) => {
          if (!importer.startsWith(typeboxFolder) || pluginData === NAMESPACE) {
            return undefined;
          }
          const found = await build.resolve(path, {
            kind,
            resolveDir,
            importer,
            pluginData: NAMESPACE,
          });
          return { path: found.path, sideEffects: false };
        },
      );
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, () => ({
        contents: builderSource(),
        loader: "js",
      }));
    },
  };
}
