import type { IncomingMessage } from "node:http";
import { MAXIMUM_PUBLISH_BYTES } from "./limits.ts";
import { inputExceeded } from "./request-error.ts";

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
      if (bytes <= MAXIMUM_PUBLISH_BYTES) chunks.push(chunk);
      else reject(inputExceeded("1.2 MB request limit"));
    });
    request.on("end", () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
    request.on("error", reject);
    request.on("close", () => reject(new Error("the client went away")));
  });
}
