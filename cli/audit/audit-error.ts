/** An audit that could not be carried out; its message says what, where, and how to put it right. */
export class AuditError extends Error {
  override readonly name = "AuditError";
}
