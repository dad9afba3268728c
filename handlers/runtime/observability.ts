import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import type { FunctionEnvironment } from "./function-environment.ts";
import type { Invocation, InvocationContext } from "./invocation.ts";
import { Metering } from "./metering.ts";
import type { Observer } from "./observer.ts";
import type { OperationMeter } from "./operation-meter.ts";

/** Meters nothing: without a valid environment nobody knows whose operations they would be. */
const noMeter: OperationMeter = {
  invocation: () => undefined,
  rejected: () => undefined,
  flush: () => undefined,
};

const meterFor = (environment: FunctionEnvironment): OperationMeter =>
  new Metering({
    stage: environment.STAGE,
    eventApiId: environment.EVENT_API_ID,
    namespace: environment.CHANNEL_NAMESPACE,
    flush: environment.METRICS_FLUSH ?? "aggregate",
    usdPerMillion: Number(environment.OPERATIONS_USD_PER_MILLION),
  });

const correlationId = (event: unknown, context: InvocationContext): string | undefined => {
  const { request } = (event ?? {}) as Partial<Invocation>;
  const traceId: unknown = request?.headers?.["x-amzn-trace-id"];
  return typeof traceId === "string" ? traceId : context?.awsRequestId;
};

/**
 * A logger that is made for a function's first line, and takes on an invocation's context for that
 * invocation's first. Most write none, and the context costs more than handling the events.
 */
class InvocationLogger {
  #logger: Logger | undefined;
  #event: unknown;
  #context: InvocationContext | undefined;

  begins(event: unknown, context: InvocationContext): void {
    this.#event = event;
    this.#context = context;
  }

  /** The logger with correlation id and Lambda's context; no payload is ever among its keys. */
  get(): Logger {
    this.#logger ??= new Logger();
    if (this.#context) {
      this.#logger.resetKeys();
      this.#logger.addContext(this.#context as Context);
      this.#logger.setCorrelationId(correlationId(this.#event, this.#context));
      this.#context = undefined;
    }
    return this.#logger;
  }
}

/** Observes with Powertools: structured logs without payloads, cold starts, metered operations. */
export const observe = (environment: FunctionEnvironment | undefined): Observer => {
  const logger = new InvocationLogger();
  const meter = environment ? meterFor(environment) : noMeter;
  let coldStart = environment !== undefined;
  return {
    begins: (event, context) => {
      logger.begins(event, context);
      if (coldStart) new Metrics().captureColdStartMetric(context?.functionName);
      coldStart = false;
    },
    logger: () => logger.get(),
    handled: (operation, eventBytes) => meter.invocation(operation, eventBytes),
    rejected: (code) => meter.rejected(code),
    handlerFailed: (path, error) =>
      logger.get().error(`The handler of channel ${path} failed`, {
        error: error instanceof Error ? error : new Error(`a ${typeof error} was thrown`),
      }),
    handlerRefused: (path) =>
      logger.get().warn(`The handler of channel ${path} refused the request`),
    handlerTimedOut: (path) => logger.get().error(`The handler of channel ${path} ran out of time`),
    warning: (message) => logger.get().warn(message),
    ends: () => meter.flush(),
  };
};
