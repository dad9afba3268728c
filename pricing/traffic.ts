import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";

function Rate(description: string) {
  return Type.Number({ minimum: 0, maximum: 1e9, description });
}

function Count(description: string) {
  return Type.Integer({ minimum: 0, maximum: 1e12, description });
}

const CLOSED = { additionalProperties: false };

/** Clients that hold connections for a namespace. Declare each client in one namespace only. */
const Connections = Type.Object(
  {
    clients: Count("clients that connect on a day"),
    minutesPerDay: Type.Number({ minimum: 0, maximum: 1_440, description: "per client" }),
    connectsPerDay: Rate("connects of one client on a day"),
    subscribesPerDay: Rate("subscribe requests of one client on a day"),
  },
  CLOSED,
);

/** Highest rates that are expected; they are held against quotas, the averages are paid for. */
const Peak = Type.Object(
  {
    publishesPerSecond: Type.Optional(Rate("publish requests per second in the namespace")),
    connectsPerSecond: Type.Optional(Rate("WebSocket connects per second for the namespace")),
    publishesPerSecondPerConnection: Type.Optional(Rate("publish requests on one WebSocket")),
    subscriptionsPerConnection: Type.Optional(Count("subscriptions on one WebSocket")),
  },
  CLOSED,
);

/** What a namespace is expected to carry: averages over a month, and peaks. */
export const TrafficSchema = Type.Object(
  {
    publishesPerSecond: Type.Optional(Rate("publish requests per second, average of the month")),
    publishesPerDay: Type.Optional(Rate("publish requests per day, instead of per second")),
    eventsPerPublish: Type.Number({ exclusiveMinimum: 0, maximum: 1e6, description: "1 to 5" }),
    eventBytes: Count("bytes of an event as published"),
    deliveredEventBytes: Type.Optional(Count("bytes of an event as delivered, if they differ")),
    subscribers: Rate("subscriptions that an event is delivered to"),
    connections: Type.Optional(Connections),
    handlerMilliseconds: Type.Optional(Rate("billed duration of one handler invocation")),
    peak: Type.Optional(Peak),
  },
  CLOSED,
);

/** What a namespace is expected to carry. */
export type Traffic = Static<typeof TrafficSchema>;

/** Traffic by namespace. */
export type TrafficByNamespace = Readonly<Record<string, Traffic>>;

/** One thing that is wrong with a traffic declaration. */
export interface TrafficFault {
  readonly path: string;
  readonly got: string;
  readonly allowed: string;
}

const validator = Compile(TrafficSchema);

/** All faults of a value that should be a namespace's traffic; none when it is sound. */
export function trafficFaults(value: unknown, path: string): TrafficFault[] {
  if (validator.Check(value)) {
    return rateFaults(value, path);
  }
  // An unknown key is reported twice: by its own path, and by the object that it stands in.
  return validator
    .Errors(value)
    .filter((error) => error.keyword !== "additionalProperties")
    .map((error) => ({
      path: `${path}${error.instancePath}`,
      got: show(valueAt(value, error.instancePath)),
      allowed: error.keyword === "boolean" ? "no such setting" : error.message,
    }));
}

function rateFaults(traffic: Traffic, path: string): TrafficFault[] {
  const given = [traffic.publishesPerSecond, traffic.publishesPerDay].filter(
    (rate) => rate !== undefined,
  );
  if (given.length === 1) {
    return [];
  }
  const got = given.length === 0 ? "neither" : "both";
  return [{ path, got, allowed: "exactly one of publishesPerSecond and publishesPerDay" }];
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 100);
}
