import { InvocationError } from "../model.ts";

/**
 * The promise's result, or an InvocationError "Timeout" when there is none after so many
 * milliseconds; a late result is dropped.
 */
export async function withinTime<Result>(
  promise: Promise<Result>,
  milliseconds: number,
): Promise<Result> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new InvocationError("Timeout", `no answer within ${milliseconds / 1000} s`)),
    milliseconds,
  );
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
