import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { callers, startFiveModes } from "./five-modes.ts";
import { kotlin } from "./libraries/kotlin.ts";
import { okHttpJars } from "./okhttp/jars.ts";

const PROGRAM = fileURLToPath(new URL("okhttp/OkHttpClientSession.java", import.meta.url));

/** Milliseconds for the whole run, the compilation of the program included. */
const PATIENCE_MS = 60_000;

const jars = await okHttpJars();
const skip = reasonToSkip();

function reasonToSkip(): string | false {
  if (spawnSync("java", ["-version"]).error !== undefined) {
    return "java is not installed";
  }
  return jars === undefined && "OkHttp is missing: run node tests/client/okhttp/fetch.ts";
}

// The Kotlin library itself is not on Maven Central; this is the client that it connects with.
test("OkHttp on a JVM connects, subscribes and receives in each of the five modes", {
  skip,
  timeout: PATIENCE_MS,
}, async (t) => {
  const api = await startFiveModes(t);
  const java = spawn("java", ["-cp", (jars ?? []).join(delimiter), PROGRAM], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  t.after(() => java.kill());
  const lines = createInterface({ input: java.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  const say = (line: string) => java.stdin.write(`${line}\n`);
  for (const [mode, caller] of Object.entries(await callers())) {
    const { headers } = await kotlin.connect(api.host, caller);
    const fields = Object.entries({ ...headers, "Sec-WebSocket-Protocol": "aws-appsync-event-ws" });
    const url = `http://${api.host}/event/realtime`;
    say(["CONNECT", url, ...fields.map(([name, value]) => `${name}: ${value}`)].join("\t"));
    assert.equal(await next(), "OPEN", mode);
    say('{"type":"connection_init"}');
    assert.match(await next(), /"connection_ack"/, mode);
    say(await kotlin.subscribe(api.host, caller, "1", "/default/a"));
    assert.equal(await next(), '{"type":"subscribe_success","id":"1"}', mode);
    say(await kotlin.publish(api.host, caller, "2", "/default/b", ["x"]));
    assert.match(await next(), /"publish_success"/, mode);
    say('{"type":"unsubscribe","id":"1"}');
    assert.match(await next(), /"unsubscribe_success"/, mode);
  }
});
