import type { EventApi } from "../../local/model.ts";

/** What clients of the load present, and where they publish. */
export const KEY = "da2-benchmark";
export const CHANNEL = "/default/bench";

/** The Event API that loads are put on: one key, one namespace without a handler. */
export const LOAD_API: EventApi = {
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
  namespaces: new Map([["default", { name: "default" }]]),
};
