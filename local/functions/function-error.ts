/** An error as Lambda's runtimes report it (Lambda Developer Guide, Runtime API, error object). */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** Largest answer in bytes, 6 MB and 100 bytes (Lambda quotas; the emulator's `MaxPayloadSize`). */
export const MAXIMUM_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** The error of an answer that Lambda does not take for its size. */
export const RESPONSE_TOO_LARGE: FunctionError = {
  errorType: "Function.ResponseSizeTooLarge",
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MAXIMUM_RESPONSE_BYTES} bytes).`,
};

/** Reads an error that a runtime posted; what is not an error object becomes an unknown one. */
export function parseFunctionError(body: string): FunctionError {
  try {
    const { errorType = "Unknown", errorMessage = "" } = JSON.parse(body);
    return { errorType: String(errorType), errorMessage: String(errorMessage) };
  } catch {
    return { errorType: "Unknown", errorMessage: body };
  }
}

/** The error as one line of text. */
export function errorLine({ errorType, errorMessage }: FunctionError): string {
  return `${errorType}: ${errorMessage}`;
}

/** Names that Lambda's messages use for the signals that end a process. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: "aborted",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

/** The error of an invocation, or of a start, whose process ended before it answered. */
export function exitError(
  code: number | null,
  signal: NodeJS.Signals | null,
  awsRequestId?: string,
): FunctionError {
  const how = signal === null ? `exit status ${code}` : `signal: ${SIGNALS[signal] ?? signal}`;
  const reason =
    code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: ${how}`;
  const request = awsRequestId === undefined ? "" : `RequestId: ${awsRequestId} Error: `;
  return { errorType: "Runtime.ExitError", errorMessage: `${request}${reason}` };
}
