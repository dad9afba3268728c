import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  contextWith,
  type DeployedNamespace,
  deployNamespace,
  type FunctionAnswer,
  testNamespace,
} from "./deployed-namespace.ts";
import { publish, subscribe } from "./invocation-events.ts";

let keeper: DeployedNamespace;
before(async () => {
  keeper = await deployNamespace(testNamespace("keeper"));
});

function texts(path: string, ...all: string[]) {
  return publish(
    path,
    all.map((text) => ({ text })),
  );
}

function sent(answer: FunctionAnswer | null): unknown[] {
  return (answer?.events ?? []).map(({ payload, error }) => error?.split(" - ")[0] ?? payload);
}

describe("what was checked is what is sent", () => {
  test("for module state that the next event's function changes, in one turn or in another", async () => {
    for (const path of ["/keeper/state", "/keeper/later", "/keeper/slow"]) {
      const long = "x".repeat(30);
      const answer = await keeper.invoke(texts(path, "one", "two", long, "four"));
      assert.deepEqual(
        sent(answer),
        [{ text: "one" }, { text: "two" }, "INVALID_RESULT", { text: "four" }],
        path,
      );
    }
  });

  test("for payloads of a batch that change after they were returned", async () => {
    const answer = await keeper.invoke(texts("/keeper/together", "one", "two"));
    assert.deepEqual(sent(answer), [{ text: "one" }, { text: "last" }]);
  });

  test("for a value that reads differently each time", async () => {
    const answer = await keeper.invoke(publish("/keeper/short", ["changing"]));
    assert.deepEqual(sent(answer), [{ text: "short" }]);
  });

  test("with undefined members, holes and numbers that JSON lacks as JSON writes them", async () => {
    const names = ["undefinedMembers", "holes", "map", "infinite", "data"];
    const answer = await keeper.invoke(publish("/keeper/outcomes", names));
    assert.deepEqual(sent(answer), [
      { kept: 1 },
      [null, null, null, null, null, "x"],
      { map: {} },
      [null],
      { list: [JSON.parse('{"then":"a text"}')], toJSON: "another" },
    ]);
  });

  test("and it is that JSON which has to match the schema", async () => {
    assert.deepEqual(sent(await keeper.invoke(publish("/keeper/texts", ["texts", "holes"]))), [
      "INVALID_RESULT",
      "INVALID_RESULT",
    ]);
    assert.deepEqual(sent(await keeper.invoke(publish("/keeper/optional", ["optional", "date"]))), [
      { list: ["x"] },
      { list: ["x"], at: "1970-01-01T00:00:00.000Z" },
    ]);
  });

  test("and never what stands for something that is not there yet", async () => {
    const names = ["promise", "unreadPromises", "thenable", "toJsonPromise"];
    for (const path of ["/keeper/outcomes", "/keeper/short"]) {
      const answer = await keeper.invoke(publish(path, [...names, "nestedDrop"]));
      assert.deepEqual(sent(answer), Array(5).fill("INVALID_RESULT"), path);
    }
    const nested = await keeper.invoke(publish("/keeper/outcomes", ["nestedReject"]));
    assert.deepEqual(sent(nested), ["INVALID_RESULT"]);
  });

  test("and nothing that cannot be written, while the other events pass", async () => {
    const names = ["throwingGetter", "throwingToJson", "bigint", "deep", "map"];
    const answer = await keeper.invoke(publish("/keeper/outcomes", names));
    assert.deepEqual(sent(answer), [...Array(4).fill("INVALID_RESULT"), { map: {} }]);
    const revoked = await keeper.invoke(publish("/keeper/outcomes", ["revoked", "map"]));
    assert.match(String(sent(revoked)[0]), /HANDLER_FAILED|INVALID_RESULT/);
    assert.deepEqual(sent(revoked)[1], { map: {} });
  });
});

describe("a whole-batch function", () => {
  test("may return promises, each of which settles for its own event", async () => {
    const events = texts("/keeper/promises", "one", "rejects", "drops", "hangs", "five");
    const answer = await keeper.invoke(events, contextWith(300));
    assert.deepEqual(
      answer?.events?.map(({ id, payload, error }) => [id, error?.split(" - ")[0] ?? payload]),
      [
        ["event-0", { text: "one" }],
        ["event-1", "HANDLER_FAILED"],
        ["event-3", "HANDLER_TIMEOUT"],
        ["event-4", { text: "five" }],
      ],
    );
  });

  test("is read element by element, once, whatever list it returns", async () => {
    const proxied = await keeper.invoke(texts("/keeper/lists", "proxy", "two"));
    assert.deepEqual(sent(proxied), [{ text: "proxy" }, { text: "two" }]);
    const getter = await keeper.invoke(texts("/keeper/lists", "getter", "two"));
    assert.deepEqual(sent(getter), ["HANDLER_FAILED", { text: "two" }]);
    const growing = await keeper.invoke(texts("/keeper/lists", "growing", "two"));
    assert.deepEqual(new Set(sent(growing)), new Set(["INVALID_RESULT"]));
  });

  test("fails its events and not the process when a list of the wrong length holds a rejection", async () => {
    const answer = await keeper.invoke(texts("/keeper/lists", "failing", "two"));
    await nextTurn();
    assert.deepEqual(sent(answer), ["INVALID_RESULT", "INVALID_RESULT"]);
  });
});

describe("what a function does to what it was given", () => {
  const identity = { groups: ["members"] };
  const request = {
    path: "/keeper/tampers",
    segments: ["keeper", "tampers"],
    identity,
    headers: { "x-amzn-trace-id": "Root=1-5e-1" },
  };

  test("reaches no other event of the batch, no id and no later invocation", async () => {
    const event = publish("/keeper/tampers", [{ text: "a" }, { text: "b" }], identity);
    for (let time = 0; time < 2; time += 1) {
      assert.deepEqual(await keeper.invoke(event), {
        events: [
          { id: "event-0", payload: request },
          { id: "event-1", payload: request },
        ],
      });
    }
  });

  test("reaches neither the list nor the ids of a whole batch", async () => {
    const was = {
      ...request,
      path: "/keeper/tampersTogether",
      segments: ["keeper", "tampersTogether"],
    };
    const event = publish("/keeper/tampersTogether", [{ text: "a" }, { text: "b" }], identity);
    assert.deepEqual(await keeper.invoke(event), {
      events: [
        { id: "event-0", payload: was },
        { id: "event-1", payload: was },
      ],
    });
  });

  test("reaches no event that shares its payload with another, as a test's may", async () => {
    const payload = { text: "same" };
    const answer = await keeper.invoke(publish("/keeper/keeps", [payload, payload, payload]));
    assert.deepEqual(sent(answer), Array(3).fill({ text: "same" }));
    assert.deepEqual(payload, { text: "same" });
  });

  test("decides on nothing but the subscription", async () => {
    const event = subscribe("/keeper/tampers", identity);
    const before = structuredClone(event);
    assert.equal(await keeper.invoke(event), null);
    assert.deepEqual(event, before);
  });
});

describe("an event that no schema should see", () => {
  const nested = (levels: number): unknown => {
    let value: unknown = 1;
    for (let level = 0; level < levels; level += 1) {
      value = [value];
    }
    return value;
  };

  test("is refused alone when it is nested too deeply for subscribers, on an open channel too", async () => {
    for (const levels of [65, 1_000, 7_000, 100_000]) {
      const events = [{ text: "a" }, nested(levels), { text: "b" }];
      const answer = await keeper.invoke(publish("/keeper/tampers", events));
      assert.equal(
        answer?.events?.[1]?.error,
        'INVALID_EVENT - "" must have at most 64 levels of lists and objects',
        String(levels),
      );
      assert.ok(answer?.events?.[0]?.payload && answer.events[2]?.payload);
    }
  });
});
