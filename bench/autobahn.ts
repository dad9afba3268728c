import { serveEventApis } from "../local/event-api/event-api-server.ts";
import { playCases } from "./autobahn/play.ts";
import { CHANNEL, KEY, LOAD_API } from "./event-api/load-api.ts";
import type { Section } from "./section.ts";

/** Plays the Autobahn cases against the Event API server of the embedded stage. */
export async function run(): Promise<Section> {
  const apis = new Map([[LOAD_API.apiId, LOAD_API]]);
  const server = await serveEventApis({
    port: 0,
    apis: () => apis,
    invoker: { invoke: async () => ({ value: undefined, bytes: 0 }) },
    principals: [],
    metrics: { record: () => undefined },
  });
  try {
    const results = await playCases({ port: server.port, key: KEY, channel: CHANNEL });
    const failed = results.filter(({ failure }) => failure !== undefined);
    return {
      title: "WebSocket conformance: the cases of the Autobahn test suite",
      figures: [
        {
          name: "cases passed",
          value: `${results.length - failed.length}`,
          target: `of ${results.length}`,
          met: failed.length === 0,
        },
      ],
      notes: failed.map(({ id, failure }) => `Case ${id}: ${failure}`),
    };
  } finally {
    await server.close();
  }
}
