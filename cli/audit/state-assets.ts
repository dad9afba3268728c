import type { EmptyAsset } from "../preview/empty-assets.ts";

/** Key and value by which the engine marks assets in a state (Pulumi SDK, `runtime/rpc.ts`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";

/** The assets without content in an exported state. */
export function emptyAssetsIn(state: unknown): readonly EmptyAsset[] {
  const resources = at(at(state, "deployment"), "resources");
  if (!Array.isArray(resources)) return [];
  return resources.flatMap((resource) => {
    const urn = String(at(resource, "urn"));
    const place = { type: String(at(resource, "type")), name: urn.split("::").at(-1) ?? urn };
    const paths = ["inputs", "outputs"].flatMap((part) => emptyPaths(at(resource, part), []));
    return [...new Set(paths)].map((property) => ({ ...place, property }));
  });
}

function emptyPaths(value: unknown, path: readonly string[]): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (at(value, SIGNATURE) === ASSET) {
    const content = ["text", "path", "uri"].some((key) => at(value, key));
    return content ? [] : [path.join(".")];
  }
  return Object.entries(value).flatMap(([key, inner]) => emptyPaths(inner, [...path, key]));
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
