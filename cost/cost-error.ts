/** Something that the caller can put right; its message says what, where, and how. */
export class CostError extends Error {
  override readonly name = "CostError";
}
