import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import type { PriceOverrides } from "../../pricing/prices.ts";
import type { ChannelNamespace } from "./channel-namespace.ts";
import type { FunctionEnvironment } from "./function-environment.ts";
import { Metering } from "./metering.ts";
import type { Observer } from "./observer.ts";
import type { OperationMeter } from "./operation-meter.ts";

/** Meters nothing: without a valid environment nobody knows whose operations they would be. */
const noMeter: OperationMeter = {
  invocation: () => undefined,
  rejected: () => undefined,
  flush: () => undefined,
};

const pricesIn = (json: string | undefined, logger: Logger): PriceOverrides | undefined => {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as PriceOverrides;
  } catch {
    logger.warn("METRICS_PRICES is no JSON; public prices are used.");
    return undefined;
  }
};

const meterFor = (environment: FunctionEnvironment, logger: Logger): OperationMeter => {
  const prices = pricesIn(environment.METRICS_PRICES, logger);
  return new Metering({
    stage: environment.STAGE,
    eventApiId: environment.EVENT_API_ID,
    namespace: environment.CHANNEL_NAMESPACE,
    region: environment.AWS_REGION,
    flush: environment.METRICS_FLUSH ?? "aggregate",
    ...(prices === undefined ? {} : { prices }),
    warn: (message) => logger.warn(message),
  });
};

/** Observes with Powertools: structured logs without payloads, and metered operations. */
export const observe = (
  _namespace: ChannelNamespace,
  environment: FunctionEnvironment | undefined,
): Observer => {
  const logger = new Logger();
  const meter = environment ? meterFor(environment, logger) : noMeter;
  return {
    begins: (context) => logger.addContext(context as Context),
    handled: (operation, eventBytes) => meter.invocation(operation, eventBytes),
    rejected: (code) => meter.rejected(code),
    handlerFailed: (path, error) =>
      logger.error(`The handler of channel ${path} failed`, { error: error as Error }),
    handlerRefused: (path) => logger.warn(`The handler of channel ${path} refused the request`),
    handlerTimedOut: (path) => logger.error(`The handler of channel ${path} ran out of time`),
    warning: (message) => logger.warn(message),
    ends: () => meter.flush(),
  };
};
