/** Serves the Event API of the benchmarks in a process of its own; answers messages with its memory. */
import { serveEventApis } from "../../local/event-api/event-api-server.ts";
import { LOAD_API } from "./load-api.ts";

const apis = new Map([["benchmark", LOAD_API]]);
const server = await serveEventApis({
  port: 0,
  apis: () => apis,
  invoker: { invoke: () => Promise.reject(new Error("there is no function here")) },
  principals: [],
  metrics: { record: () => undefined },
});

process.on("message", () => process.send?.({ rss: process.memoryUsage().rss }));
process.on("disconnect", () => process.exit(0));
process.send?.({ port: server.port });
