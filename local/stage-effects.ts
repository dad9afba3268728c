import type { ResourceEffects } from "./provider/resource-effects.ts";
import type { DeployedResource } from "./provider/resource-registry.ts";
import { resourceType } from "./provider/resource-types.ts";
import type { StageServices } from "./provider/stage-services.ts";

/** Does for each resource what its type says: a function gets processes, a table gets storage. */
export class StageEffects implements ResourceEffects {
  readonly #services: StageServices;

  constructor(services: StageServices) {
    this.#services = services;
  }

  async deploy(resource: DeployedResource): Promise<void> {
    await resourceType(resource.type).deploy?.(resource, this.#services);
  }

  async remove(resource: DeployedResource): Promise<void> {
    await resourceType(resource.type).remove?.(resource, this.#services);
  }
}
