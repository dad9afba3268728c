import type { DeployedResource, ResourceRegistry } from "./provider/resource-registry.ts";
import { isKnownType, resourceType } from "./provider/resource-types.ts";

/** How the embedded stage treats what is deployed. */
export interface StageSupport {
  /** Types that are kept without an effect on this machine, with how many there are of each. */
  readonly stored: ReadonlyMap<string, number>;
  /** What AWS would do and this machine does not: a line each that names the resource. */
  readonly unsupported: readonly string[];
}

/** Sorts the deployed resources into what has an effect here, what is kept, what is not honoured. */
export function stageSupport(registry: ResourceRegistry): StageSupport {
  const stored = new Map<string, number>();
  const unsupported: string[] = [];
  for (const resource of registry.all()) {
    const { type } = resource;
    if (resourceType(type).stored === "all") {
      stored.set(type, (stored.get(type) ?? 0) + 1);
    }
    unsupported.push(
      ...unsupportedIn(resource, registry).map((what) => `${nameOf(resource)}: ${what}`),
    );
  }
  return { stored, unsupported };
}

function unsupportedIn(resource: DeployedResource, registry: ResourceRegistry): string[] {
  if (!isKnownType(resource.type)) {
    return ["a type that the embedded stage does not know"];
  }
  const { honoured, stored, unsupported } = resourceType(resource.type);
  const known = stored === "all" ? undefined : new Set([...honoured, ...stored]);
  const unknown = Object.keys(resource.inputs).filter(
    (name) => known !== undefined && !known.has(name) && !name.startsWith("__"),
  );
  const own = unsupported?.(resource.inputs, registry) ?? [];
  return [...unknown.map((name) => `property ${name}`), ...own];
}

/** Type and name as they stand in the program: `aws:appsync/api:Api events`. */
function nameOf({ type, urn }: DeployedResource): string {
  return `${type} ${urn.slice(urn.lastIndexOf("::") + 2)}`;
}
