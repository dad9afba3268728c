import type { ErrorCode } from "../runtime/error-codes.ts";
import type { Response } from "../runtime/lambda-handler.ts";

/** The publisher or subscriber is refused: a stable code, and its public reason. */
export interface Refused {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** What becomes of one event: exactly one of `payload`, `code` with `reason`, and `dropped`. */
export type EventResult<Payload = unknown> =
  | {
      /** What subscribers receive. */
      readonly payload: Payload;
      readonly code?: never;
      readonly reason?: never;
      readonly dropped?: never;
    }
  | (Refused & { readonly payload?: never; readonly dropped?: never })
  | {
      /** The function returned `drop()`: nobody receives the event, and the publisher no error. */
      readonly dropped: true;
      readonly payload?: never;
      readonly code?: never;
      readonly reason?: never;
    };

/** What becomes of a subscription. */
export type SubscribeResult =
  | { readonly accepted: true; readonly code?: never; readonly reason?: never }
  | (Refused & { readonly accepted: false });

/** Reads `CODE - reason`, as answers have it. */
function refused(error: string): Refused {
  const [code = "", ...reason] = error.split(" - ");
  return { code: code as ErrorCode, reason: reason.join(" - ") };
}

type Answer = { readonly id: string | number | null; readonly payload?: unknown; error?: string };

/** The results of a publish by the ids of its events. What has no answer was dropped. */
export function eventResults(response: Response, ids: readonly string[]): EventResult[] {
  const answers = response && "events" in response ? (response.events as readonly Answer[]) : [];
  return ids.map((id): EventResult => {
    const answer = answers.find((one) => one.id === id);
    if (!answer) {
      return { dropped: true };
    }
    return answer.error === undefined ? { payload: answer.payload } : refused(answer.error);
  });
}

/** The result of a subscribe. */
export function subscribeResult(response: Response): SubscribeResult {
  if (response && "error" in response) {
    return { accepted: false, ...refused(response.error) };
  }
  return { accepted: true };
}
