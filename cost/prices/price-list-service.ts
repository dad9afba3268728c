import pRetry, { AbortError } from "p-retry";
import { CostError } from "../cost-error.ts";

/** Where AWS publishes its Price List. Source: AWS Billing User Guide, Price List Bulk API endpoint. */
export const PRICE_LIST_URL = "https://pricing.us-east-1.amazonaws.com";

/** How the Price List is asked. */
export interface PriceListService {
  /** Address of the service, or of a mirror of it, without a slash at the end. */
  readonly url: string;
  /** Pause before the first retry; each further one takes twice as long. */
  readonly retryMilliseconds: number;
}

const RETRIES = 4;
// Offer files of Amazon EC2 have hundreds of megabytes.
const TIMEOUT_MILLISECONDS = 15 * 60_000;

/**
 * Downloads a file of the Price List and hands its body to `read`; both are tried again when the
 * connection breaks, the service is busy, or the body ends early.
 *
 * @throws CostError if the service does not have the file or does not answer.
 */
export async function download<Result>(
  { url, retryMilliseconds }: PriceListService,
  path: string,
  read: (address: string, body: AsyncIterable<Uint8Array>) => Promise<Result>,
): Promise<Result> {
  const address = `${url}${path}`;
  const once = async (): Promise<Result> => {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
    if (response.ok && response.body) {
      return read(address, response.body);
    }
    await response.body?.cancel();
    const status = new CostError(`${address}: got HTTP status ${response.status}, expected 200`);
    if (response.status === 429 || response.status >= 500) {
      throw status;
    }
    throw new AbortError(status);
  };
  try {
    return await pRetry(once, { retries: RETRIES, minTimeout: retryMilliseconds });
  } catch (error) {
    if (error instanceof CostError) {
      throw error;
    }
    throw new CostError(`${address} does not answer (${reasonOf(error)}); ${OFFLINE}`);
  }
}

const OFFLINE = "without a connection to it, download the files elsewhere and give --file <path>";

/** The cause of a failed fetch says what happened; its message only that it failed. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) {
    return String(cause);
  }
  return "code" in cause ? String(cause.code) : cause.message;
}
