import { assumptionValues } from "./assumptions.ts";
import { monthForecast } from "./forecast.ts";
import type { ForecastInput } from "./forecast-input.ts";
import { type LeafDifference, leafDifferences } from "./leaf-differences.ts";
import type { NanoDollars } from "./money.ts";
import { knownPrices } from "./prices.ts";
import type { ProgramResource } from "./program-resource.ts";

/** What kind of change a part of a difference comes from. */
export type CauseKind =
  | "price"
  | "traffic"
  | "memory"
  | "setting"
  | "new resource"
  | "removed resource";

/** A change between two forecasts, and the dollars that it makes. */
export interface DifferenceCause {
  readonly kind: CauseKind;
  /** What changed, with its value before and after. */
  readonly what: string;
  /** Negative where the change saves. */
  readonly cost: NanoDollars;
}

/** A step from one forecast's input toward another's. */
interface Step {
  readonly kind: CauseKind;
  readonly what: string;
  readonly apply: (input: ForecastInput) => ForecastInput;
}

/**
 * Explains the difference of two forecasts: prices change first, then traffic by namespace, memory and
 * other settings by resource, and resources that come or go. Each change is priced with all before it
 * made, so the causes add up to the difference; changes that cost nothing are left out.
 */
export function differenceCauses(before: ForecastInput, after: ForecastInput): DifferenceCause[] {
  const causes: DifferenceCause[] = [];
  let input = before;
  let total = totalOf(input);
  for (const { kind, what, apply } of steps(before, after)) {
    input = apply(input);
    const next = totalOf(input);
    if (next !== total) {
      causes.push({ kind, what, cost: next - total });
    }
    total = next;
  }
  return causes;
}

function totalOf(input: ForecastInput): NanoDollars {
  const prices = knownPrices(input.region, input.day, input.prices);
  return monthForecast(input, prices, assumptionValues("expected")).total;
}

function steps(before: ForecastInput, after: ForecastInput): Step[] {
  return [
    ...priceSteps(before, after),
    ...trafficSteps(before, after),
    ...inputSteps(before, after),
    ...presenceSteps(before, after),
  ];
}

function priceSteps(before: ForecastInput, after: ForecastInput): Step[] {
  const of = ({ region, day, prices = {} }: ForecastInput) => ({ region, day, prices });
  const differences = leafDifferences(of(before), of(after));
  if (differences.length === 0) {
    return [];
  }
  const what = described(differences);
  // An absent price is the list's, and must not keep the other side's.
  const apply = (input: ForecastInput) => ({ ...input, ...of(after) });
  return [{ kind: "price", what, apply }];
}

function trafficSteps(before: ForecastInput, after: ForecastInput): Step[] {
  const names = new Set([...Object.keys(before.traffic), ...Object.keys(after.traffic)]);
  return [...names].flatMap((name): Step[] => {
    const [then, now] = [before.traffic[name], after.traffic[name]];
    const differences = leafDifferences(then, now);
    if (differences.length === 0) {
      return [];
    }
    const change =
      then === undefined
        ? "declared"
        : now === undefined
          ? "no longer declared"
          : described(differences);
    return [
      {
        kind: "traffic",
        what: `namespace ${name}: ${change}`,
        apply(input) {
          const { [name]: _, ...others } = input.traffic;
          return { ...input, traffic: now === undefined ? others : { ...others, [name]: now } };
        },
      },
    ];
  });
}

const MEMORY = "memorySize";

function inputSteps(before: ForecastInput, after: ForecastInput): Step[] {
  const later = byKey(after.resources);
  const changed = before.resources.flatMap((then): Step[] => {
    const now = later.get(keyOf(then));
    if (now === undefined) {
      return [];
    }
    const differences = leafDifferences(then.inputs, now.inputs);
    const [memory, settings] = [
      differences.filter(({ path }) => path === MEMORY),
      differences.filter(({ path }) => path !== MEMORY),
    ];
    const withMemory = { ...then, inputs: { ...then.inputs, [MEMORY]: now.inputs[MEMORY] } };
    return [
      ...(memory.length > 0 ? [step("memory", then, withMemory, memory)] : []),
      ...(settings.length > 0 ? [step("setting", then, now, settings)] : []),
    ];
  });
  return changed.toSorted((one, other) => one.kind.localeCompare(other.kind));
}

function step(
  kind: CauseKind,
  then: ProgramResource,
  now: ProgramResource,
  differences: readonly LeafDifference[],
): Step {
  const key = keyOf(then);
  return {
    kind,
    what: `${labelOf(then)}: ${described(differences)}`,
    apply: (input) => ({
      ...input,
      resources: input.resources.map((resource) => (keyOf(resource) === key ? now : resource)),
    }),
  };
}

function presenceSteps(before: ForecastInput, after: ForecastInput): Step[] {
  const [earlier, later] = [byKey(before.resources), byKey(after.resources)];
  const removed = before.resources.filter((resource) => !later.has(keyOf(resource)));
  const added = after.resources.filter((resource) => !earlier.has(keyOf(resource)));
  return [
    ...removed.map((resource): Step => {
      const apply = (input: ForecastInput) => ({
        ...input,
        resources: input.resources.filter((each) => keyOf(each) !== keyOf(resource)),
      });
      return { kind: "removed resource", what: labelOf(resource), apply };
    }),
    ...added.map((resource): Step => {
      const apply = (input: ForecastInput) => ({
        ...input,
        resources: [...input.resources, resource],
      });
      return { kind: "new resource", what: labelOf(resource), apply };
    }),
  ];
}

function byKey(resources: readonly ProgramResource[]): Map<string, ProgramResource> {
  return new Map(resources.map((resource) => [keyOf(resource), resource]));
}

function keyOf({ type, name }: ProgramResource): string {
  return `${type} ${name}`;
}

function labelOf({ type, name }: ProgramResource): string {
  return `${type.split(":").at(-1)} ${name}`;
}

const SHOWN = 3;

function described(differences: readonly LeafDifference[]): string {
  const shown = differences
    .slice(0, SHOWN)
    .map(({ path, before, after }) => `${path} ${shownValue(before)} to ${shownValue(after)}`);
  const more = differences.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

const LONGEST = 40;

function shownValue(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  if (typeof value === "number") {
    return value.toLocaleString("en-US", { maximumFractionDigits: 9 });
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
