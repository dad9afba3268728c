/** A property whose value is there and can be read. */
export interface Known<T> {
  readonly state: "known";
  readonly value: T;
}

/**
 * A property that is there but cannot be judged: its value is only known after an update, or it
 * has a shape that the provider's schema does not allow.
 */
export interface Unknown {
  readonly state: "unknown";
  /** Dotted path of the first part that could not be read, for example `eventConfig.logConfig`. */
  readonly property: string;
}

/** A property that is not set. */
export interface Absent {
  readonly state: "absent";
  readonly property: string;
}

/** Every answer about a resource is one of three, so that no rule can take unknown for absent. */
export type Fact<T> = Known<T> | Unknown | Absent;

export function known<T>(value: T): Known<T> {
  return { state: "known", value };
}

export function unknown(property: string): Unknown {
  return { state: "unknown", property };
}

export function absent(property: string): Absent {
  return { state: "absent", property };
}

/** True when the value is known and equal to `expected`: unknown and absent never pass. */
export function isKnownAs<T>(fact: Fact<T>, expected: T): boolean {
  return fact.state === "known" && fact.value === expected;
}
