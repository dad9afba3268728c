/** A part of a namespace's description, its value and what it has to be. */
interface Part {
  readonly place: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly isAllowed: (value: unknown) => boolean;
}

/**
 * Everything in a namespace's description that has another shape than its types say, as lines.
 * Types stop nothing at build time: a handler's sources are bundled without being checked.
 */
export function namespaceShapeFaults(namespace: object): string[] {
  const { channels, wildcardSubscriptions, environment, secrets, tracing, description } =
    record(namespace);
  const parts: Part[] = [
    part("channels", channels, "an object of channels by path", isRecord),
    ...Object.entries(record(channels)).flatMap(([path, channel]) => channelParts(path, channel)),
    part(
      "wildcardSubscriptions",
      wildcardSubscriptions,
      "an object of functions by wildcard",
      optional(isRecord),
    ),
    ...Object.entries(record(wildcardSubscriptions)).map(([path, rule]) =>
      part(`wildcardSubscriptions: ${path}`, rule, "a function", isFunction),
    ),
    part("environment", environment, "what environmentVariables() returns", optional(isReader)),
    part("secrets", secrets, "what secretValues() returns", optional(isReader)),
    part("tracing", tracing, "true or false", optional(isBoolean)),
    part("description", description, "a text", optional(isText)),
  ];
  return faultsOf(parts);
}

/** What has no schema is said where schemas are checked. */
function channelParts(path: string, channel: unknown): Part[] {
  const { subscribe, publish, publishAll, order, description } = record(channel);
  const place = (name: string) => `channel ${path}: ${name}`;
  return [
    part(place("subscribe"), subscribe, "a function", optional(isFunction)),
    part(place("publish"), publish, "a function", optional(isFunction)),
    part(place("publishAll"), publishAll, "a function", optional(isFunction)),
    part(place("order"), order, '"concurrent" or "sequential"', optional(isOrder)),
    part(place("description"), description, "a text", optional(isText)),
  ];
}

function part(place: string, value: unknown, allowed: string, isAllowed: Part["isAllowed"]): Part {
  return { place, value, allowed, isAllowed };
}

function faultsOf(parts: readonly Part[]): string[] {
  return parts
    .filter(({ value, isAllowed }) => !isAllowed(value))
    .map(({ place, value, allowed }) => `${place} must be ${allowed}, got ${shapeOf(value)}.`);
}

/** What a value is, in a word or as itself, for a message. */
export function shapeOf(value: unknown): string {
  if (value === undefined) {
    return "none";
  }
  if (value === null) {
    return "null";
  }
  if (Array.isArray(value)) {
    return "a list";
  }
  if (typeof value === "object") {
    return "an object";
  }
  if (typeof value === "function") {
    return "a function";
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) || isFunction(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isOrder(value: unknown): boolean {
  return value === "concurrent" || value === "sequential";
}

/** Variables and secrets are functions that carry their schema. */
function isReader(value: unknown): boolean {
  return isFunction(value) && isRecord(record(value).schema);
}

function optional(isAllowed: Part["isAllowed"]): Part["isAllowed"] {
  return (value) => value === undefined || isAllowed(value);
}
