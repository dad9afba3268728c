import { once } from "node:events";
import WebSocket from "ws";

/** The API key of every API that a test starts. */
export const KEY = "da2-current";

/** Milliseconds after which a message that does not come fails the test. */
const PATIENCE_MS = 5_000;

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/** A raw WebSocket that keeps what it received until a test asks for it. */
export class TestSocket {
  readonly socket: WebSocket;
  readonly #frames: Frame[] = [];
  #wake: () => void = () => undefined;
  #fences = 0;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      this.#frames.push(JSON.parse(data.toString()));
      this.#wake();
    });
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  static async open(
    port: number,
    subprotocols: string[],
    headers: Record<string, string> = {},
  ): Promise<TestSocket> {
    const url = `ws://localhost:${port}/event/realtime`;
    const socket = new WebSocket(url, subprotocols, { headers });
    const opened = new TestSocket(socket);
    await once(socket, "open");
    return opened;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** The next message, which must be of this type. Keep-alive messages are passed over. */
  async next(type?: string): Promise<Frame> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame === undefined) {
        await this.#wait();
      } else if (frame.type === "ka" && type !== "ka") {
      } else if (type === undefined || frame.type === type) {
        return frame;
      } else {
        throw new Error(`expected ${type}, got ${JSON.stringify(frame)}`);
      }
    }
  }

  /** Everything that the server sent before it answers a message that is sent now. */
  async untilNow(): Promise<Frame[]> {
    const id = `fence-${this.#fences++}`;
    this.send({ type: "unsubscribe", id });
    const frames: Frame[] = [];
    for (;;) {
      const frame = await this.next();
      if (frame.id === id) {
        return frames;
      }
      frames.push(frame);
    }
  }

  /** Subscribes and gives the answer. */
  async subscribe(id: string, channel: unknown, authorization: unknown = { "x-api-key": KEY }) {
    this.send({ type: "subscribe", id, channel, authorization });
    return this.next();
  }

  /** Publishes and gives the answer; nothing else may come first. */
  async publish(
    id: string,
    channel: unknown,
    events: unknown,
    authorization: unknown = { "x-api-key": KEY },
  ) {
    this.send({ type: "publish", id, channel, events, authorization });
    return this.next();
  }

  terminate(): void {
    this.socket.terminate();
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no message came")), PATIENCE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      void this.closed.then(({ code, reason }) => {
        clearTimeout(timer);
        reject(new Error(`the socket closed with ${code} ${reason}`));
      });
    });
  }
}
