import { namedOutside } from "./cost-models/named-outside.ts";
import { COST_MODELS } from "./cost-models/registry.ts";
import type { NanoDollars } from "./money.ts";
import { chargeOf, type Price } from "./price.ts";
import { PRICE_NAMES, type PriceName } from "./price-definitions.ts";
import type { ProgramResource } from "./program-resource.ts";
import type { StageLoad } from "./stage-load.ts";
import { sum } from "./sum.ts";

/** A charge on the bill of another service. */
export interface ServiceLine {
  readonly price: Price;
  readonly quantity: bigint;
  readonly cost: NanoDollars;
}

/** What one resource of the program costs in a month, beside the Event API's own bill. */
export interface ResourceCost {
  readonly type: string;
  readonly name: string;
  readonly charges: readonly ServiceLine[];
  readonly cost: NanoDollars;
}

/** A resource that no forecast can price, and why. */
export interface UnpricedResource {
  readonly type: string;
  readonly name: string;
  readonly why: string;
}

/** What a stage's resources cost under a load, and what could not be priced. */
export interface ResourceCosts {
  readonly resources: readonly ResourceCost[];
  readonly unpriced: readonly UnpricedResource[];
}

/** Costs of all resources of a stage, by its cost models. Resources that cost nothing are left out. */
export function resourceCosts(load: StageLoad): ResourceCosts {
  const resources: ResourceCost[] = [];
  const unpriced: UnpricedResource[] = [];
  const charge = charger(load);
  const all = [...load.resources, ...namedOutside(load.resources)];
  for (const resource of all.filter(({ type }) => !isEngines(type)).toSorted(byTypeAndName)) {
    const { type, name } = resource;
    const charged = quantitiesOf(resource, load);
    if (charged === undefined) {
      continue;
    }
    if ("notPriced" in charged) {
      unpriced.push({ type, name, why: charged.notPriced });
      continue;
    }
    const charges = PRICE_NAMES.flatMap((price) => charge(price, charged[price] ?? 0n));
    if (charges.length > 0) {
      resources.push({ type, name, charges, cost: sum(charges.map((line) => line.cost)) });
    }
  }
  return { resources, unpriced };
}

/** Charges quantities one after another, so that tiers are those of all resources together. */
function charger({ prices }: StageLoad) {
  const before = new Map<PriceName, bigint>();
  return (name: PriceName, quantity: bigint): ServiceLine[] => {
    if (quantity === 0n) {
      return [];
    }
    const price = prices(name);
    const from = before.get(name) ?? 0n;
    before.set(name, from + quantity);
    return [{ price, quantity, cost: chargeOf(price, from + quantity) - chargeOf(price, from) }];
  };
}

/** Stacks, stack references and providers are the engine's own. */
function isEngines(type: string): boolean {
  return type.startsWith("pulumi:");
}

function quantitiesOf(resource: ProgramResource, load: StageLoad) {
  const model = COST_MODELS[resource.type];
  // The parts of a component are priced one by one.
  if (model === undefined) {
    return resource.component ? undefined : { notPriced: "no cost model knows this resource type" };
  }
  return "free" in model ? undefined : model.quantities(resource, load);
}

/** The charges of all resources, one line for each price. */
export function serviceLines(resources: readonly ResourceCost[]): ServiceLine[] {
  const charges = resources.flatMap((each) => each.charges);
  return PRICE_NAMES.flatMap((name) => {
    const [first, ...others] = charges.filter(({ price }) => price.name === name);
    if (first === undefined) {
      return [];
    }
    const all = [first, ...others];
    return [
      {
        price: first.price,
        quantity: sum(all.map(({ quantity }) => quantity)),
        cost: sum(all.map(({ cost }) => cost)),
      },
    ];
  });
}

function byTypeAndName(one: ProgramResource, other: ProgramResource): number {
  const order = one.type.localeCompare(other.type, "en");
  return order === 0 ? one.name.localeCompare(other.name, "en") : order;
}
