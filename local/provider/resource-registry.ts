import type { Properties } from "../../shared/properties.ts";

/** A deployed resource. */
export interface DeployedResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/**
 * The resources that are deployed now. Filled from the stack's checkpoint at start and kept current
 * by the provider; the checkpoint stays the only thing that is stored.
 */
export class ResourceRegistry {
  readonly #resources = new Map<string, DeployedResource>();
  readonly #changed: () => void;

  /** `changed` is called after each change. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  put(resource: DeployedResource): void {
    this.#resources.set(key(resource.urn, resource.id), resource);
    this.#changed();
  }

  /** While a resource is replaced its URN stands for two resources, so the id belongs to the key. */
  get(urn: string, id: string): DeployedResource | undefined {
    return this.#resources.get(key(urn, id));
  }

  remove(urn: string, id: string): void {
    this.#resources.delete(key(urn, id));
    this.#changed();
  }

  all(): readonly DeployedResource[] {
    return [...this.#resources.values()];
  }

  ofType(type: string): readonly DeployedResource[] {
    return this.all().filter((resource) => resource.type === type);
  }
}

function key(urn: string, id: string): string {
  return `${urn}\0${id}`;
}
