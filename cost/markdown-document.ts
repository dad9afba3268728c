import type { Document, Table } from "./document.ts";

/**
 * Plain text inside GitHub Markdown: no markup, no HTML, no mention and no link or reference comes of it,
 * and it stays on its line, also in a table.
 * Source: GitHub Flavored Markdown Spec, backslash escapes, tables.
 */
export function markdownText(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/[\\`*_{}[\]()#+!|~-]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[@#]|:(?=\/\/)|www(?=\.)/gi, "$&\u2060"); // a word joiner breaks links, unseen
}

/** Text as code: shown as it is, whatever it holds, also in a table. */
export function markdownCode(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = /^`|`$/.test(line) ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** A table whose cells are Markdown already. */
export function markdownTable(
  columns: readonly { readonly name: string; readonly align?: "left" | "right" }[],
  rows: readonly (readonly string[])[],
): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(columns.map(({ name }) => name)),
    row(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map(row),
  ].join("\n");
}

/** A document as Markdown, its headings one level below `level` number signs. */
export function markdownDocument(document: Document, level = 2): string {
  const sign = "#".repeat(level);
  const table = ({ heading, columns, rows }: Table) =>
    `${sign}# ${heading}\n\n${markdownTable(
      columns,
      rows.map((cells) => cells.map(markdownText)),
    )}`;
  return [
    `${sign} ${markdownText(document.title)}`,
    ...document.paragraphs.map(markdownText),
    ...document.tables.filter(({ rows }) => rows.length > 0).map(table),
  ].join("\n\n");
}
