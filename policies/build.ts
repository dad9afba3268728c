import { build } from "esbuild";

/**
 * Bundles the pack for `npm pack`: JavaScript, because Node strips no types under node_modules,
 * and in one file, because the pack shares the price table with the rest of the repository.
 */
await build({
  entryPoints: ["pack.ts"],
  outfile: "dist/pack.js",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  packages: "external",
});
