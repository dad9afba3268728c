import { once } from "node:events";
import { Agent, request } from "node:http";
import WebSocket from "ws";
import { serveEventApis } from "../local/event-api/event-api-server.ts";
import type { ChannelNamespace, EventApi } from "../local/model.ts";
import { serveBarePeer } from "./event-api/bare-peer.ts";
import { serveBenchFunction } from "./event-api/bench-function.ts";
import type { Figure, Section } from "./section.ts";

const SUBSCRIBERS = [1, 10, 100] as const;
const EVENTS_PER_REQUEST = 5;
const WARM_UP_MS = 300;
const MEASURED_MS = 1_200;
/** The share of the bare peer's rate that the embedded stage must reach. */
const LEAST_RATIO = 0.5;
const KEY = "da2-benchmark";
const PASSED_THROUGH = "/default/records";
const HANDLED = "/bench/records";
const EVENTS = Array.from({ length: EVENTS_PER_REQUEST }, (_, n) =>
  JSON.stringify({
    id: `${n}`,
    text: "A message of about one hundred bytes, as a chat would send it.",
  }),
);

interface Rate {
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
      if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode}`));
      response.resume();
      response.on("end", resolve);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Publishes in a closed loop: the next request goes out when all have all events of the last. */
async function measure(port: number, channel: string, subscribers: number): Promise<Rate> {
  let missing = 0;
  let complete: () => void = () => undefined;
  const sockets = await subscribe(port, channel, subscribers, () => {
    if (--missing === 0) complete();
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
  while (performance.now() < warm) await round();
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
  for (const socket of sockets) socket.terminate();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return {
    eventsPerSecond: (times.length * EVENTS_PER_REQUEST) / seconds,
    p50: at(0.5),
    p99: at(0.99),
  };
}

function api(functionArn: string): EventApi {
  return {
    apiId: "benchmark",
    apiArn: "arn:aws:appsync:eu-west-1:000000000000:apis/benchmark",
    name: "benchmark",
    accountId: "000000000000",
    region: "eu-west-1",
    authTypes: ["API_KEY"],
    connectionAuthModes: ["API_KEY"],
    defaultPublishAuthModes: ["API_KEY"],
    defaultSubscribeAuthModes: ["API_KEY"],
    tokenProviders: [],
    apiKeys: [{ apiKeyId: "benchmark", key: KEY, expires: 4_102_444_800 }],
    namespaces: new Map<string, ChannelNamespace>([
      ["default", { name: "default" }],
      ["bench", { name: "bench", onPublish: { functionArn, invokeType: "REQUEST_RESPONSE" } }],
    ]),
  };
}

function figureOf(name: string, stage: Rate, bare: Rate): Figure {
  const ratio = stage.eventsPerSecond / bare.eventsPerSecond;
  const per = (rate: Rate) => Math.round(rate.eventsPerSecond).toLocaleString("en");
  const late = (rate: Rate) => `p50 ${rate.p50.toFixed(2)} ms, p99 ${rate.p99.toFixed(2)} ms`;
  return {
    name,
    value: `${per(stage)} events/s, ${late(stage)}`,
    target:
      `${per(bare)} events/s, ${late(bare)} bare; ratio ${ratio.toFixed(2)}, ` +
      `at least ${LEAST_RATIO}`,
    met: ratio >= LEAST_RATIO,
  };
}

/** Measures the Event API server beside a bare node:http + ws server that checks nothing. */
export async function run(): Promise<Section> {
  const fn = await serveBenchFunction();
  const apis = new Map([["benchmark", api(fn.functionArn)]]);
  const stage = await serveEventApis({
    port: 0,
    apis: () => apis,
    invoker: fn.functions,
    principals: [],
    metrics: { record: () => undefined },
  });
  const bare = await serveBarePeer();
  const figures: Figure[] = [];
  try {
    for (const subscribers of SUBSCRIBERS) {
      const many = `${subscribers} subscriber${subscribers === 1 ? "" : "s"}`;
      const rateOfBare = await measure(bare.port, PASSED_THROUGH, subscribers);
      const passed = await measure(stage.port, PASSED_THROUGH, subscribers);
      figures.push(figureOf(many, passed, rateOfBare));
      const handled = await measure(stage.port, HANDLED, subscribers);
      figures.push(figureOf(`${many}, with a handler`, handled, rateOfBare));
    }
  } finally {
    await stage.close();
    await bare.close();
    await fn.close();
  }
  return {
    title: "Event API server: HTTP publish to WebSocket subscribers",
    figures,
    notes: [
      `Closed loop, one publisher, ${EVENTS_PER_REQUEST} events of about 100 bytes a request; ` +
        "clients and both servers share one process and its machine.",
      "The bare peer is node:http + ws alone: it parses the body and sends each event, without " +
        "authorization, limits, channels, identifiers, metrics or a handler.",
      "The handler is a bundled namespace that checks each event, in a process of its own as in " +
        "the embedded stage. The bare peer never waits for another process: waking the function and " +
        "being woken by it, AWS's client and the handler's own work are in no figure of its.",
    ],
  };
}
