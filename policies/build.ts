import { rm } from "node:fs/promises";
import { build } from "esbuild";
import ts from "typescript";

/** What a program may import from the package, beside the pack that the engine runs. */
const FOR_PROGRAMS = ["exempt.ts", "verdict/stack-guard.ts", "verdict/guarded-stack.ts"];

/**
 * Bundles the pack for `npm pack`: JavaScript, because Node strips no types under node_modules,
 * and bundled, because the pack shares the price table with the rest of the repository. What the pack
 * loads once it runs stays in files of its own.
 */
await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: ["pack.ts", ...FOR_PROGRAMS],
  outdir: "dist",
  splitting: true,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  packages: "external",
});
declareTypes();

/** Writes the types of what programs import. Bundling keeps none. */
function declareTypes(): void {
  const { config } = ts.readConfigFile("../tsconfig.json", ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, "..");
  const program = ts.createProgram(FOR_PROGRAMS, {
    ...options,
    noEmit: false,
    incremental: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: "..",
    outDir: "dist",
  });
  program.emit(undefined, (file, text) => {
    // Of the rest of the repository no type is seen from outside.
    const own = /^dist\/policies\/(?<path>.+)$/.exec(file)?.groups?.path;
    if (own !== undefined) {
      ts.sys.writeFile(`dist/${own}`, text);
    }
  });
}
