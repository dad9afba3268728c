import { percent } from "./chart-axis.ts";
import { type Html, html } from "./html.ts";
import { type Series, seriesClass } from "./largest-series.ts";
import { legend } from "./stacked-bars.ts";

/** A chart of stacked rows: as many as there are, with names of any length. */
export interface StackedRows {
  readonly title: string;
  readonly rows: readonly string[];
  /** The values of each stand for the rows. */
  readonly series: readonly Series[];
  /** Value as text, beside the row and in tooltips. */
  readonly format: (value: number) => string;
}

/** Stacked rows, each with its name, its bar and its sum, and a legend. */
export function stackedRows(chart: StackedRows): Html {
  const sums = chart.rows.map((_, row) =>
    chart.series.reduce((sum, { values }) => sum + (values[row] ?? 0), 0),
  );
  const longest = Math.max(...sums, 0) || 1;
  const rows = chart.rows.map(
    (name, row) => html`<li><span class="name">${name}</span>
<svg class="bar" role="img" aria-label="${name}: ${chart.format(sums[row] ?? 0)}">${parts(chart, row, longest)}</svg>
<span class="number">${chart.format(sums[row] ?? 0)}</span></li>
`,
  );
  return html`<figure>
<figcaption>${chart.title}</figcaption>
<ul class="rows">${rows}</ul>
${legend(chart.series)}
</figure>`;
}

function parts({ rows, series, format }: StackedRows, row: number, longest: number): Html[] {
  let before = 0;
  return series.map(({ name, values }, index) => {
    const value = values[row] ?? 0;
    const x = percent(before / longest);
    before += value;
    if (value === 0) {
      return html``;
    }
    return html`<rect class="${seriesClass(index)}" x="${x}" y="0" width="${percent(value / longest)}" height="100%"><title>${rows[row] ?? ""}, ${name}: ${format(value)}</title></rect>`;
  });
}
