import type { TestContext } from "node:test";
import { serveEventApis } from "../../../local/event-api/event-api-server.ts";
import type { EventApiServerOptions } from "../../../local/event-api/server-options.ts";
import type {
  ChannelNamespace,
  EventApi,
  InvocationResult,
  MetricDimensions,
  ServiceMetrics,
} from "../../../local/model.ts";
import { KEY, TestSocket } from "./test-socket.ts";

export const API_ID = "abcdefghijklmnopqrstuvwxyz";
export const REGION = "eu-west-1";
export const ON_PUBLISH = "arn:aws:lambda:eu-west-1:000000000000:function:on-publish";
export const ON_SUBSCRIBE = "arn:aws:lambda:eu-west-1:000000000000:function:on-subscribe";
export const AUTHORIZER = "arn:aws:lambda:eu-west-1:000000000000:function:authorizer";

export interface Invocation {
  readonly functionArn: string;
  readonly payload: unknown;
  readonly invokeType: string;
}

export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly dimensions: MetricDimensions;
}

interface Settings {
  readonly api?: Partial<EventApi>;
  readonly namespaces?: readonly ChannelNamespace[];
  /** What each function answers; it may throw. */
  readonly functions?: Readonly<Record<string, (payload: never) => unknown>>;
  readonly server?: Partial<EventApiServerOptions>;
}

export function eventApi(
  namespaces: readonly ChannelNamespace[],
  overrides: Partial<EventApi> = {},
): EventApi {
  return {
    apiId: API_ID,
    apiArn: `arn:aws:appsync:${REGION}:000000000000:apis/${API_ID}`,
    name: "test",
    accountId: "000000000000",
    region: REGION,
    authTypes: ["API_KEY"],
    connectionAuthModes: ["API_KEY"],
    defaultPublishAuthModes: ["API_KEY"],
    defaultSubscribeAuthModes: ["API_KEY"],
    tokenProviders: [],
    apiKeys: [{ apiKeyId: "current", key: KEY, expires: 4_102_444_800 }],
    namespaces: new Map(namespaces.map((namespace) => [namespace.name, namespace])),
    ...overrides,
  };
}

/** A server with one Event API whose functions are the test's own. */
export class TestEventApi {
  readonly port: number;
  readonly apis: Map<string, EventApi>;
  readonly invocations: readonly Invocation[];
  readonly metrics: readonly Metric[];
  readonly log: readonly string[];
  readonly close: () => Promise<void>;
  readonly #context: TestContext;

  constructor(
    context: TestContext,
    server: { port: number; close: () => Promise<void> },
    recorded: Pick<TestEventApi, "apis" | "invocations" | "metrics" | "log">,
  ) {
    this.#context = context;
    this.port = server.port;
    this.close = server.close;
    this.apis = recorded.apis;
    this.invocations = recorded.invocations;
    this.metrics = recorded.metrics;
    this.log = recorded.log;
  }

  get host(): string {
    return `localhost:${this.port}`;
  }

  /** Sum of a metric, of one namespace if named. */
  total(name: string, namespace?: string): number {
    return this.metrics
      .filter((metric) => metric.name === name)
      .filter(({ dimensions }) => dimensions.ChannelNamespaceName === namespace)
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** POST /event. A body that is not a string is serialized. */
  async post(body: unknown, headers: Record<string, string> = { "x-api-key": KEY }) {
    const response = await fetch(`http://${this.host}/event`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) };
  }

  /** Opens a socket; `credential` replaces the one of the API key. */
  async open(credential?: unknown, options: { host?: string; init?: boolean } = {}) {
    const headers = credential ?? { host: this.host, "x-api-key": KEY };
    const encoded = Buffer.from(JSON.stringify(headers)).toString("base64url");
    const socket = await TestSocket.open(
      this.port,
      ["aws-appsync-event-ws", `header-${encoded}`],
      options.host === undefined ? {} : { host: options.host },
    );
    this.#context.after(() => socket.terminate());
    if (options.init !== false) {
      socket.send({ type: "connection_init" });
    }
    return socket;
  }

  /** Opens a socket and waits for `connection_ack`. */
  async connect(): Promise<TestSocket> {
    const socket = await this.open();
    await socket.next("connection_ack");
    return socket;
  }
}

/** As a function's process hands its answer over: as JSON. */
function invocationResult(answer: unknown): InvocationResult {
  const text = JSON.stringify(answer);
  return text === undefined
    ? { value: undefined, bytes: 0 }
    : { value: JSON.parse(text), bytes: Buffer.byteLength(text) };
}

/** Starts a server that ends with the test. */
export async function startEventApi(
  context: TestContext,
  settings: Settings = {},
): Promise<TestEventApi> {
  const invocations: Invocation[] = [];
  const metrics: Metric[] = [];
  const log: string[] = [];
  const api = eventApi(settings.namespaces ?? [{ name: "default" }], settings.api);
  const apis = new Map([[api.apiId, api]]);
  const recorder: ServiceMetrics = {
    record: (name, value, dimensions) => metrics.push({ name, value, dimensions }),
  };
  const server = await serveEventApis({
    port: 0,
    apis: () => apis,
    invoker: {
      invoke: async (functionArn, payload, invokeType) => {
        invocations.push({ functionArn, payload, invokeType });
        const run = settings.functions?.[functionArn];
        return invocationResult(await run?.(payload as never));
      },
    },
    principals: [],
    metrics: recorder,
    log: (message) => log.push(message),
    ...settings.server,
  });
  context.after(() => server.close());
  return new TestEventApi(context, server, { apis, invocations, metrics, log });
}
