import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { renameSync, statSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { DEFAULT_FILE_BYTES, partsOf } from "../../shared/bounded-file.ts";
import { asList, asProperties, asText, type Properties } from "../../shared/properties.ts";
import { refuseForeignRequests } from "../own-host.ts";
import type { Place } from "../provider/place.ts";

const PUT_EVENTS = "AWSEvents.PutEvents";

/** Entries of one request at most (EventBridge API reference, PutEvents). */
const MAXIMUM_ENTRIES = 10;

/**
 * Takes EventBridge's PutEvents (AWS JSON 1.1) and appends each event, in the form that targets
 * receive, to a file of its bus. Rules and targets are not evaluated.
 */
export class EventBuses {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #folder: string;

  private constructor(server: Server, folder: string) {
    this.#folder = folder;
    // A listening TCP server has an address object (Node.js, net.Server.address).
    const { port } = server.address() as AddressInfo;
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /**
   * `folder` receives `<bus>.jsonl` and, once that has half of `maximumFileBytes`, `<bus>.1.jsonl`
   * with what came before.
   */
  static async open(
    folder: string,
    place: Place,
    maximumFileBytes = DEFAULT_FILE_BYTES,
  ): Promise<EventBuses> {
    await mkdir(folder, { recursive: true });
    const store = { folder, place, maximumFileBytes };
    const server = createServer((request, response) => {
      answer(request, store).then(
        ([status, body]) => send(response, status, body),
        (error: unknown) => send(response, ...refusalOf(error)),
      );
    });
    refuseForeignRequests(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new EventBuses(server, folder);
  }

  /** The file that the events of a bus are in, by the name of the bus. */
  fileOf(bus: string): string {
    return join(this.#folder, `${busName(bus)}.jsonl`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** What is not JSON is the caller's fault; a disk that takes no event is this service's. */
function refusalOf(error: unknown): [number, Properties] {
  if (error instanceof SyntaxError) {
    return [400, { __type: "SerializationException" }];
  }
  return [500, { __type: "InternalException", message: "The event could not be stored." }];
}

/** Where events are kept, and from where they say that they come. */
interface EventStore {
  readonly folder: string;
  readonly place: Place;
  readonly maximumFileBytes: number;
}

async function answer(request: IncomingMessage, store: EventStore): Promise<[number, Properties]> {
  if (request.headers["x-amz-target"] !== PUT_EVENTS) {
    return [400, { __type: "UnknownOperationException" }];
  }
  const entries = asList(asProperties(await json(request)).Entries).map(asProperties);
  if (entries.length === 0 || entries.length > MAXIMUM_ENTRIES) {
    const message = `Entries: got ${entries.length}, allowed: 1 to ${MAXIMUM_ENTRIES}`;
    return [400, { __type: "ValidationException", message }];
  }
  const results: Properties[] = [];
  for (const entry of entries) {
    results.push(await put(entry, store));
  }
  const FailedEntryCount = results.filter((result) => "ErrorCode" in result).length;
  return [200, { FailedEntryCount, Entries: results }];
}

async function put(
  entry: Properties,
  { folder, place, maximumFileBytes }: EventStore,
): Promise<Properties> {
  const missing = ["Source", "DetailType", "Detail"].filter((name) => asText(entry[name]) === "");
  if (missing.length > 0) {
    return { ErrorCode: "InvalidArgument", ErrorMessage: `${missing.join(", ")} is required` };
  }
  const detail = parsedObject(asText(entry.Detail));
  if (detail === undefined) {
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  }
  const id = randomUUID();
  const event = {
    version: "0",
    id,
    "detail-type": entry.DetailType,
    source: entry.Source,
    account: place.accountId,
    time: new Date().toISOString(),
    region: place.region,
    resources: asList(entry.Resources),
    detail,
  };
  const file = join(folder, `${busName(entry.EventBusName)}.jsonl`);
  rotate(file, maximumFileBytes / 2);
  await appendFile(file, `${JSON.stringify(event)}\n`);
  return { EventId: id };
}

/** In one step, so that of two requests only one finds the file full. */
function rotate(file: string, mostBytes: number): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const [, before = file] = partsOf(file);
  if (size >= mostBytes) {
    renameSync(file, before);
  }
}

/** A bus's name from its name or ARN, fit for a file. */
function busName(value: unknown): string {
  const name = asText(value, "default").split("/").at(-1) ?? "";
  return name.replaceAll(/[^A-Za-z0-9_.-]/g, "_").replace(/^\.+/, "") || "default";
}

function parsedObject(text: string): Properties | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? asProperties(value)
      : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: Properties): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(body));
}
