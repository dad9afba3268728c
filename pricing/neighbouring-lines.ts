import type { AssumptionValues } from "./assumptions.ts";
import type { ForecastInput } from "./forecast-input.ts";
import { billedMilliseconds, invocations, type UsageByNamespace } from "./handler-load.ts";
import type { NanoDollars } from "./money.ts";
import { chargeOf, type Price, servicePrices } from "./price.ts";
import type { PriceName } from "./price-definitions.ts";
import { sum } from "./sum.ts";

/** A charge on the bill of another service. */
export interface NeighbouringLine {
  readonly price: Price;
  readonly quantity: bigint;
  readonly cost: NanoDollars;
}

/** What a month brings along on the bills of Lambda, WAF and, when assumed, data transfer. */
export function neighbouringLines(
  input: ForecastInput,
  usage: UsageByNamespace,
  assumed: AssumptionValues,
): NeighbouringLine[] {
  const megabytes = BigInt(input.functionMegabytes ?? 128);
  const duration = usage.map(
    ([namespace, each]) =>
      invocations(each) * megabytes * billedMilliseconds(input, namespace, assumed),
  );
  const all = usage.map(([, each]) => each);
  const rules = BigInt(input.webAclRules ?? 0);
  const inspected = sum(all.map((each) => each.publishes + (each.operations.connect ?? 0n)));
  const transferred = assumed.dataTransferCharged
    ? sum(all.map((each) => each.deliveredBytes))
    : 0n;
  const quantities: { readonly [name in PriceName]?: bigint } = {
    lambdaRequestsPerMillion: sum(all.map(invocations)),
    lambdaGigabyteSecond: sum(duration),
    webAclMonth: rules > 0n ? 1n : 0n,
    webAclRuleMonth: rules,
    webAclRequestsPerMillion: rules > 0n ? inspected : 0n,
    dataTransferOutGigabyte: transferred,
  };
  const prices = servicePrices(input.region, input.day, input.prices);
  return (Object.keys(quantities) as PriceName[])
    .map((name) => ({ price: prices(name), quantity: quantities[name] ?? 0n }))
    .filter(({ quantity }) => quantity > 0n)
    .map((line) => ({ ...line, cost: chargeOf(line.price, line.quantity) }));
}
