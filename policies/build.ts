import { rm } from "node:fs/promises";
import { build } from "esbuild";

/**
 * Bundles the pack for `npm pack`: JavaScript, because Node strips no types under node_modules,
 * and bundled, because the pack shares the price table with the rest of the repository. What the pack
 * loads once it runs stays in files of its own.
 */
await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: ["pack.ts", "exempt.ts", "verdict/stack-guard.ts", "verdict/guarded-stack.ts"],
  outdir: "dist",
  splitting: true,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  packages: "external",
});
