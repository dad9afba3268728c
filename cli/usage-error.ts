/** A command was called with arguments that make no sense; the message says which are allowed. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
