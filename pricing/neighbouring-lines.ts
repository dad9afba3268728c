import type { AssumptionValues } from "./assumptions.ts";
import type { ForecastInput } from "./forecast-input.ts";
import { billedMilliseconds, invocations, type UsageByNamespace } from "./handler-load.ts";
import { cost, type NanoDollars } from "./money.ts";
import {
  NEIGHBOURING_PRICES,
  type NeighbouringPriceName,
  neighbouringRate,
} from "./neighbouring-prices.ts";
import { sum } from "./sum.ts";

/** A charge on the bill of another service. */
export interface NeighbouringLine {
  readonly price: NeighbouringPriceName;
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
  const quantities: Partial<Record<NeighbouringPriceName, bigint>> = {
    lambdaRequest: sum(all.map(invocations)),
    lambdaMegabyteMillisecond: sum(duration),
    webAclMonth: rules > 0n ? 1n : 0n,
    webAclRuleMonth: rules,
    webAclRequest: rules > 0n ? inspected : 0n,
    dataTransferOutByte: transferred,
  };
  return (Object.keys(NEIGHBOURING_PRICES) as NeighbouringPriceName[])
    .map((price) => ({ price, quantity: quantities[price] ?? 0n }))
    .filter(({ quantity }) => quantity > 0n)
    .map((line) => ({ ...line, cost: cost(line.quantity, neighbouringRate(line.price)) }));
}
