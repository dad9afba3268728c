import { serveEventApis } from "../local/event-api/event-api-server.ts";
import type { EventApiServer } from "../local/event-api/server-options.ts";
import type { EventApi, FunctionInvoker } from "../local/model.ts";
import { type BarePeer, serveBarePeer } from "./event-api/bare-peer.ts";
import { serveBenchFunction } from "./event-api/bench-function.ts";
import { EVENTS_PER_REQUEST, measure, type Rate } from "./event-api/closed-loop.ts";
import { guardingWebAcl } from "./event-api/guarding-web-acl.ts";
import { LOAD_API } from "./event-api/load-api.ts";
import type { Figure, Section } from "./section.ts";

const SUBSCRIBERS = [1, 10, 100] as const;
/** Each way is measured as often, in turn with the others, so that a noisy moment meets them all. */
const ROUNDS = 3;
/** The share of the bare peer's rate that the embedded stage must reach. */
const LEAST_RATIO = 0.5;
const PASSED_THROUGH = "/default/records";
const HANDLED = "/bench/records";

interface Way {
  readonly name: string;
  readonly port: number;
  readonly channel: string;
}

function handledApi(functionArn: string): EventApi {
  const onPublish = { functionArn, invokeType: "REQUEST_RESPONSE" } as const;
  return {
    ...LOAD_API,
    namespaces: new Map([...LOAD_API.namespaces, ["bench", { name: "bench", onPublish }]]),
  };
}

function serve(api: EventApi, invoker: FunctionInvoker): Promise<EventApiServer> {
  const apis = new Map([[api.apiId, api]]);
  return serveEventApis({
    port: 0,
    apis: () => apis,
    invoker,
    principals: [],
    metrics: { record: () => undefined },
    webAclRecords: { log: () => undefined, count: () => undefined },
  });
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

/** The median by rate of an odd number of measurements. */
function median(rates: readonly Rate[]): Rate {
  const sorted = rates.toSorted((one, other) => one.eventsPerSecond - other.eventsPerSecond);
  const middle = sorted[(sorted.length - 1) / 2];
  if (middle === undefined) {
    throw new RangeError("There must be an odd number of measurements.");
  }
  return middle;
}

async function figuresOf(
  subscribers: number,
  bare: BarePeer,
  ways: readonly Way[],
): Promise<Figure[]> {
  const ofBare: Rate[] = [];
  const ofWays = ways.map((): Rate[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    ofBare.push(await measure(bare.port, PASSED_THROUGH, subscribers));
    for (const [at, { port, channel }] of ways.entries()) {
      ofWays[at]?.push(await measure(port, channel, subscribers));
    }
  }
  const many = `${subscribers} subscriber${subscribers === 1 ? "" : "s"}`;
  return ways.map(({ name }, at) =>
    figureOf(`${many}${name}`, median(ofWays[at] ?? []), median(ofBare)),
  );
}

/** Measures the Event API server beside a bare node:http + ws server that checks nothing. */
export async function run(): Promise<Section> {
  const fn = await serveBenchFunction();
  const api = handledApi(fn.functionArn);
  const open = await serve(api, fn.functions);
  const guarded = await serve({ ...api, webAcl: guardingWebAcl() }, fn.functions);
  const bare = await serveBarePeer();
  const ways: readonly Way[] = [
    { name: "", port: open.port, channel: PASSED_THROUGH },
    { name: ", behind a web ACL", port: guarded.port, channel: PASSED_THROUGH },
    { name: ", with a handler", port: open.port, channel: HANDLED },
  ];
  const figures: Figure[] = [];
  try {
    for (const subscribers of SUBSCRIBERS) {
      figures.push(...(await figuresOf(subscribers, bare, ways)));
    }
  } finally {
    await open.close();
    await guarded.close();
    await bare.close();
    await fn.close();
  }
  return {
    title: "Event API server: HTTP publish to WebSocket subscribers",
    figures,
    notes: [
      `Closed loop, one publisher, ${EVENTS_PER_REQUEST} events of about 100 bytes a request; ` +
        "clients and all servers share one process and its machine. Each figure is the median of " +
        `${ROUNDS} measurements, taken in turn.`,
      "The bare peer is node:http + ws alone: it parses the body and sends each event, without " +
        "authorization, limits, channels, identifiers, metrics or a handler.",
      "The web ACL is the one that the program deploys: its rules are evaluated, and a line of its " +
        "log is made, for every request.",
      "The handler is a bundled namespace that checks each event, in a process of its own as in " +
        "the embedded stage. The bare peer never waits for another process: waking the function and " +
        "being woken by it, AWS's client and the handler's own work are in no figure of its.",
    ],
  };
}
