// Characters that make a spreadsheet take a cell as a formula (OWASP, "CSV Injection"), their
// full-width forms, which some spreadsheets fold to them, and an apostrophe, so that the one put in
// front of text can always be told from one of the text's own.
const FORMULA = /^[=+\-@\t\r\n'＝＋－＠]/;

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";

/** Forms that Excel, LibreOffice and Google Sheets take as a number, a date, a time or a boolean. */
const VALUES: readonly RegExp[] = [
  /^(?=.*\d)[\s\d.,:/()%$€£¥-]+$/, // 000000000000, 1,5, 12%, (5), 2026-11-24, 10:30
  /^[\d.,]+\s?e[+-]?\d+$/i, // 1e5
  /^\d{1,4}[\d:]*\s?[ap]m?$/i, // 5 pm
  new RegExp(`^\\d{1,4}[-/. ]?${MONTH}(?:[-/. ,]*\\d{1,4})?$`, "i"), // 24-nov
  new RegExp(`^${MONTH}[-/. ,]*\\d{1,4}(?:[-/. ,]+\\d{1,4})?$`, "i"), // sep2, nov-24
  /^(?:true|false)$/i,
];

/**
 * Text as a cell that stays what it is in a spreadsheet: with an apostrophe in front where it would
 * be run as a formula or turned into a number, a date or a boolean, unchanged otherwise. OWASP's
 * remedy; a reader that wants the plain text takes one leading apostrophe off.
 */
export function spreadsheetText(text: string): string {
  const changes = FORMULA.test(text) || VALUES.some((form) => form.test(text));
  return changes ? `'${text}` : text;
}
