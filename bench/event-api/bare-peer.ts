import { once } from "node:events";
import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";

/** A listening peer. */
export interface BarePeer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The limit that the Event API server is held against: node:http and ws with the same messages and
 * nothing else. Every socket gets every event.
 */
export async function serveBarePeer(): Promise<BarePeer> {
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on("connection", (socket) => {
    socket.once("message", () => socket.send('{"type":"subscribe_success","id":"s"}'));
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { events }: { events: string[] } = JSON.parse(Buffer.concat(chunks).toString());
      for (const event of events) {
        const frame = JSON.stringify({ type: "data", id: "s", event });
        for (const socket of sockets.clients) {
          if (socket.readyState === WebSocket.OPEN) {
            socket.send(frame);
          }
        }
      }
      response.end('{"failed":[],"successful":[]}');
    });
  });
  server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      sockets.emit("connection", accepted, request);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) {
    throw new Error("no port");
  }
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets.clients) {
        socket.terminate();
      }
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
