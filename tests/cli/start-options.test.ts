import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointsOf } from "../../cli/start/endpoints.ts";
import { startOptions } from "../../cli/start/start-options.ts";
import { tlsIdentity } from "../../cli/start/tls-identity.ts";
import { UsageError } from "../../cli/usage-error.ts";

test("order inside a batch is kept unless a shuffle is asked for, whose seed can be given", () => {
  assert.equal(startOptions([]).shuffleSeed, undefined);
  assert.equal(startOptions(["--shuffle", "--seed", "42"]).shuffleSeed, 42);
  const seed = startOptions(["--shuffle"]).shuffleSeed ?? -1;
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31);
});

test("a seed without a shuffle, and what is not a seed, are refused", () => {
  for (const [args, message] of [
    [["--seed", "1"], /--seed: allowed together with --shuffle only/],
    [["--shuffle", "--seed", "-1"], /--seed/],
    [["--shuffle", "--seed", "1.5"], /--seed: got "1.5", allowed: a whole number from 0/],
    [["--shuffle", "--seed", "2147483648"], /--seed: got "2147483648"/],
  ] as const) {
    assert.throws(
      () => startOptions([...args]),
      (error: Error) => error instanceof UsageError && message.test(error.message),
    );
  }
});

test("a certificate and its key go together, and a file that cannot be read is named", async () => {
  assert.equal(startOptions([]).tls, undefined);
  const files = ["--tls-certificate", "none/a.pem", "--tls-key", "none/b.pem"];
  const { tls } = startOptions(files);
  assert.deepEqual(tls, { certificate: "none/a.pem", key: "none/b.pem" });
  for (const half of [files.slice(0, 2), files.slice(2)]) {
    assert.throws(() => startOptions(half), /got one, allowed: both or neither/);
  }
  const unreadable = /--tls-certificate: got none\/a.pem, which cannot be read \(ENOENT\)/;
  await assert.rejects(tlsIdentity(tls ?? assert.fail()), unreadable);
});

test("endpoints are https and wss with TLS", () => {
  assert.deepEqual(
    endpointsOf(undefined, { host: "127.0.0.1", port: 4_000, token: "t", tls: true, faults: true }),
    {
      http: "https://localhost:4000/event",
      realtime: "wss://localhost:4000/event/realtime",
      apiKey: "",
      console: "https://localhost:4000/?token=t",
      faults: "https://localhost:4000/faults?token=t",
    },
  );
  assert.equal(
    endpointsOf(undefined, {
      host: "127.0.0.1",
      port: 4_000,
      token: "t",
      tls: false,
      faults: false,
    }).realtime,
    "ws://localhost:4000/event/realtime",
  );
});
