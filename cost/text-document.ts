import { stripVTControlCharacters } from "node:util";
import type { Document, Table } from "./document.ts";

/** A document for a terminal: no markup, columns aligned. */
export function textDocument({ title, paragraphs, tables }: Document): string {
  return [title, ...paragraphs, ...tables.filter(hasRows).map(textTable)].join("\n\n");
}

function hasRows({ rows }: Table): boolean {
  return rows.length > 0;
}

function textTable({ heading, columns, rows }: Table): string {
  const cells = [columns.map(({ name }) => name), ...rows].map((row) => row.map(printable));
  const widths = columns.map((_, index) =>
    Math.max(...cells.map((row) => row[index]?.length ?? 0)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.align === "right" ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return [heading, ...lines.map((line) => `  ${line}`)].join("\n");
}

// What comes from settings or metrics must not drive the terminal.
function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, " ");
}
