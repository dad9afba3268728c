import type { PriceName } from "./price-definitions.ts";
import type { ProgramResource } from "./program-resource.ts";
import type { StageLoad } from "./stage-load.ts";

/** Units of a month by the price that they are charged at. */
export type Quantities = { readonly [price in PriceName]?: bigint };

/** Why a resource is not priced, though its type is known. */
export interface NotPriced {
  readonly notPriced: string;
}

/** A resource type that is charged for on a bill beside the Event API's. */
export interface ChargedType {
  /** What each price is charged for, in words: `each invocation`. */
  readonly charges: { readonly [price in PriceName]?: string };
  /** Units of a month for one resource of the type, under the load of its stage. */
  readonly quantities: (resource: ProgramResource, load: StageLoad) => Quantities | NotPriced;
}

/** A resource type that costs nothing of its own. */
export interface FreeType {
  /** Why, with the source. */
  readonly free: string;
}

/** What a resource type costs. */
export type CostModel = ChargedType | FreeType;
