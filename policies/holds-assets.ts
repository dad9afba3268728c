import { Secret } from "@pulumi/policy";
import { asset } from "@pulumi/pulumi";

/**
 * Returns true if an asset or an archive is anywhere in a value.
 *
 * A remediation must leave such a resource alone. The policy SDK (1.21) hands on assets without their
 * hashes, and archives that are put together from assets not at all, and the engine (3.259) sees by the
 * hash alone that code has changed: the next deployments would keep the old code without a word.
 */
export function holdsAssets(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  if (value instanceof Secret) {
    return holdsAssets(value.value);
  }
  if (asset.Asset.isInstance(value) || asset.Archive.isInstance(value)) {
    return true;
  }
  return Object.values(value).some(holdsAssets);
}
