import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { CHANNEL, KEY } from "./event-api/load-api.ts";
import { ServedProcess } from "./event-api/served-process.ts";
import type { Section, Size } from "./section.ts";

const DEFAULT_REQUESTS = 3_000;
const AT_ONCE = 20;

/** Milliseconds that a hostile connection is kept when the server does not close it. */
const PATIENCE_MS = 400;

function POST(headers: string, body: string | Buffer) {
  return Buffer.concat([
    Buffer.from(
      `POST /event HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${KEY}\r\nconnection: close\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`,
    ),
    Buffer.from(body),
  ]);
}

function UPGRADE(protocols: string, more: string | Buffer = "") {
  return Buffer.concat([
    Buffer.from(
      "GET /event/realtime HTTP/1.1\r\nHost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\n" +
        `sec-websocket-key: ${randomBytes(16).toString("base64")}\r\nsec-websocket-version: 13\r\n` +
        `sec-websocket-protocol: ${protocols}\r\n\r\n`,
    ),
    Buffer.from(more),
  ]);
}

const CREDENTIAL = `header-${Buffer.from(
  JSON.stringify({ host: "localhost", "x-api-key": KEY }),
).toString("base64url")}`;

/** A masked WebSocket frame (RFC 6455, 5.2) with a mask of zeros. */
function frame(firstByte: number, payload: Buffer, claimed = payload.length): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(claimed));
  return Buffer.concat([Buffer.from([firstByte, 0x80 | 127]), length, Buffer.alloc(4), payload]);
}

function socket(...frames: Buffer[]): Buffer {
  return UPGRADE(`aws-appsync-event-ws, ${CREDENTIAL}`, Buffer.concat(frames));
}

function text(value: unknown) {
  return frame(0x81, Buffer.from(JSON.stringify(value)));
}

function event(value: unknown) {
  return JSON.stringify({ channel: CHANNEL, events: [value] });
}

/** What a server that faces the public gets; `n` makes each of a kind another one. */
const KINDS: readonly ((n: number) => Buffer)[] = [
  () => randomBytes(300),
  () => Buffer.from("GET / HTTP/9.9\r\n\r\n"),
  () => Buffer.from("POST /event HTTP/1.1\r\n\r\n"),
  (n) => Buffer.from(`GET /${"../".repeat(n % 50)}etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n`),
  (n) => Buffer.from(`GET /%00%ff%zz?${n} HTTP/1.1\r\nHost: evil.example\r\n\r\n`),
  (n) => Buffer.from(`BREW /event HTTP/1.1\r\nHost: localhost\r\nx: ${"a".repeat(n * 7)}\r\n\r\n`),
  () => Buffer.from("POST /event HTTP/1.1\r\nHost: localhost\r\ncontent-length: -1\r\n\r\n"),
  () => Buffer.from("POST /event HTTP/1.1\r\nHost: a\r\nHost: b\r\ncontent-length: 1\r\n\r\n{"),
  () =>
    Buffer.from(
      "POST /event HTTP/1.1\r\nHost: localhost\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\nzz\r\n",
    ),
  () => Buffer.from("POST /event HTTP/1.1\r\nHost: localhost\r\ncontent-length: 999\r\n\r\n{"),
  () => POST("", "{"),
  () => POST("", "null"),
  () => POST("", randomBytes(1_000)),
  (n) => POST("", `${"[".repeat(n * 20)}`),
  () => POST("", '{"__proto__":{"channel":"/default/x"},"constructor":1}'),
  (n) => POST("", JSON.stringify({ channel: "/".repeat(n), events: ["1"] })),
  (n) =>
    POST("", JSON.stringify({ channel: `/default/${"\u0000é".repeat(n % 40)}`, events: ["1"] })),
  (n) => POST("", JSON.stringify({ channel: CHANNEL, events: Array(n).fill("1") })),
  () => POST("", event({ not: "text" })),
  () => POST("", event("{not json")),
  () => POST("", event(JSON.stringify("x".repeat(300_000)))),
  () => POST("x-api-key: another\r\n", event("1")),
  () => POST("authorization: AWS4-HMAC-SHA256 Credential=x\r\n", event("1")),
  () => UPGRADE("graphql-ws"),
  () => UPGRADE("aws-appsync-event-ws"),
  () => UPGRADE("aws-appsync-event-ws, header-!!!!"),
  (n) => UPGRADE(`aws-appsync-event-ws, header-${randomBytes(n % 500).toString("base64url")}`),
  () => socket(randomBytes(200)),
  () => socket(frame(0x82, randomBytes(100))),
  () => socket(frame(0x81, Buffer.from([0xff, 0xfe, 0xc0]))),
  () => socket(frame(0x81, Buffer.alloc(10), Number.MAX_SAFE_INTEGER)),
  () => socket(frame(0xf1, Buffer.from("{}"))),
  () => socket(frame(0x80, Buffer.from("no start"))),
  () => socket(frame(0x89, randomBytes(200))),
  () => socket(frame(0x88, Buffer.from([0, 1]))),
  () => socket(text(null), text([]), text({ type: 7 }), text({ type: "subscribe" })),
  () => socket(text({ type: "publish", id: { a: 1 }, channel: 7, events: {} })),
  (n) => socket(...Array(n % 300).fill(text({ type: "unsubscribe", id: "none" }))),
];

/**
 * Sends hostile bytes over many connections and then asks whether the server still serves. Each
 * answer must be a refusal that shows nothing of the server's inside.
 */
export async function run({ requests = DEFAULT_REQUESTS }: Size): Promise<Section> {
  const server = await ServedProcess.start();
  const before = await server.megabytes();
  const answers: string[] = [];
  const started = performance.now();
  for (let n = 0; n < requests && server.alive; n += AT_ONCE) {
    answers.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, requests - n) }, (_, more) =>
          send(
            server.port,
            (KINDS[(n + more) % KINDS.length] ?? KINDS[0])?.(n + more) ?? Buffer.of(),
          ),
        ),
      )),
    );
  }
  const seconds = (performance.now() - started) / 1000;
  const alive = server.alive && (await serves(server.port));
  const after = server.alive ? await server.megabytes() : Number.NaN;
  await server.stop();
  const status = (first: string) =>
    answers.filter((answer) => answer.startsWith(`HTTP/1.1 ${first}`)).length;
  const leaks = answers.filter((answer) => /\bat .+:\d+:\d+|node:|\.ts\b/.test(answer)).length;
  const zero = (name: string, value: number) => ({
    name,
    value: `${value}`,
    target: "0",
    met: value === 0,
  });
  return {
    title: `Hostile requests: ${requests} of ${KINDS.length} kinds in ${seconds.toFixed(0)} s`,
    figures: [
      { name: "server serves afterwards", value: alive ? "yes" : "no", target: "yes", met: alive },
      zero("answers that show the inside", leaks),
      zero("answers 5xx", status("5")),
      { name: "answers 4xx", value: `${status("4")}` },
      { name: "sockets opened", value: `${status("101")}` },
      {
        name: "closed without an answer",
        value: `${answers.filter((text) => text === "").length}`,
      },
      {
        name: "memory of the server",
        value: `${before.toFixed(0)} MB, then ${after.toFixed(0)} MB`,
      },
    ],
    notes: ["Loopback. --requests sets the number."],
  };
}

/** What the server answered until it closed the connection, or a moment passed. */
function send(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const stream = connect(port, "127.0.0.1", () => stream.write(bytes));
    const timer = setTimeout(() => stream.destroy(), PATIENCE_MS);
    stream.on("data", (data) => {
      answer += data.toString("latin1");
    });
    stream.on("error", () => undefined);
    stream.on("close", () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

async function serves(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/event`, {
    method: "POST",
    headers: { "x-api-key": KEY },
    body: event('"good"'),
  });
  return response.status === 200;
}
