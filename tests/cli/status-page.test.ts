import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { statusPage } from "../../cli/start/status-page.ts";
import { TableStore } from "../../local/dynamodb/table-store.ts";
import { EventBuses } from "../../local/eventbridge/event-buses.ts";
import { RuntimeApi } from "../../local/functions/runtime-api.ts";
import { SecretStore } from "../../local/secrets/secret-store.ts";

const TOKEN = "right-token";
const SECRET = "da2-secret";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A server that serves the status page alone, as the Event API's server does for other paths. */
async function start(t: TestContext, host = "127.0.0.1"): Promise<number> {
  const page = statusPage({ token: TOKEN, host, text: () => `API key ${SECRET}` });
  const server = createServer((incoming, response) => {
    if (!page(incoming, response)) {
      response.writeHead(404).end("not found");
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) {
    throw new Error("no address");
  }
  return address.port;
}

function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", path, headers, method }, (response) => {
      let body = "";
      response.on("data", (data) => {
        body += data;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("the page shows the key to who has the token, and to nobody else", async (t) => {
  const port = await start(t);
  const good = await ask(port, `/?token=${TOKEN}`);
  assert.equal(good.status, 200);
  assert.match(good.body, /da2-secret/);
  assert.equal(good.headers["referrer-policy"], "no-referrer");
  for (const path of ["/", "/?token=", "/?token=wrong", `/?token=${TOKEN}x`, `/?Token=${TOKEN}`]) {
    const { status, body } = await ask(port, path);
    assert.equal(status, 401, path);
    assert.doesNotMatch(body, /da2-secret/, path);
  }
});

test("a Host or Origin that is not this machine's sees nothing, with the token and on any path", async (t) => {
  const port = await start(t);
  for (const headers of [
    { host: "evil.example" },
    { host: `evil.example:${port}` },
    { host: `localhost.evil.example:${port}` },
    { host: `127.0.0.1.evil.example:${port}` },
    { host: `127.0.0.1@evil.example:${port}` },
    { host: "192.168.1.7" },
    { host: "localhost:99999" },
    { host: `localhost:${port}`, origin: "https://evil.example" },
    { host: `localhost:${port}`, origin: "http://localhost:3000" },
    { host: `localhost:${port}`, origin: "null" },
  ]) {
    for (const path of [`/?token=${TOKEN}`, "/other"]) {
      const { status, body } = await ask(port, path, headers);
      assert.equal(status, 403, JSON.stringify(headers));
      assert.doesNotMatch(body, /da2-secret/);
    }
  }
});

test("every form of this machine's own name is served", async (t) => {
  const port = await start(t);
  for (const host of ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.0.0.2", "[::1]"]) {
    for (const name of [host, `${host}:${port}`, `${host}:8080`]) {
      const origin = `http://${name}`;
      assert.equal((await ask(port, `/?token=${TOKEN}`, { host: name })).status, 200, name);
      assert.equal((await ask(port, `/?token=${TOKEN}`, { host: name, origin })).status, 200, name);
    }
  }
});

test("a stage that listens on every interface is served under addresses and under no other name", async (t) => {
  const port = await start(t, "0.0.0.0");
  const path = `/?token=${TOKEN}`;
  assert.equal((await ask(port, path, { host: "192.168.1.7:4000" })).status, 200);
  assert.equal((await ask(port, path, { host: "evil.example:4000" })).status, 403);
});

test("only reading is allowed, HEAD answers without a body, and other paths are not served", async (t) => {
  const port = await start(t);
  const head = await ask(port, `/?token=${TOKEN}`, {}, "HEAD");
  assert.deepEqual([head.status, head.body], [200, ""]);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    assert.equal((await ask(port, `/?token=${TOKEN}`, {}, method)).status, 405, method);
  }
  for (const path of ["//", "/..", "/../etc/passwd", "/%2e%2e/", "/credentials", "/index.html"]) {
    assert.equal((await ask(port, `${path}?token=${TOKEN}`)).status, 404, path);
  }
});

test("the stand-ins of other services refuse a web page as well", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "stand-ins-"));
  const tables = await TableStore.open(join(folder, "tables"), "eu-west-1");
  const place = { accountId: "000000000000", region: "eu-west-1" };
  const buses = await EventBuses.open(join(folder, "events"), place);
  const secrets = await SecretStore.open(join(folder, "secrets.json"));
  const runtime = await RuntimeApi.open(() => undefined);
  t.after(async () => {
    await tables.close();
    await buses.close();
    await secrets.close();
    runtime.close();
    await rm(folder, { recursive: true });
  });
  const runtimeEndpoint = `http://${runtime.address}`;
  for (const endpoint of [tables.endpoint, buses.endpoint, secrets.endpoint, runtimeEndpoint]) {
    const port = Number(new URL(endpoint).port);
    for (const headers of [{ host: "evil.example" }, { origin: "https://evil.example" }]) {
      assert.equal((await ask(port, "/", headers, "POST")).status, 403, endpoint);
    }
    assert.notEqual((await ask(port, "/", {}, "POST")).status, 403, endpoint);
  }
});
