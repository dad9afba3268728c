import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "aws-amplify/data";
import { faultsPage } from "../../cli/start/faults-page.ts";
import { Faults } from "../../local/event-api/faults.ts";
import { Inbox, startAmplify } from "./amplify-client.ts";

const TOKEN = "right-token";

interface Answer {
  readonly connections?: number;
  readonly message?: string;
  readonly waiting?: unknown;
}

// One server for all: the client is one for the whole process, and never reconnects once closed.
test("the Amplify client runs into the faults that are ordered, and into no others", async (t) => {
  const faults = new Faults();
  const server = { faults, statusPage: faultsPage({ faults, token: TOKEN }) };
  const api = await startAmplify(t, "apiKey", {}, { realtime: { keepAliveMs: 20 }, server });
  const address = `http://${api.host}/faults`;
  const call = async (method: string, order?: unknown, token = TOKEN) => {
    const response = await fetch(`${address}?token=${token}`, {
      method,
      ...(order === undefined ? {} : { body: JSON.stringify(order) }),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const order = async (fault: string, more: object = {}) => {
    const { status, body } = await call("POST", { fault, ...more });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const untilTotal = async (metric: string, least: number, namespace?: string) => {
    while (api.total(metric, namespace) < least) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const channel = await events.connect("/default/a");
  const inbox = await Inbox.of(channel);
  const statusOf = (publish: Promise<unknown>) =>
    publish.then(
      () => "accepted",
      (error: { errors?: { message?: string }[] }) => error.errors?.[0]?.message ?? String(error),
    );

  await t.test(
    "throttle: the next publish is refused as over a quota, the one after passes",
    async () => {
      await order("throttle", { operation: "publish" });
      assert.match(await statusOf(channel.publish("lost")), /ThrottlingException|Rate exceeded/);
      await channel.publish("kept");
      assert.equal(await inbox.next(), "kept");
    },
  );

  await t.test("refuse: the next requests of an operation are not authorized", async () => {
    await order("refuse", { operation: "subscribe", next: 1 });
    const other = await events.connect("/default/refused");
    await assert.rejects(Inbox.of(other));
    await Inbox.of(await events.connect("/default/again"));
  });

  await t.test("delay: what is published later overtakes", async () => {
    await order("delay", { operation: "publish", milliseconds: 200 });
    const late = events.post("/default/a", "late");
    while (faults.waiting.requests > 0) {
      await new Promise(setImmediate);
    }
    await events.post("/default/a", "soon");
    await late;
    assert.deepEqual([await inbox.next(), await inbox.next()], ["soon", "late"]);
  });

  await t.test("duplicate: the next publish is delivered twice", async () => {
    await order("duplicate");
    await events.post("/default/a", "twice");
    await events.post("/default/a", "once");
    const received = [await inbox.next(), await inbox.next(), await inbox.next()];
    assert.deepEqual(received, ["twice", "twice", "once"]);
  });

  await t.test(
    "shuffle: events of one publish arrive in no order until it is taken back",
    async () => {
      const batch = ["1", "2", "3", "4", "5"];
      const received = async () => {
        await events.post("/default/a", batch);
        const all: unknown[] = [];
        for (const _ of batch) {
          all.push(await inbox.next());
        }
        return all;
      };
      await order("shuffle", { seed: 7 });
      const shuffled = await received();
      assert.notDeepEqual(shuffled, batch);
      assert.deepEqual(shuffled.toSorted(), batch);
      assert.equal((await call("DELETE")).status, 200);
      assert.deepEqual(await received(), batch);
    },
  );

  await t.test("handler-timeout: the next handler times out at once", async () => {
    await order("handler-timeout");
    const handled = await events.connect("/handled/a");
    const answers = await Inbox.of(handled).then(
      () => "subscribed",
      () => "refused",
    );
    assert.equal(answers, "refused");
    assert.deepEqual(await statusOf(events.post("/handled/a", "works")), "accepted");
    await order("handler-timeout");
    const before = api.total("FailedEvents", "handled");
    await events.post("/handled/a", "fails").catch(() => undefined);
    assert.equal(api.total("FailedEvents", "handled"), before + 1);
  });

  await t.test(
    "cut: the client comes back by itself and misses what went out meanwhile",
    async () => {
      const subscribed = api.total("SubscribeSuccess", "default");
      const { connections } = await order("cut");
      assert.equal(connections, 1);
      await untilTotal("DisconnectClientError", 1);
      await events.post("/default/a", "missed");
      await untilTotal("SubscribeSuccess", subscribed + 2, "default");
      await events.post("/default/a", "after");
      assert.equal(await inbox.next(), "after");
    },
  );

  await t.test(
    "maximum-life: the connection ends as after 24 hours, and the client returns",
    async () => {
      const subscribed = api.total("SubscribeSuccess", "default");
      assert.equal((await order("maximum-life")).connections, 1);
      await untilTotal("SubscribeSuccess", subscribed + 2, "default");
      await events.post("/default/a", "next life");
      assert.equal(await inbox.next(), "next life");
    },
  );

  await t.test(
    "the control answers only to the token, to this machine and to orders that make sense",
    async () => {
      assert.equal((await call("GET", undefined, "wrong")).status, 401);
      const page = await fetch(`${address}?token=${TOKEN}`, {
        headers: { origin: "http://a.example" },
      });
      assert.equal(page.status, 403);
      for (const [wrong, message] of [
        [{ fault: "explode" }, /fault must be one of cut, .*, got "explode"/],
        [{}, /fault must be one of/],
        [[], /fault must be one of/],
        [{ fault: "constructor" }, /fault must be one of/],
        [{ fault: "delay" }, /delay: .*milliseconds/],
        [{ fault: "throttle", next: 0 }, /throttle: next must be >= 1/],
        [{ fault: "throttle", operation: "unsubscribe" }, /throttle: operation must be/],
        [{ fault: "cut", all: true }, /cut: all is not allowed, only connections/],
      ] as const) {
        const { status, body } = await call("POST", wrong);
        assert.equal(status, 400);
        assert.match(body.message ?? "", message);
      }
      assert.deepEqual((await call("GET")).body.waiting, {
        requests: 0,
        deliveries: 0,
        invocations: 0,
        shuffled: false,
      });
    },
  );
  channel.close();
});

test("without faults there is no control", async (t) => {
  const api = await startAmplify(t, "apiKey");
  assert.equal((await fetch(`http://${api.host}/faults?token=${TOKEN}`)).status, 404);
});
