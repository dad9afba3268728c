import type { PolicyResource } from "@pulumi/policy";
import { append } from "./append.ts";
import type { Property } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import type { ResourceKind } from "./resource-kind.ts";

/** Where a property that names another resource leads. */
export type Link =
  /** The resource, and any other resource of the stack that stands for the same thing. */
  | { readonly state: "linked"; readonly targets: readonly [PolicyResource, ...PolicyResource[]] }
  /** The value is known and names nothing in this stack. It is compared, and never shown. */
  | {
      readonly state: "elsewhere";
      readonly property: string;
      /** The name in the one spelling that all of its spellings are brought to. */
      readonly value: string;
      /** The name as the program spells it. */
      readonly spelled: string;
    }
  /** The value is unknown, and what it was made from leaves none or several candidates. */
  | {
      readonly state: "undecided";
      readonly property: string;
      readonly candidates: readonly PolicyResource[];
    }
  | { readonly state: "absent"; readonly property: string };

/** Resources of one kind by the values that others name them by. */
export class LinkTargets {
  readonly kind: ResourceKind;
  readonly #index: ResourceIndex;
  readonly #normalize: (value: string) => string;
  readonly #byKey = new Map<string, PolicyResource[]>();

  /**
   * @param names The properties of a target that hold a value others use, for example its ARN.
   * @param normalize Brings different spellings of one name together, for example id and ARN.
   */
  constructor(
    index: ResourceIndex,
    kind: ResourceKind,
    names: (resource: PolicyResource) => readonly Property[],
    normalize: (value: string) => string = (value) => value,
  ) {
    this.kind = kind;
    this.#index = index;
    this.#normalize = normalize;
    for (const resource of index.ofKind(kind)) {
      this.#add(resource, names(resource));
    }
  }

  #add(resource: PolicyResource, names: readonly Property[]): void {
    const keys = new Set<string>();
    for (const name of names) {
      const text = name.text();
      if (text.state === "known" && text.value !== "") {
        keys.add(this.#normalize(text.value));
      }
    }
    for (const key of keys) {
      append(this.#byKey, key, resource);
    }
  }

  /** Whether the stack holds no resource of this kind. */
  get isEmpty(): boolean {
    return this.#index.ofKind(this.kind).length === 0;
  }

  named(value: string): readonly PolicyResource[] {
    return this.#byKey.get(this.#normalize(value)) ?? [];
  }

  /**
   * Follows a property: by its value when that is known, else by the resources the value was made
   * from. One such resource decides; none or several do not.
   */
  follow(property: Property): Link {
    const text = property.text();
    if (text.state === "absent") {
      return { state: "absent", property: property.path };
    }
    if (text.state === "known") {
      const [first, ...rest] = this.named(text.value);
      return first === undefined
        ? {
            state: "elsewhere",
            property: property.path,
            value: this.#normalize(text.value),
            spelled: text.value,
          }
        : { state: "linked", targets: [first, ...rest] };
    }
    const [root = ""] = property.path.split(/[.[]/, 1);
    const candidates = this.#index.dependenciesOf(property.resource, root, this.kind);
    const [only, ...others] = candidates;
    return only !== undefined && others.length === 0
      ? { state: "linked", targets: [only] }
      : { state: "undecided", property: property.path, candidates };
  }
}

/** What a link leads to, or may lead to when several candidates are left. */
export function possibleTargets(link: Link): readonly PolicyResource[] {
  if (link.state === "linked") {
    return link.targets;
  }
  return link.state === "undecided" ? link.candidates : [];
}
