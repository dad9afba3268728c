/** The smallest round number that is not below the value: where an axis ends. */
export function niceCeiling(value: number): number {
  if (value <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value) ??
    10 * power
  );
}

/** A share of a length as CSS and SVG write it. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
