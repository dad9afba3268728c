/** An export that cannot be made; the message says what, where, what was got and the fix. */
export class ExportError extends Error {
  override readonly name = "ExportError";
}
