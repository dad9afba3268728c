import type { IncomingMessage } from "node:http";
import { MAXIMUM_PUBLISH_BYTES } from "./limits.ts";
import { inputExceeded } from "./request-error.ts";

/** The first bytes of a body, at least `bytes` of them unless it is shorter. Never rejects. */
export function readBeginning(request: IncomingMessage, bytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let beginning = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      beginning = Buffer.concat([beginning, chunk]);
      if (beginning.length >= bytes) {
        settle();
      }
    };
    const settle = () => {
      request.off("data", read);
      resolve(beginning);
    };
    request.on("data", read);
    for (const end of ["end", "error", "close"]) {
      request.once(end, settle);
    }
  });
}

/**
 * Reads a request's body as bytes. A body over 1.2 MB (the quota of a publish request) is not kept:
 * it throws RequestError once that many bytes have come.
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAXIMUM_PUBLISH_BYTES) {
        chunks.push(chunk);
      } else {
        reject(inputExceeded("1.2 MB request limit"));
      }
    });
    request.on("end", () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
    request.on("error", reject);
    request.on("close", () => reject(new Error("the client went away")));
  });
}
