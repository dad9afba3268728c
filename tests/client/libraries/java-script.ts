import { type Caller, type Library, SUBPROTOCOL, signed, timestamp } from "./library.ts";

/**
 * The Amplify library for JavaScript: its credential goes into a subprotocol, host with its port
 * (amplify-js `AWSWebSocketProvider`, `authHeaders.ts`, `AWSAppSyncEventsProvider`).
 */
export const javaScript: Library = {
  initializes: true,
  async connect(host, caller) {
    const credential = await authorization(host, caller, "{}");
    const encoded = Buffer.from(JSON.stringify(credential)).toString("base64url");
    return { subprotocols: [SUBPROTOCOL, `header-${encoded}`], headers: {} };
  },
  async subscribe(host, caller, id, channel) {
    const headers = await authorization(host, caller, JSON.stringify({ channel }));
    return message({ id, type: "subscribe", channel }, headers);
  },
  async publish(host, caller, id, channel, events) {
    const texts = events.map((event) => JSON.stringify(event));
    const headers = await authorization(host, caller, JSON.stringify({ channel, events: texts }));
    return message({ id, type: "publish", channel, events: texts }, headers);
  },
  async post(host, caller, channel, events) {
    const texts = events.map((event) => JSON.stringify(event));
    const body = JSON.stringify({ channel: `/${channel.replace(/^\//, "")}`, events: texts });
    const own = {
      "content-type": "application/json; charset=UTF-8",
      "x-amz-user-agent": "amplify",
    };
    const credential = await authorization(host, caller, body);
    return { headers: { ...credential, ...own }, body };
  },
};

function message(
  operation: Readonly<Record<string, unknown>>,
  credential: Readonly<Record<string, string>>,
): string {
  const headers = { ...credential, "x-amz-user-agent": "aws-amplify/6" };
  const { channel, events } = operation;
  const payload = { channel, events, extensions: { authorization: headers } };
  return JSON.stringify({ ...operation, payload, authorization: headers });
}

async function authorization(
  host: string,
  caller: Caller,
  body: string,
): Promise<Record<string, string>> {
  if ("apiKey" in caller) {
    return { host, "x-amz-date": timestamp(), "x-api-key": caller.apiKey };
  }
  if ("token" in caller) {
    return { Authorization: caller.token, host };
  }
  const headers = {
    accept: "application/json, text/javascript",
    "content-encoding": "amz-1.0",
    "content-type": "application/json; charset=UTF-8",
    host,
  };
  return signed(caller.principal, headers, body);
}
