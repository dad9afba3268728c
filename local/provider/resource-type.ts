import type { Properties } from "./properties.ts";

/** Where the embedded stage says that it is: an account that no one has, in a real region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What a new resource is made from. */
export interface NewResource {
  readonly urn: string;
  /** The resource's name in the program, the last part of its URN. */
  readonly logicalName: string;
  readonly type: string;
  readonly inputs: Properties;
  readonly place: Place;
}

/** A resource's id and the properties that AWS computes, beyond its inputs. */
export interface Computed {
  readonly id: string;
  readonly outputs: Properties;
}

/** An input that AWS would refuse. */
export interface Refusal {
  readonly property: string;
  readonly reason: string;
}

/** How the embedded provider treats one resource type. */
export interface ResourceType {
  /** Inputs whose change AWS answers with a new resource. */
  readonly replaceOnChange: readonly string[];
  /** Input that gets a made-up name when it is left out, and the longest such name. */
  readonly autoName?: { readonly property: string; readonly most: number };
  /** Inputs that have an effect on this machine. */
  readonly honoured: readonly string[];
  /** Inputs that are kept and change nothing here; "all" for a type without effect. */
  readonly stored: readonly string[] | "all";
  compute(resource: NewResource): Computed;
  /** Outputs that follow from changed inputs; the others stay. */
  recompute?(resource: NewResource, before: Properties): Properties;
  refusals?(inputs: Properties): readonly Refusal[];
}
