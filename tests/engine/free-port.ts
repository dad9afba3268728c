import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** A server on a port that the system chose, to take the port or to find a free one. */
export async function listeningServer(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) {
    throw new Error("no address");
  }
  return { server, port: address.port };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const { server, port } = await listeningServer();
  server.close();
  await once(server, "close");
  return port;
}
