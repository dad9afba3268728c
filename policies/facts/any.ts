import { type Fact, isKnownAs, known } from "./fact.ts";

/** True when one is known to be true; unknown when one might be; else false. */
export const any = (facts: readonly Fact<boolean>[]): Fact<boolean> =>
  facts.find((fact) => isKnownAs(fact, true)) ??
  facts.find((fact) => fact.state === "unknown") ??
  known(false);
