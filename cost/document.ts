/** A column; numbers stand to the right. */
export interface Column {
  readonly name: string;
  readonly align?: "left" | "right";
}

/** A table under a heading. Cells are plain text; each form of output escapes them itself. */
export interface Table {
  readonly heading: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** Text and tables that are printed to a terminal, or written as Markdown. */
export interface Document {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly Table[];
}
