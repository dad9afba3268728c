import type { PolicyResource } from "@pulumi/policy";
import { append } from "./append.ts";
import { kindOf, type ResourceKind } from "./resource-kind.ts";

/** The resources of one stack by kind, and what lies below each component and template. */
export class ResourceIndex {
  readonly resources: readonly PolicyResource[];
  readonly #kinds = new Map<ResourceKind, PolicyResource[]>();
  readonly #children = new Map<PolicyResource, PolicyResource[]>();

  readonly #doors = new Set<PolicyResource>();
  readonly #components = new Set<PolicyResource>();

  /** @param standIns Resources that others of the stack declare in their own text. */
  constructor(given: readonly PolicyResource[], standIns: readonly PolicyResource[] = []) {
    const resources = standIns.length === 0 ? given : [...given, ...standIns];
    this.resources = resources;
    for (const { parent } of standIns) if (parent !== undefined) this.#doors.add(parent);
    const parents = new Set(resources.map(({ parent }) => parent));
    for (const resource of resources) {
      // A component may be named as what it is made of; what is below it is judged itself.
      if (parents.has(resource) && isNamedComponent(resource)) this.#components.add(resource);
      const kind = this.#kindOf(resource);
      if (kind !== undefined) append(this.#kinds, kind, resource);
      if (resource.parent !== undefined) append(this.#children, resource.parent, resource);
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
    return this.originsOf(resource, property).filter((one) => this.#kindOf(one) === kind);
  }

  #kindOf(resource: PolicyResource): ResourceKind | undefined {
    return this.#components.has(resource) ? undefined : kindOf(resource.type);
  }

  /** All resources that a property's value was made from; a component counts with what is below it. */
  originsOf(resource: PolicyResource, property: string): readonly PolicyResource[] {
    const pending = [...(resource.propertyDependencies[property] ?? [])];
    const seen = new Set<PolicyResource>();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (isComponent(next) || this.#doors.has(next))
        pending.push(...(this.#children.get(next) ?? []));
    }
    return [...seen];
  }
}

/** Components have no provider; the stack itself is left out, as everything lies below it. */
export const isComponent = (resource: PolicyResource): boolean =>
  resource.provider === undefined &&
  resource.type !== "pulumi:pulumi:Stack" &&
  !resource.type.startsWith("pulumi:");

/** Types of the two AWS providers are never components, whether or not their provider is known. */
const isNamedComponent = (resource: PolicyResource): boolean =>
  isComponent(resource) && !/^aws(?:-native)?:/.test(resource.type);
