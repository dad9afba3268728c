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

export const known = <T>(value: T): Known<T> => ({ state: "known", value });
export const unknown = (property: string): Unknown => ({ state: "unknown", property });
export const absent = (property: string): Absent => ({ state: "absent", property });

/** True when the value is known and equal to `expected`: unknown and absent never pass. */
export const isKnownAs = <T>(fact: Fact<T>, expected: T): boolean =>
  fact.state === "known" && fact.value === expected;
