import { once } from "node:events";
import { connect, type Socket } from "node:net";
import WebSocket from "ws";

/** Milliseconds that a case may take. */
const PATIENCE_MS = 10_000;

/** Where cases are played, and how a client is let in. */
export interface Endpoint {
  readonly port: number;
  readonly key: string;
  /** A channel that every client may publish and subscribe to. */
  readonly channel: string;
}

/**
 * A connection whose frames are written byte by byte and whose answers are read by a client that
 * checks them (`ws`). Answers are kept as words: `ack`, `error`, `pong <hex>`, `echo <text>`,
 * `close <code>`.
 */
export class PlayedSocket {
  readonly answers: string[] = [];
  readonly protocol: string;
  readonly extensions: string;
  readonly #endpoint: Endpoint;
  readonly #stream: Socket;
  #wake: () => void = () => undefined;

  private constructor(socket: WebSocket, stream: Socket, endpoint: Endpoint) {
    this.#stream = stream;
    this.#endpoint = endpoint;
    this.protocol = socket.protocol;
    this.extensions = socket.extensions;
    socket.on("message", (data) => this.#answer(wordOf(data.toString())));
    socket.on("pong", (data) => this.#answer(`pong ${data.toString("hex")}`));
    socket.on("close", (code) => this.#answer(`close ${code}`));
    socket.on("error", (error) => this.#answer(`broken ${error.message}`));
    // What a case writes to a connection that the server has ended is lost, as it should be.
    stream.on("error", () => undefined);
  }

  /** A connection that is let in and subscribed to the channel. */
  static async open(endpoint: Endpoint): Promise<PlayedSocket> {
    const { port, key, channel } = endpoint;
    const credential = { host: `localhost:${port}`, "x-api-key": key };
    const header = Buffer.from(JSON.stringify(credential)).toString("base64url");
    const stream = connect(port, "127.0.0.1").setNoDelay();
    const socket = new WebSocket(
      `ws://localhost:${port}/event/realtime`,
      ["aws-appsync-event-ws", `header-${header}`],
      { createConnection: () => stream },
    );
    await once(socket, "open");
    const played = new PlayedSocket(socket, stream, endpoint);
    socket.send('{"type":"connection_init"}');
    await played.answered(1);
    const authorization = { "x-api-key": key };
    const subscribed = once(socket, "message");
    socket.send(JSON.stringify({ type: "subscribe", id: "echo", channel, authorization }));
    await subscribed;
    played.answers.length = 0;
    return played;
  }

  /** The message that lets the server send the text back: a publish to the own subscription. */
  echoMessage(text: string): Buffer {
    return this.echoBytes(Buffer.from(text));
  }

  /** The same with bytes that need not be UTF-8; quotes and control characters are escaped. */
  echoBytes(bytes: Buffer): Buffer {
    const { key, channel } = this.#endpoint;
    const escaped = [...bytes].map((byte) =>
      byte < 0x20 || byte === 0x22 || byte === 0x5c
        ? `\\u${byte.toString(16).padStart(4, "0")}`
        : String.fromCharCode(byte),
    );
    const event = JSON.stringify(`"${escaped.join("")}"`);
    const start = `{"type":"publish","id":"p","channel":"${channel}","events":[`;
    const end = `],"authorization":{"x-api-key":"${key}"}}`;
    return Buffer.from(`${start}${event}${end}`, "latin1");
  }

  /** Writes bytes, in pieces of so many at a time if given. */
  async write(bytes: Buffer, chop = bytes.length): Promise<void> {
    for (let at = 0; at < bytes.length; at += chop) {
      this.#stream.write(bytes.subarray(at, at + chop));
      if (chop < bytes.length) {
        await new Promise(setImmediate);
      }
    }
  }

  /** Waits for so many answers. Throws after ten seconds. */
  async answered(count: number): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    while (this.answers.length < count) {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        const got = JSON.stringify(this.answers).slice(0, 300);
        const late = new Error(`waited for ${count} answers, got ${got}`);
        patience.addEventListener("abort", () => reject(late), { once: true });
      });
    }
  }

  terminate(): void {
    this.#stream.destroy();
  }

  #answer(word: string | undefined): void {
    if (word === undefined) {
      return;
    }
    this.answers.push(word);
    this.#wake();
  }
}

/** The word for a message of the server; undefined for one that only confirms. */
function wordOf(text: string): string | undefined {
  const { type, event } = JSON.parse(text);
  if (type === "data") {
    return `echo ${JSON.parse(event)}`;
  }
  if (type === "connection_ack") {
    return "ack";
  }
  return type.endsWith("_success") ? undefined : "error";
}
