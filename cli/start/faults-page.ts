import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { FaultOrderError, faultOrder } from "../../local/event-api/fault-order.ts";
import type { Faults } from "../../local/event-api/faults.ts";
import { foreignRequest, refuse } from "../../local/own-host.ts";
import { isToken } from "./start-token.ts";

/** Path of the control of faults. */
export const FAULTS_PATH = "/faults";

/** Bytes of an order: far more than the longest has. */
const MAXIMUM_ORDER_BYTES = 4_096;

/** What the control of faults needs. */
export interface FaultsPageOptions {
  readonly faults: Faults;
  /** Must stand in the address as `?token=`: other users of the machine do not know it. */
  readonly token: string;
  /** The address that the server listens on; the default is loopback. */
  readonly host?: string;
}

/**
 * Serves the control of faults: POST orders one, GET says what is still to come, DELETE takes all
 * back. Returns false for other paths.
 */
export function faultsPage(options: FaultsPageOptions) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const [path, query = ""] = (request.url ?? "").split("?", 2);
    if (path !== FAULTS_PATH) {
      return false;
    }
    const foreign = foreignRequest(request, options.host);
    if (foreign !== undefined) {
      refuse(response, foreign);
    } else if (!isToken(new URLSearchParams(query).get("token") ?? "", options.token)) {
      answer(response, 401, { message: "Use the address of faults in .local/endpoints.json." });
    } else {
      void serve(options.faults, request, response);
    }
    return true;
  };
}

async function serve(
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === "POST") {
    await order(faults, request, response);
    return;
  }
  if (request.method === "DELETE") {
    faults.clear();
  } else if (request.method !== "GET") {
    response.writeHead(405, { allow: "GET, POST, DELETE" }).end();
    return;
  }
  answer(response, 200, { waiting: faults.waiting });
}

async function order(
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const length = Number(request.headers["content-length"]);
  if (!(length <= MAXIMUM_ORDER_BYTES)) {
    const message = `An order must have a Content-Length of at most ${MAXIMUM_ORDER_BYTES} bytes.`;
    answer(response, 413, { message });
    return;
  }
  try {
    const connections = faults.order(faultOrder(await text(request)));
    answer(response, 200, { connections, waiting: faults.waiting });
  } catch (error) {
    const isOrder = error instanceof FaultOrderError;
    answer(response, isOrder ? 400 : 500, {
      message: isOrder ? error.message : "The order could not be read.",
    });
  }
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const body = `${JSON.stringify(value)}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  response.end(body);
}
