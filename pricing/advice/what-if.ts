import { assumptionValues } from "../assumptions.ts";
import { monthForecast } from "../forecast.ts";
import type { ForecastInput } from "../forecast-input.ts";
import type { NanoDollars } from "../money.ts";
import { knownPrices } from "../prices.ts";
import type { ProgramResource } from "../program-resource.ts";
import type { Traffic } from "../traffic.ts";

/** What a month would cost less if its input were another; negative where it would cost more. */
export function savingOf(input: ForecastInput, changed: ForecastInput): NanoDollars {
  return totalOf(input) - totalOf(changed);
}

function totalOf(input: ForecastInput): NanoDollars {
  const prices = knownPrices(input.region, input.day, input.prices);
  return monthForecast(input, prices, assumptionValues("expected")).total;
}

/** The input with other traffic of one namespace. */
export function withTraffic(
  input: ForecastInput,
  namespace: string,
  changes: Partial<Traffic>,
): ForecastInput {
  const before = input.traffic[namespace];
  if (before === undefined) {
    return input;
  }
  return { ...input, traffic: { ...input.traffic, [namespace]: { ...before, ...changes } } };
}

/** The input with other inputs of one resource. */
export function withInputs(
  input: ForecastInput,
  { type, name }: ProgramResource,
  changes: Readonly<Record<string, unknown>>,
): ForecastInput {
  return {
    ...input,
    resources: input.resources.map((each) =>
      each.type === type && each.name === name
        ? { ...each, inputs: { ...each.inputs, ...changes } }
        : each,
    ),
  };
}
