import { createHash } from "node:crypto";
import { join } from "node:path";
import { bundleForLambda } from "./lambda-bundle.ts";
import { projectRoot } from "./project-paths.ts";

/** The function of the nightly cost export, ready to be deployed. */
export interface CostExportBundle {
  /** Text of `index.mjs`. */
  readonly code: string;
  /** SHA-256 of `code` in hex. */
  readonly codeSha256: string;
}

/** Bundles the function of the nightly cost export. @throws HandlerBundleError if it does not compile. */
export async function bundleCostExport(): Promise<CostExportBundle> {
  const entry = JSON.stringify(join(projectRoot, "cost-export", "index.ts"));
  const code = await bundleForLambda(`export { handler } from ${entry};`, [], "");
  return { code, codeSha256: createHash("sha256").update(code).digest("hex") };
}
