import { escape as escapeHtml } from "html-escaper";
import { markdownTable, markdownText } from "../../cost/markdown-document.ts";

/** A part of a comment: a table that may lose rows when the comment would get too long. */
export interface Section {
  /** Plain text. */
  readonly heading: string;
  readonly columns: readonly { readonly name: string; readonly align?: "left" | "right" }[];
  /** Cells are Markdown. */
  readonly rows: readonly (readonly string[])[];
  /** Sections with a lower weight lose rows first. */
  readonly weight: number;
  /** Markdown that follows the table, never cut. */
  readonly below?: string;
  /** Shown closed, to be opened by the reader. */
  readonly folded?: boolean;
}

/**
 * Renders sections below `head` within `limit` characters. Rows are cut from the end of the least
 * weighty tables, and each cut table says how many rows it lost. Throws RangeError when not even
 * the headings fit.
 */
export function fitSections(head: string, sections: readonly Section[], limit: number): string {
  const filled = sections.filter(({ rows }) => rows.length > 0);
  const kept = new Map(filled.map((section) => [section, section.rows.length]));
  const byWeight = [...filled].sort((one, other) => one.weight - other.weight);
  const render = () =>
    [head, ...filled.map((section) => renderSection(section, kept.get(section) ?? 0))].join("\n\n");
  for (const section of byWeight) {
    while (render().length > limit && (kept.get(section) ?? 0) > 0) {
      kept.set(section, Math.floor((kept.get(section) ?? 0) / 2));
    }
    grow(section, kept, () => render().length <= limit);
    if (render().length <= limit) {
      break;
    }
  }
  const text = render();
  if (text.length > limit) {
    throw new RangeError(`comment of ${text.length} characters: at most ${limit} are allowed`);
  }
  return text;
}

/** Gives rows back that halving took too many of. */
function grow(section: Section, kept: Map<Section, number>, fits: () => boolean): void {
  if (!fits()) {
    return;
  }
  let low = kept.get(section) ?? 0;
  let high = section.rows.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    kept.set(section, middle);
    if (fits()) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  kept.set(section, low);
}

function renderSection({ heading, columns, rows, folded, below }: Section, kept: number): string {
  const cut = rows.length - kept;
  const table = kept > 0 ? [markdownTable(columns, rows.slice(0, kept))] : [];
  const note = cut > 0 ? [`*${cut} of ${rows.length} rows are cut to fit a comment.*`] : [];
  const body = [...table, ...note, ...(below === undefined ? [] : [below])].join("\n\n");
  return folded
    ? `<details><summary>${escapeHtml(heading)}</summary>\n\n${body}\n\n</details>`
    : `### ${markdownText(heading)}\n\n${body}`;
}
