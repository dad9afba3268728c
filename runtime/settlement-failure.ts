import type { ErrorCode } from "./error-codes.ts";
import type { InvocationScope } from "./invocation-scope.ts";
import type { Settlement } from "./settlement.ts";
import { timedOut } from "./time-budget.ts";
import { isUnauthorized } from "./unauthorized-exception.ts";

/** Waits for a function as long as there is time. A failure after that is logged all the same. */
export async function withinBudget<Read>(
  settling: Promise<Read | Settlement>,
  path: string,
  { budget, observer }: InvocationScope,
): Promise<Read | Settlement> {
  const settled = await budget.within(settling);
  if (settled !== timedOut) {
    return settled;
  }
  void settling.then((late) => {
    if (isThrown(late)) {
      observer.settled(path, late);
    }
  });
  return { kind: "timeout" };
}

function isThrown(settled: unknown): settled is Settlement {
  return (settled as Partial<Settlement>).kind === "thrown";
}

/** The public code for a function that gave no outcome. */
export function failureCode(settlement: Settlement): ErrorCode {
  if (settlement.kind === "timeout") {
    return "HANDLER_TIMEOUT";
  }
  if (settlement.kind === "invalid") {
    return "INVALID_RESULT";
  }
  return settlement.kind === "thrown" && isUnauthorized(settlement.error)
    ? "UNAUTHORIZED"
    : "HANDLER_FAILED";
}
