import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join, normalize } from "node:path";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import writeFileAtomic from "write-file-atomic";
import { refuseForeignRequests } from "../own-host.ts";
import type { Place } from "../provider/place.ts";

/** What S3 answers: a status, and for a failure its code and message. */
interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly etag?: string;
}

/**
 * Takes S3's PutObject and writes each object to a file, whole or not at all, below a folder of its
 * bucket. Only buckets that are deployed take objects. Every other call is answered NotImplemented.
 */
export class ObjectBuckets {
  readonly #server: Server;
  readonly #folder: string;
  readonly #place: Place;
  readonly #names = new Set<string>();

  private constructor(folder: string, place: Place) {
    this.#folder = folder;
    this.#place = place;
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        (answer) => send(response, answer),
        () => send(response, refusal(500, "InternalError", "The object could not be stored.")),
      );
    });
    refuseForeignRequests(this.#server);
  }

  /** `folder` receives `<bucket>/<key>`. */
  static async open(folder: string, place: Place): Promise<ObjectBuckets> {
    const buckets = new ObjectBuckets(folder, place);
    buckets.#server.listen(0, "127.0.0.1");
    await once(buckets.#server, "listening");
    return buckets;
  }

  /** Address for the AWS SDKs. */
  get endpoint(): string {
    // A listening TCP server has an address object (Node.js, net.Server.address).
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Lets a bucket take objects. */
  create(name: string): void {
    this.#names.add(name);
  }

  /** Takes a bucket out of service. Its files stay. */
  remove(name: string): void {
    this.#names.delete(name);
  }

  /** Where the objects of a bucket are. */
  folderOf(name: string): string {
    return join(this.#folder, name);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const body = await buffer(request);
    const { pathname, searchParams } = new URL(request.url ?? "/", this.endpoint);
    // Path-style addresses, as the SDKs use for an endpoint that is an IP address. `x-id` only says
    // which call it is; other parameters make another call of it.
    const [, bucket = "", ...rest] = pathname.split("/").map(decodeURIComponent);
    const key = rest.join("/");
    const parameters = [...searchParams.keys()].filter((name) => name !== "x-id");
    if (request.method !== "PUT" || key === "" || parameters.length > 0 || isStreamed(request)) {
      return refusal(501, "NotImplemented", "The embedded stage takes S3's PutObject alone.");
    }
    if (!this.#names.has(bucket)) {
      return refusal(404, "NoSuchBucket", "The specified bucket does not exist");
    }
    const owner = request.headers["x-amz-expected-bucket-owner"];
    if (owner !== undefined && owner !== this.#place.accountId) {
      return refusal(403, "AccessDenied", "Access Denied");
    }
    if (!isIntact(request, body)) {
      return refusal(400, "BadDigest", "The checksum you specified did not match the data.");
    }
    const file = join(this.#folder, bucket, key);
    if (normalize(`/${key}`) !== `/${key}`) {
      return refusal(400, "InvalidURI", "The embedded stage takes keys that are file names.");
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, body);
    return { status: 200, etag: createHash("md5").update(body).digest("hex") };
  }
}

/** A body in signed chunks, which the SDKs send for streams alone. */
function isStreamed({ headers }: IncomingMessage): boolean {
  return String(headers["content-encoding"] ?? "").includes("aws-chunked");
}

/** Checks CRC-32, the SDKs' default (Amazon S3 User Guide, checking object integrity). */
function isIntact({ headers }: IncomingMessage, body: Buffer): boolean {
  const checksum = headers["x-amz-checksum-crc32"];
  if (checksum === undefined) {
    return true;
  }
  const own = Buffer.alloc(4);
  own.writeUInt32BE(crc32(body));
  return checksum === own.toString("base64");
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, code, message };
}

function send(response: ServerResponse, { status, code, message, etag }: Answer): void {
  if (code === undefined) {
    response.writeHead(status, { etag: `"${etag}"` }).end();
    return;
  }
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
}
