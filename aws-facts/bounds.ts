/** Bounds of a whole number, both included. */
export interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}
