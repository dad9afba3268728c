import type { NanoDollars } from "../money.ts";

/** Something that a stage could do to spend less, with what it saves. */
export interface Lever {
  /** Stable name, such as `event-size`. */
  readonly lever: string;
  /** Namespace or resource that it is about. */
  readonly where: string;
  /** What was found, with the figures that it rests on. */
  readonly found: string;
  /** What to do, and what is given up by it. */
  readonly advice: string;
  /** Dollars of a month, at most: not all of what was found can always be done without. */
  readonly saves: NanoDollars;
  /** Whether it follows from declared traffic or from what was measured. */
  readonly from: "forecast" | "metrics";
}
