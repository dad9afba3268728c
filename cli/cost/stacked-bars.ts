import { type Html, html } from "./html.ts";

/** One named series of a chart; the values stand for the chart's columns. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** A chart of stacked columns. */
export interface StackedBars {
  readonly title: string;
  /** What each column stands for, in full. */
  readonly columns: readonly string[];
  /** A column's text below the axis. */
  readonly label: (column: string) => string;
  readonly series: readonly Series[];
  /** Value as text, for axis and tooltips. */
  readonly format: (value: number) => string;
}

const WIDTH = 960;
const HEIGHT = 280;
const MARGIN = { top: 12, right: 8, bottom: 28, left: 84 };
const TICKS = 4;
const SERIES_COLORS = 8;

/** An SVG of stacked columns with axis, grid lines, a tooltip for each part, and a legend. */
export function stackedBars(chart: StackedBars): Html {
  const totals = chart.columns.map((_, column) =>
    chart.series.reduce((sum, { values }) => sum + (values[column] ?? 0), 0),
  );
  const top = niceCeiling(Math.max(...totals, 0));
  const y = (value: number) =>
    HEIGHT - MARGIN.bottom - (value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  return html`<figure>
<figcaption>${chart.title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${chart.title}">
${grid(chart, top, y)}${columns(chart, y)}
</svg>
${legend(chart.series)}
</figure>`;
}

/** The class that gives a series its color; the same in charts and legends. */
export function seriesClass(index: number): string {
  return `series-${index % SERIES_COLORS}`;
}

function legend(series: readonly Series[]): Html {
  const entries = series.map(
    ({ name }, index) => html`<li><span class="swatch ${seriesClass(index)}"></span>${name}</li>`,
  );
  return html`<ul class="legend">${entries}</ul>`;
}

function grid({ format }: StackedBars, top: number, y: (value: number) => number): Html[] {
  return Array.from({ length: TICKS + 1 }, (_, index) => {
    const value = (top * index) / TICKS;
    const at = y(value).toFixed(1);
    return html`<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/>
<text class="axis" x="${MARGIN.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${format(value)}</text>
`;
  });
}

function columns(chart: StackedBars, y: (value: number) => number): Html[] {
  const step = (WIDTH - MARGIN.left - MARGIN.right) / Math.max(1, chart.columns.length);
  const width = Math.min(48, step * 0.72);
  return chart.columns.map((name, column) => {
    const x = MARGIN.left + step * column + (step - width) / 2;
    let below = 0;
    const parts = chart.series.map(({ name: part, values }, index) => {
      const value = values[column] ?? 0;
      const height = y(below) - y(below + value);
      below += value;
      if (value === 0) return html``;
      return html`<rect class="${seriesClass(index)}" x="${x.toFixed(1)}" y="${y(below).toFixed(1)}" width="${width.toFixed(1)}" height="${Math.max(height, 1).toFixed(1)}"><title>${name}, ${part}: ${chart.format(value)}</title></rect>`;
    });
    return html`${parts}<text class="axis" x="${(x + width / 2).toFixed(1)}" y="${HEIGHT - 8}" text-anchor="middle">${chart.label(name)}</text>
`;
  });
}

/** The smallest round number that is not below the value. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value) ??
    10 * power
  );
}
