import { once } from "node:events";
import { Agent, request } from "node:http";
import WebSocket from "ws";
import { KEY } from "./load-api.ts";

/** Events that one publish carries. */
export const EVENTS_PER_REQUEST = 5;

const WARM_UP_MS = 500;
const MEASURED_MS = 1_000;
const EVENTS = Array.from({ length: EVENTS_PER_REQUEST }, (_, n) =>
  JSON.stringify({
    id: `${n}`,
    text: "A message of about one hundred bytes, as a chat would send it.",
  }),
);

/** What a server did with one publisher that waits for all deliveries before it publishes again. */
export interface Rate {
  readonly eventsPerSecond: number;
  /** Milliseconds from a publish to the last delivery of its last event. */
  readonly p50: number;
  readonly p99: number;
}

/** Opens sockets that listen to the channel; `onEvent` is called for each message. */
async function subscribe(
  port: number,
  channel: string,
  count: number,
  onEvent: () => void,
): Promise<WebSocket[]> {
  const credential = JSON.stringify({ host: `localhost:${port}`, "x-api-key": KEY });
  const header = `header-${Buffer.from(credential).toString("base64url")}`;
  const sockets = Array.from({ length: count }, () => {
    const url = `ws://127.0.0.1:${port}/event/realtime`;
    return new WebSocket(url, ["aws-appsync-event-ws", header]);
  });
  await Promise.all(sockets.map((socket) => once(socket, "open")));
  const frame = {
    type: "subscribe",
    id: "s",
    channel,
    authorization: { "x-api-key": KEY },
  };
  for (const socket of sockets) {
    const accepted = once(socket, "message");
    socket.send(JSON.stringify(frame));
    await accepted;
    socket.on("message", onEvent);
  }
  return sockets;
}

function publish(agent: Agent, port: number, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "x-api-key": KEY, "content-length": Buffer.byteLength(body) };
    const options = { port, host: "127.0.0.1", path: "/event", method: "POST", headers, agent };
    const sent = request(options, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`HTTP ${response.statusCode}`));
      }
      response.resume();
      response.on("end", resolve);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Publishes in a closed loop: the next request goes out when all have all events of the last. */
export async function measure(port: number, channel: string, subscribers: number): Promise<Rate> {
  let missing = 0;
  let complete: () => void = () => undefined;
  const sockets = await subscribe(port, channel, subscribers, () => {
    if (--missing === 0) {
      complete();
    }
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = JSON.stringify({ channel, events: EVENTS });
  const round = async () => {
    missing = subscribers * EVENTS_PER_REQUEST;
    const delivered = new Promise<void>((resolve) => {
      complete = resolve;
    });
    await Promise.all([publish(agent, port, body), delivered]);
  };
  const warm = performance.now() + WARM_UP_MS;
  while (performance.now() < warm) {
    await round();
  }
  const times: number[] = [];
  const started = performance.now();
  for (let now = started; now < started + MEASURED_MS; ) {
    const before = now;
    await round();
    now = performance.now();
    times.push(now - before);
  }
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  for (const socket of sockets) {
    socket.terminate();
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return {
    eventsPerSecond: (times.length * EVENTS_PER_REQUEST) / seconds,
    p50: at(0.5),
    p99: at(0.99),
  };
}
