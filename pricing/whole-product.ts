import { decimal, divideHalfUp } from "./money.ts";

/** Product of decimals of at least 0 as a whole number, exact and rounded half up once. */
export function wholeProduct(...factors: readonly (number | bigint)[]): bigint {
  const exact = factors.map((factor) => decimal(String(factor)));
  const digits = exact.reduce((result, factor) => result * factor.digits, 1n);
  const scale = exact.reduce((result, factor) => result * factor.scale, 1n);
  return divideHalfUp(digits, scale);
}
