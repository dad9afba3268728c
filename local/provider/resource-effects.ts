import type { DeployedResource } from "./resource-registry.ts";

/**
 * What deploying a resource does on this machine beyond keeping it: a function gets processes, a
 * table gets storage. A rejection fails the engine's step with its message.
 */
export interface ResourceEffects {
  /** Called for a new resource, and for an updated one with what it was. */
  deploy(resource: DeployedResource, before?: DeployedResource): Promise<void>;
  remove(resource: DeployedResource): Promise<void>;
}

/** For stacks that are only previewed or whose resources nobody uses. */
export const NO_EFFECTS: ResourceEffects = {
  deploy: async () => undefined,
  remove: async () => undefined,
};
