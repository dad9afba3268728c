import type { ErrorCode } from "./error-codes.ts";

/** Counts what one namespace function is billed for, as far as a function can see it. */
export interface OperationMeter {
  /** Called once per invocation; `eventBytes` are the JSON sizes of the published events. */
  invocation(kind: "PUBLISH" | "SUBSCRIBE", eventBytes: readonly number[]): void;
  /** Counts a refused event or subscription under its public code. */
  rejected(code: ErrorCode): void;
  /** Writes what was counted, when the meter's settings say that it is due. */
  flush(): void;
}
