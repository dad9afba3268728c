/**
 * A handler folder that cannot be bundled. The message is for people: file, line and column where
 * known, what is wrong, and how to mend it; it carries no stack.
 */
export class HandlerBundleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HandlerBundleError";
    this.stack = `HandlerBundleError: ${message}`;
  }
}
