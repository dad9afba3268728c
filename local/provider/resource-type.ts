import type { Properties } from "../../shared/properties.ts";
import type { Place } from "./place.ts";
import type { DeployedResource, ResourceRegistry } from "./resource-registry.ts";
import type { StageServices } from "./stage-services.ts";

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

/**
 * All that the embedded stage knows of one resource type. A file of `services/` holds those of one
 * AWS service; nothing else has to change for a type to be emulated.
 */
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
  /**
   * Outputs that follow from changed inputs; the others stay. `before` holds the earlier outputs. At
   * a preview, an output that cannot be told yet is given as UNKNOWN.
   */
  recompute?(resource: NewResource, before: Properties, preview: boolean): Properties;
  refusals?(inputs: Properties): readonly Refusal[];
  /**
   * What values of honoured inputs ask for that AWS does and this machine does not; `deployed` holds
   * the resources that they name.
   */
  unsupported?(inputs: Properties, deployed: ResourceRegistry): readonly string[];
  /**
   * Puts the resource in service on this machine: when it is created or updated, and at a start for
   * what an earlier start deployed. A rejection fails the engine's step with its message.
   */
  deploy?(resource: DeployedResource, services: StageServices): Promise<void>;
  /** Takes the resource out of service. */
  remove?(resource: DeployedResource, services: StageServices): Promise<void>;
}
