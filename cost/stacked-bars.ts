import { niceCeiling, percent } from "./chart-axis.ts";
import { type Html, html } from "./html.ts";
import { type Series, seriesClass } from "./largest-series.ts";

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

const TICKS = 5;
// Share of a column's place that its bar takes.
const BAR = 0.72;
// On a narrow screen every fifth column has a label.
const LABELS_ON_NARROW_SCREENS = 5;

/**
 * Stacked columns with axis, grid lines, a tooltip for each part, and a legend. The bars are an SVG
 * that stretches to any width; the texts stand around it as ordinary text, which does not.
 */
export function stackedBars(chart: StackedBars): Html {
  const totals = chart.columns.map((_, column) =>
    chart.series.reduce((sum, { values }) => sum + (values[column] ?? 0), 0),
  );
  const top = niceCeiling(Math.max(...totals, 0));
  return html`<figure>
<figcaption>${chart.title}</figcaption>
<div class="columns">
<div class="ticks" aria-hidden="true">${ticks(chart, top)}</div>
<svg class="plot" role="img" aria-label="${chart.title}">
${grid()}${chart.columns.map((_, column) => bar(chart, column, top))}
</svg>
<div class="labels" aria-hidden="true">${labels(chart)}</div>
</div>
${legend(chart.series)}
</figure>`;
}

/** What the colors of a chart stand for. */
export function legend(series: readonly Series[]): Html {
  const entries = series.map(
    ({ name }, index) => html`<li><span class="swatch ${seriesClass(index)}"></span>${name}</li>`,
  );
  return html`<ul class="legend">${entries}</ul>`;
}

function ticks({ format }: StackedBars, top: number): Html[] {
  return Array.from(
    { length: TICKS + 1 },
    (_, index) => html`<span>${format((top * (TICKS - index)) / TICKS)}</span>`,
  );
}

function grid(): Html[] {
  return Array.from({ length: TICKS + 1 }, (_, index) => {
    const at = percent(index / TICKS);
    return html`<line class="grid" x1="0" x2="100%" y1="${at}" y2="${at}"/>`;
  });
}

function bar({ columns, series, format }: StackedBars, column: number, top: number): Html {
  const place = 1 / Math.max(1, columns.length);
  const x = percent((column + (1 - BAR) / 2) * place);
  const width = percent(BAR * place);
  let below = 0;
  const parts = series.map(({ name, values }, index) => {
    const value = values[column] ?? 0;
    below += value;
    if (value === 0) {
      return html``;
    }
    return html`<rect class="${seriesClass(index)}" x="${x}" y="${percent(1 - below / top)}" width="${width}" height="${percent(value / top)}"><title>${columns[column] ?? ""}, ${name}: ${format(value)}</title></rect>`;
  });
  return html`${parts}`;
}

function labels({ columns, label }: StackedBars): Html[] {
  return columns.map((column, index) =>
    index % LABELS_ON_NARROW_SCREENS === 0
      ? html`<span>${label(column)}</span>`
      : html`<span class="wide">${label(column)}</span>`,
  );
}
