import type { ProgramResource } from "./program-resource.ts";

/** The resources of a type. */
export function resourcesOfType(
  resources: readonly ProgramResource[],
  type: string,
): readonly ProgramResource[] {
  return resources.filter((resource) => resource.type === type);
}
