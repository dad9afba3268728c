import * as pulumi from "@pulumi/pulumi";
import type { Bounds } from "../aws-facts/bounds.ts";

/** What a component refuses. */
export interface Refusal {
  /** Path below the component's arguments, as `authorization.publish`. */
  readonly property: string;
  readonly got: string;
  readonly allowed: string;
}

/**
 * A component's arguments cannot be used; the message names everything that is wrong. Pulumi shows
 * the message of a RunError alone, without source text and stack.
 */
export class ComponentError extends pulumi.RunError {
  override readonly name = "ComponentError";
  readonly refusals: readonly Refusal[];

  /** @param component type and name, as `EventApi "events"` */
  constructor(component: string, refusals: readonly Refusal[]) {
    super(
      refusals
        .map(
          ({ property, got, allowed }) =>
            `${component}: ${property}: got ${got}, allowed: ${allowed}`,
        )
        .join("\n"),
    );
    this.refusals = refusals;
  }
}

/** Throws ComponentError when there is anything to refuse. */
export function refuse(component: string, refusals: readonly Refusal[]): void {
  if (refusals.length > 0) {
    throw new ComponentError(component, refusals);
  }
}

/** Refuses a number that is not whole or not within bounds; an absent number passes. */
export function wholeNumber(
  property: string,
  value: number | undefined,
  { minimum, maximum }: Bounds,
): Refusal[] {
  if (value === undefined) {
    return [];
  }
  if (Number.isInteger(value) && value >= minimum && value <= maximum) {
    return [];
  }
  return [
    { property, got: String(value), allowed: `a whole number from ${minimum} to ${maximum}` },
  ];
}

/** Refuses a value that is not in the list; an absent value passes. */
export function oneOf<Value>(
  property: string,
  value: Value | undefined,
  allowed: readonly Value[],
): Refusal[] {
  if (value === undefined || allowed.includes(value)) {
    return [];
  }
  return [{ property, got: String(value), allowed: allowed.join(", ") }];
}
