import { all, create } from "mathjs";

/** A time series: value by time in epoch milliseconds. */
export type TimeSeries = ReadonlyMap<number, number>;

/** Points of an hourly or daily series, from their times and values. */
export function timeSeries(points: Readonly<Record<string, number>>): TimeSeries {
  return new Map(Object.entries(points).map(([time, value]) => [Date.parse(time), value]));
}

type Value = number | boolean;

/**
 * Evaluates CloudWatch metric math over series by id, the way that CloudWatch documents it: point
 * by point, FILL for missing points, SUM and MAX of one series as a number. Parsing and arithmetic
 * are mathjs's. Source: CloudWatch User Guide, using math expressions with metrics.
 */
export function metricMath(
  formulas: readonly { readonly id: string; readonly expression: string }[],
  series: Readonly<Record<string, TimeSeries>>,
): Record<string, number[]> {
  const times = [...new Set(Object.values(series).flatMap((each) => [...each.keys()]))].sort(
    (one, other) => one - other,
  );
  const math = create(all ?? {});
  const at = (read: (date: Date) => number) => () => times.map((time) => read(new Date(time)));
  math.import({
    FILL: (values: Value[], filler: number) =>
      values.map((value) => (Number.isNaN(value) ? filler : value)),
    SUM: (values: Value[]) => values.reduce<number>((sum, value) => sum + Number(value), 0),
    MAX: (values: Value[]) => Math.max(...values.map(Number)),
    FLOOR: (values: Value[]) => values.map((value) => Math.floor(Number(value))),
    TIME_SERIES: (value: number) => times.map(() => value),
    YEAR: at((date) => date.getUTCFullYear()),
    MONTH: at((date) => date.getUTCMonth() + 1),
    DATE: at((date) => date.getUTCDate()),
    HOUR: at((date) => date.getUTCHours()),
    IF: (condition: Value[], yes: Value | Value[], no: Value | Value[]) =>
      condition.map((holds, index) => {
        const branch = holds ? yes : no;
        return Array.isArray(branch) ? branch[index] : branch;
      }),
  });
  const scope: Record<string, unknown> = Object.fromEntries(
    Object.entries(series).map(([id, each]) => [
      id,
      times.map((time) => each.get(time) ?? Number.NaN),
    ]),
  );
  for (const { id, expression } of formulas) {
    scope[id] = math.evaluate(pointwise(expression), scope);
  }
  return Object.fromEntries(formulas.map(({ id }) => [id, scope[id] as number[]]));
}

// Between series CloudWatch multiplies and divides point by point; mathjs writes that with a dot.
function pointwise(expression: string): string {
  return expression
    .replaceAll("*", ".*")
    .replaceAll("/", "./")
    .replaceAll(" OR ", " or ")
    .replaceAll(" AND ", " and ");
}
