import { once } from "node:events";
import { Agent, request } from "node:http";
import WebSocket from "ws";
import { CHANNEL, KEY } from "./event-api/load-api.ts";
import { ServedProcess } from "./event-api/served-process.ts";
import type { Section, Size } from "./section.ts";

const DEFAULT_SOCKETS = 200;
const DEFAULT_SECONDS = 20;
const EVENTS_PER_REQUEST = 5;

/** Milliseconds between two publishes, and that the last deliveries may take. */
const PAUSE_MS = 20;
const PATIENCE_MS = 10_000;

/** Memory may grow by this share between the first fifth of the run and its end. */
const MOST_GROWTH = 0.3;

/** Sockets are opened a few at a time: the point is to hold them, not to storm the server. */
const OPENED_AT_ONCE = 50;

/** What one subscriber received. */
interface Received {
  next: number;
  count: number;
  doubled: number;
  outOfOrder: number;
}

/**
 * Holds sockets open under steady load and counts what each received: every event once and in the
 * order of publication. `--sockets 2000 --seconds 900` is the run of fifteen minutes.
 */
export async function run(size: Size): Promise<Section> {
  const { sockets: count = DEFAULT_SOCKETS, seconds = DEFAULT_SECONDS } = size;
  const server = await ServedProcess.start();
  const received: Received[] = [];
  const sockets: WebSocket[] = [];
  for (let opened = 0; opened < count; opened += OPENED_AT_ONCE) {
    sockets.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(OPENED_AT_ONCE, count - opened) }, () =>
          subscribe(server.port, received),
        ),
      )),
    );
  }
  const closed = sockets.filter((socket) => socket.readyState !== WebSocket.OPEN).length;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ends = performance.now() + seconds * 1000;
  let sent = 0;
  let early: number | undefined;
  while (performance.now() < ends) {
    await publish(agent, server.port, sent);
    sent += EVENTS_PER_REQUEST;
    if (early === undefined && performance.now() > ends - seconds * 800) {
      early = await server.megabytes();
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const limit = performance.now() + PATIENCE_MS;
  while (received.some(({ count: got }) => got < sent) && performance.now() < limit) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const late = await server.megabytes();
  const dropped = sockets.filter((socket) => socket.readyState !== WebSocket.OPEN).length;
  for (const socket of sockets) {
    socket.terminate();
  }
  agent.destroy();
  await server.stop();
  return section({ count, seconds, sent, received, early: early ?? late, late, dropped, closed });
}

interface Outcome {
  readonly count: number;
  readonly seconds: number;
  readonly sent: number;
  readonly received: readonly Received[];
  readonly early: number;
  readonly late: number;
  readonly dropped: number;
  readonly closed: number;
}

function section(outcome: Outcome): Section {
  const { count, seconds, sent, received, early, late } = outcome;
  const sum = (pick: (each: Received) => number) =>
    received.reduce((total, each) => total + pick(each), 0);
  const none = (name: string, value: number) => ({
    name,
    value: value.toLocaleString("en"),
    target: "0",
    met: value === 0,
  });
  const deliveries = sum((each) => each.count);
  const growth = late / early - 1;
  return {
    title: `Soak: ${count} sockets for ${seconds} s`,
    figures: [
      { name: "deliveries", value: deliveries.toLocaleString("en"), met: deliveries > 0 },
      none(
        "lost",
        sum((each) => Math.max(0, sent - (each.count - each.doubled))),
      ),
      none(
        "doubled",
        sum((each) => each.doubled),
      ),
      none(
        "out of order",
        sum((each) => each.outOfOrder),
      ),
      none("sockets dropped", outcome.dropped + outcome.closed),
      {
        name: "memory of the server",
        value: `${early.toFixed(0)} MB, then ${late.toFixed(0)} MB`,
        target: `at most +${MOST_GROWTH * 100} %`,
        met: growth <= MOST_GROWTH,
      },
    ],
    notes: ["Loopback; all clients share one process. --sockets and --seconds set the size."],
  };
}

async function subscribe(port: number, all: Received[]): Promise<WebSocket> {
  const credential = JSON.stringify({ host: `localhost:${port}`, "x-api-key": KEY });
  const header = `header-${Buffer.from(credential).toString("base64url")}`;
  const url = `ws://127.0.0.1:${port}/event/realtime`;
  const socket = new WebSocket(url, ["aws-appsync-event-ws", header]);
  await once(socket, "open");
  const accepted = once(socket, "message");
  const authorization = { "x-api-key": KEY };
  socket.send(JSON.stringify({ type: "subscribe", id: "s", channel: CHANNEL, authorization }));
  await accepted;
  const received: Received = { next: 0, count: 0, doubled: 0, outOfOrder: 0 };
  all.push(received);
  socket.on("message", (data) => count(received, JSON.parse(String(data))));
  socket.on("error", () => undefined);
  return socket;
}

function count(received: Received, frame: { type: string; event?: string }): void {
  if (frame.type !== "data" || frame.event === undefined) {
    return;
  }
  const n = Number(JSON.parse(frame.event).n);
  received.count += 1;
  if (n === received.next) {
    received.next += 1;
  } else if (n < received.next) {
    received.doubled += 1;
  } else {
    received.outOfOrder += 1;
    received.next = n + 1;
  }
}

function publish(agent: Agent, port: number, first: number): Promise<void> {
  const events = Array.from({ length: EVENTS_PER_REQUEST }, (_, n) =>
    JSON.stringify({
      n: first + n,
      text: "A message of about one hundred bytes, as a chat has it.",
    }),
  );
  const body = JSON.stringify({ channel: CHANNEL, events });
  const headers = { "x-api-key": KEY, "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", path: "/event", method: "POST", headers, agent };
    const sent = request(options, (response) => {
      response.resume();
      response.on("end", () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`)),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
