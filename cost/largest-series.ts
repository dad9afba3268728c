/** One named series of a chart; the values stand for the chart's columns. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** Colors that a reader can tell apart in one chart. */
export const SERIES_COLORS = 8;

/**
 * At most as many series as there are colors, in their order: the largest by sum, and one more that
 * adds up all others, so that no color stands for two names and the columns keep their height.
 */
export function largestSeries(series: readonly Series[]): Series[] {
  if (series.length <= SERIES_COLORS) {
    return [...series];
  }
  const bySum = [...series].sort((one, other) => sum(other.values) - sum(one.values));
  const shown = new Set(bySum.slice(0, SERIES_COLORS - 1));
  const others = series.filter((each) => !shown.has(each));
  const values = (series[0]?.values ?? []).map((_, column) =>
    sum(others.map((each) => each.values[column] ?? 0)),
  );
  return [...series.filter((each) => shown.has(each)), { name: `${others.length} others`, values }];
}

/** The class that gives a series its color, the same in charts and legends. */
export function seriesClass(index: number): string {
  return `series-${index % SERIES_COLORS}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
