import type { PolicyResource } from "@pulumi/policy";
import { append } from "./append.ts";
import { kindOf, type ResourceKind } from "./resource-kind.ts";

/** The resources of one stack by kind, and what lies below each component and template. */
export class ResourceIndex {
  readonly resources: readonly PolicyResource[];
  readonly #kinds = new Map<ResourceKind, PolicyResource[]>();
  readonly #children = new Map<PolicyResource, PolicyResource[]>();

  readonly #doors = new Set<PolicyResource>();

  /** @param standIns Resources that others of the stack declare in their own text. */
  constructor(given: readonly PolicyResource[], standIns: readonly PolicyResource[] = []) {
    const resources = standIns.length === 0 ? given : [...given, ...standIns];
    this.resources = resources;
    for (const { parent } of standIns) {
      if (parent !== undefined) {
        this.#doors.add(parent);
      }
    }
    for (const resource of resources) {
      const kind = kindOf(resource.type);
      // A component may be called like a resource of AWS, and is none.
      if (kind !== undefined && !isComponent(resource)) {
        append(this.#kinds, kind, resource);
      }
      if (resource.parent !== undefined) {
        append(this.#children, resource.parent, resource);
      }
    }
  }

  ofKind(kind: ResourceKind): readonly PolicyResource[] {
    return this.#kinds.get(kind) ?? [];
  }

  /**
   * The resources of one kind that a property's value was made from. Known even when the value is
   * not. A dependency on a component means any resource below it.
   */
  dependenciesOf(
    resource: PolicyResource,
    property: string,
    kind: ResourceKind,
  ): readonly PolicyResource[] {
    return this.originsOf(resource, property).filter(
      (origin) => kindOf(origin.type) === kind && !isComponent(origin),
    );
  }

  /** All resources that a property's value was made from; a component counts with what is below it. */
  originsOf(resource: PolicyResource, property: string): readonly PolicyResource[] {
    const direct = resource.propertyDependencies[property] ?? [];
    if (direct.length < 2 && !direct.some((origin) => this.#holdsOthers(origin))) {
      return direct;
    }
    const pending = [...direct];
    const seen = new Set<PolicyResource>();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) {
        continue;
      }
      seen.add(next);
      if (this.#holdsOthers(next)) {
        pending.push(...(this.#children.get(next) ?? []));
      }
    }
    return [...seen];
  }

  #holdsOthers(resource: PolicyResource): boolean {
    return isComponent(resource) || this.#doors.has(resource);
  }
}

/** Components have no provider; the stack itself is left out, as everything lies below it. */
export function isComponent(resource: PolicyResource): boolean {
  return (
    resource.provider === undefined &&
    resource.type !== "pulumi:pulumi:Stack" &&
    !resource.type.startsWith("pulumi:")
  );
}
