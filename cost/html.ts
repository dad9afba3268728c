import { escape as escapeHtml } from "html-escaper";

/** Markup that may stand in a page as it is. Only `html` makes it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Html | string | number | bigint | readonly Html[];

/** Template tag for HTML and SVG: escapes every value that is not markup itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = texts.reduce((result, text, index) => {
    const part = parts[index - 1];
    return `${result}${part === undefined ? "" : render(part)}${text}`;
  });
  return new Html(markup);
}

function render(part: Part): string {
  if (part instanceof Html) {
    return part.markup;
  }
  if (typeof part === "object") {
    return part.map(({ markup }) => markup).join("");
  }
  return escapeHtml(String(part));
}
