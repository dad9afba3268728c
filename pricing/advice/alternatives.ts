import { assumptionValues } from "../assumptions.ts";
import { monthForecast } from "../forecast.ts";
import type { ForecastInput } from "../forecast-input.ts";
import { meteredUnits } from "../metered-units.ts";
import type { NanoDollars } from "../money.ts";
import { monthlyUsage } from "../monthly-usage.ts";
import { chargeOf, servicePrices } from "../price.ts";
import type { PriceName } from "../price-definitions.ts";
import { knownPrices } from "../prices.ts";
import { sum } from "../sum.ts";
import type { Traffic, TrafficByNamespace } from "../traffic.ts";
import { wholeProduct } from "../whole-product.ts";

/** What the same traffic would cost on another service, at list prices. */
export interface Alternative {
  readonly service: string;
  readonly cost: NanoDollars;
  /**
   * Bytes of an event from which on the other service costs less, with all else as declared; absent
   * where it does at no size.
   */
  readonly breakEvenBytes?: number;
  /** What is not in the figure, or is not the same. */
  readonly differs: string;
}

/** Bytes of a message of API Gateway's WebSocket APIs that is charged as one (API Gateway pricing page). */
const API_GATEWAY_UNIT_BYTES = 32 * 1_024;

/** Bytes of a message of AWS IoT Core that is charged as one (AWS IoT Core pricing page). */
const IOT_UNIT_BYTES = 5 * 1_024;

/** Sizes that are tried for a break-even: each unit of 5 KB up to the largest event. */
const SIZES = Array.from({ length: 46 }, (_, index) => (index + 1) * 5_120);

/**
 * The Event API's own bill of the traffic, without its free tier, as the others' are left out too;
 * undefined where no price is known.
 */
export function eventApiCost(input: ForecastInput): NanoDollars | undefined {
  const prices = knownPrices(input.region, input.day, input.prices);
  return monthForecast({ ...input, resources: [] }, prices, assumptionValues("expected")).eventApi;
}

/**
 * Messages and connections on API Gateway WebSocket APIs and AWS IoT Core, and where they break even with
 * the Event API: nowhere while its price is not known.
 */
export function alternatives(input: ForecastInput): Alternative[] {
  return [
    compared(input, {
      service: "Amazon API Gateway WebSocket API",
      messages: "apiGatewayMessagesPerMillion",
      minutes: "apiGatewayConnectionMinutesPerMillion",
      unitBytes: API_GATEWAY_UNIT_BYTES,
      differs:
        "who is subscribed is kept and each delivery is posted by code of your own, which costs more",
    }),
    compared(input, {
      service: "AWS IoT Core",
      messages: "iotMessagesPerMillion",
      minutes: "iotConnectionMinutesPerMillion",
      unitBytes: IOT_UNIT_BYTES,
      differs:
        "no handler sees an event before its subscribers do; checking it takes rules and a second publish",
    }),
  ];
}

interface Offer {
  readonly service: string;
  readonly messages: PriceName;
  readonly minutes: PriceName;
  readonly unitBytes: number;
  readonly differs: string;
}

function compared(input: ForecastInput, offer: Offer): Alternative {
  const breakEven = SIZES.find((bytes) => {
    const traffic = Object.fromEntries(
      Object.entries(input.traffic).map(([name, each]) => [
        name,
        { ...each, eventBytes: bytes, deliveredEventBytes: bytes },
      ]),
    );
    const own = eventApiCost({ ...input, traffic });
    return own !== undefined && costOn({ ...input, traffic }, offer) < own;
  });
  return {
    service: offer.service,
    cost: costOn(input, offer),
    ...(breakEven === undefined ? {} : { breakEvenBytes: breakEven - 5_119 }),
    differs: offer.differs,
  };
}

function costOn({ traffic, region, day }: ForecastInput, offer: Offer): NanoDollars {
  const prices = servicePrices(region, day);
  const months = monthsOf(traffic);
  const messages = sum(
    months.map(({ each, usage }) => {
      const units = (bytes: number) => meteredUnits(bytes, offer.unitBytes);
      const { connect = 0n, subscribe = 0n } = usage.operations;
      return (
        wholeProduct(usage.events, units(each.eventBytes)) +
        wholeProduct(
          usage.events,
          each.subscribers,
          units(each.deliveredEventBytes ?? each.eventBytes),
        ) +
        connect +
        subscribe
      );
    }),
  );
  const minutes = sum(months.map(({ usage }) => usage.connectionMinutes));
  return chargeOf(prices(offer.messages), messages) + chargeOf(prices(offer.minutes), minutes);
}

function monthsOf(
  traffic: TrafficByNamespace,
): { each: Traffic; usage: ReturnType<typeof monthlyUsage> }[] {
  const assumed = assumptionValues("expected");
  return Object.values(traffic).map((each) => ({ each, usage: monthlyUsage(each, assumed) }));
}
