import Type from "typebox";
import { Compile } from "typebox/compile";

/** Operations that can be ordered to fail or to wait. */
export type FaultedOperation = "connect" | "publish" | "subscribe";

const operation = Type.Optional(
  Type.Enum(["connect", "publish", "subscribe"] satisfies FaultedOperation[]),
);
const next = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));
const connections = Type.Optional(Type.Integer({ minimum: 1 }));

const CLOSED = { additionalProperties: false };

/** What each fault is ordered with; what is left out is one request, and every connection. */
const FAULTS = {
  cut: Type.Object({ fault: Type.Literal("cut"), connections }, CLOSED),
  "maximum-life": Type.Object({ fault: Type.Literal("maximum-life"), connections }, CLOSED),
  delay: Type.Object(
    {
      fault: Type.Literal("delay"),
      milliseconds: Type.Integer({ minimum: 1, maximum: 600_000 }),
      next,
      operation,
    },
    CLOSED,
  ),
  throttle: Type.Object({ fault: Type.Literal("throttle"), next, operation }, CLOSED),
  refuse: Type.Object({ fault: Type.Literal("refuse"), next, operation }, CLOSED),
  duplicate: Type.Object({ fault: Type.Literal("duplicate"), next }, CLOSED),
  "handler-timeout": Type.Object({ fault: Type.Literal("handler-timeout"), next }, CLOSED),
  shuffle: Type.Object(
    {
      fault: Type.Literal("shuffle"),
      seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })),
    },
    CLOSED,
  ),
};

/** An order for a fault. */
export type FaultOrder = Type.Static<(typeof FAULTS)[keyof typeof FAULTS]>;

/** Thrown for an order that makes no sense; the message says what is allowed. */
export class FaultOrderError extends Error {}

const CHECKS = Object.fromEntries(
  Object.entries(FAULTS).map(([name, schema]) => [name, Compile(schema)]),
);

/** Reads the JSON text of an order. Throws FaultOrderError. */
export function faultOrder(text: string): FaultOrder {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FaultOrderError('The body must be JSON, such as {"fault":"cut"}.');
  }
  const name = typeof value === "object" && value !== null && "fault" in value ? value.fault : "";
  const check = Object.hasOwn(CHECKS, String(name)) ? CHECKS[String(name)] : undefined;
  if (check === undefined) {
    const allowed = Object.keys(FAULTS).join(", ");
    throw new FaultOrderError(`fault must be one of ${allowed}, got ${JSON.stringify(name)}.`);
  }
  if (check.Check(value)) {
    return value as FaultOrder;
  }
  const allowed = Object.keys(FAULTS[name as keyof typeof FAULTS].properties);
  const unknown = Object.keys(value as object).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    const known = allowed.filter((key) => key !== "fault").join(", ");
    throw new FaultOrderError(`${name}: ${unknown} is not allowed, only ${known}.`);
  }
  const [first] = check.Errors(value);
  const where = first?.instancePath.slice(1).replaceAll("/", ".") || "the order";
  throw new FaultOrderError(`${name}: ${where} ${first?.message ?? "is not valid"}.`);
}
