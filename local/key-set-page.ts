import type { IncomingMessage, ServerResponse } from "node:http";
import type { JSONWebKeySet } from "jose";

/** Where the public keys of the stage's own token issuer are, below the stage's address. */
export const KEY_SET_PATH = "/.well-known/jwks.json";

/**
 * Answers the path of the key set, and no other: another service of the same machine verifies the
 * stage's tokens by it. Public keys may be read from any origin.
 */
export function keySetPage(keys: JSONWebKeySet) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "GET" || request.url !== KEY_SET_PATH) {
      return false;
    }
    response.writeHead(200, {
      "access-control-allow-origin": "*",
      "content-type": "application/jwk-set+json",
    });
    response.end(JSON.stringify(keys));
    return true;
  };
}
