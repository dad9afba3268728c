import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { ERROR_CODES } from "../../runtime/error-codes.ts";
import {
  contextWith,
  type DeployedNamespace,
  deployNamespace,
  type FunctionAnswer,
  testNamespace,
} from "./deployed-namespace.ts";
import { member, publish, subscribe } from "./invocation-events.ts";

let probe: DeployedNamespace;
before(async () => {
  probe = await deployNamespace(testNamespace("probe"));
});

function codes(answer: FunctionAnswer | null): (string | undefined)[] {
  return (answer?.events ?? []).map(({ error }) => error?.split(" - ")[0]);
}

function does(path: string, ...names: string[]) {
  return publish(
    path,
    names.map((name) => ({ does: name })),
  );
}

describe("publishing to a channel", () => {
  test("answers every event with its payload, in order", async () => {
    const answer = await probe.invoke(does("/probe/does", "one", "two", "three"));
    assert.deepEqual(answer, {
      events: [
        { id: "event-0", payload: { does: "one" } },
        { id: "event-1", payload: { does: "two" } },
        { id: "event-2", payload: { does: "three" } },
      ],
    });
  });

  test("fails only the event whose handler throws, whatever is thrown", async () => {
    for (const path of ["/probe/does", "/probe/slow"]) {
      const answer = await probe.invoke(
        does(path, "fine", "throws", "rejects", "throwsText", "fine"),
      );
      assert.deepEqual(codes(answer), [
        undefined,
        "HANDLER_FAILED",
        "HANDLER_FAILED",
        "HANDLER_FAILED",
        undefined,
      ]);
      assert.doesNotMatch(JSON.stringify(answer), /s3cret|TypeError/);
    }
  });

  test("fails only the event whose handler hangs past the budget", async () => {
    const answer = await probe.invoke(does("/probe/slow", "hangs", "fine"), contextWith(300));
    assert.deepEqual(codes(answer), ["HANDLER_TIMEOUT", undefined]);
  });

  test("refuses a result that is not JSON and fails that event only", async () => {
    const nonsense = ["undefined", "function", "symbol", "bigint", "nan", "cyclic", "fine"];
    const answer = await probe.invoke(does("/probe/does", ...nonsense));
    assert.deepEqual(codes(answer), [
      "INVALID_RESULT",
      "INVALID_RESULT",
      "INVALID_RESULT",
      "INVALID_RESULT",
      undefined,
      "INVALID_RESULT",
      undefined,
    ]);
    assert.equal(answer?.events?.[4]?.payload, null);
  });

  test("broadcasts the JSON that a date or an instance stands for", async () => {
    const answer = await probe.invoke(does("/probe/does", "date", "instance", "null"));
    assert.deepEqual(
      answer?.events?.map(({ payload }) => payload),
      ["1970-01-01T00:00:00.000Z", { answer: "forty-two" }, null],
    );
  });

  test("refuses an event of more than 240,000 bytes, counted as the JSON that would be sent", async () => {
    const answer = await probe.invoke(does("/probe/does", "huge", "hugeWhenEscaped", "large"));
    assert.deepEqual(codes(answer), ["OVERSIZE_EVENT", "OVERSIZE_EVENT", undefined]);
    for (const [path, payload] of [
      ["/probe/passes/a", (name: string) => ({ name, tags: [] })],
      ["/probe/passes", (name: string) => ({ does: "echoes", with: name })],
      ["/probe/does", (name: string) => ({ does: "echoes", with: name })],
    ] as const) {
      for (const fill of ["x", "\u00e9", "\u0001", "\ud83d\ude00"]) {
        const bytesOf = (name: string): number =>
          Buffer.byteLength(JSON.stringify({ id: "event-0", payload: payload(name) }));
        const each = bytesOf(fill) - bytesOf("");
        const left = 240_000 - bytesOf("");
        const full = fill.repeat(Math.floor(left / each)) + "x".repeat(left % each);
        const sizes = [full, `${full}x`];
        assert.deepEqual(sizes.map(bytesOf), [240_000, 240_001]);
        for (const [index, name] of sizes.entries()) {
          const sized = await probe.invoke(publish(path, [payload(name)]));
          assert.deepEqual(codes(sized), [index === 0 ? undefined : "OVERSIZE_EVENT"], path);
        }
      }
    }
  });

  test("refuses a result that does not match what subscribers were promised", async () => {
    const events = publish("/probe/mistyped", [
      { does: "x", with: { title: "a" } },
      { does: "x", with: { title: 1 } },
      { does: "x", with: { title: "a", more: true } },
      { does: "x" },
    ]);
    assert.deepEqual(codes(await probe.invoke(events)), [
      undefined,
      "INVALID_RESULT",
      "INVALID_RESULT",
      "INVALID_RESULT",
    ]);
  });

  test("leaves out what was dropped on purpose, and rejects with the given reason", async () => {
    const answer = await probe.invoke(does("/probe/does", "drops", "rejected", "unauthorized"));
    assert.deepEqual(answer?.events, [
      { id: "event-1", error: "REJECTED - not today" },
      { id: "event-2", error: "UNAUTHORIZED - not authorized" },
    ]);
  });

  test("takes the channel with the longest literal path", async () => {
    const exact = await probe.invoke(publish("/probe/passes/exact", [{ exact: true }]));
    assert.deepEqual(codes(exact), [undefined]);
    const below = await probe.invoke(publish("/probe/passes/other", [{ exact: true }]));
    assert.deepEqual(codes(below), ["INVALID_EVENT"]);
  });

  test("refuses events on a channel that the namespace does not have", async () => {
    const answer = await probe.invoke(does("/probe/elsewhere", "one", "two"));
    assert.deepEqual(codes(answer), ["UNROUTED_CHANNEL", "UNROUTED_CHANNEL"]);
  });
});

describe("publishing a batch to a whole-batch channel", () => {
  test("answers each event, with the invalid ones refused and kept from the function", async () => {
    const events = publish("/probe/together", [
      { does: "a" },
      { does: 1 },
      { does: "drops" },
      { does: "b" },
    ]);
    const answer = await probe.invoke(events);
    assert.deepEqual(
      answer?.events?.map(({ id, error }) => [id, error?.split(" - ")[0]]),
      [
        ["event-0", undefined],
        ["event-1", "INVALID_EVENT"],
        ["event-3", undefined],
      ],
    );
  });

  test("fails every event that the function was given when it throws, hangs or miscounts", async () => {
    for (const [name, code] of [
      ["throws", "HANDLER_FAILED"],
      ["rejects", "HANDLER_FAILED"],
      ["hangs", "HANDLER_TIMEOUT"],
      ["undefined", "INVALID_RESULT"],
      ["null", "INVALID_RESULT"],
    ] as const) {
      const answer = await probe.invoke(does("/probe/together", "fine", name), contextWith(300));
      assert.deepEqual(codes(answer), [code, code], name);
      assert.doesNotMatch(JSON.stringify(answer), /s3cret/);
    }
  });
});

describe("a handler that throws UnauthorizedException", () => {
  test("refuses its own event only, without the exception's own text", async () => {
    for (const path of ["/probe/does", "/probe/slow"]) {
      const answer = await probe.invoke(
        does(path, "fine", "refusesAll", "fine", "refusesSubclass"),
      );
      assert.deepEqual(codes(answer), [undefined, "UNAUTHORIZED", undefined, "UNAUTHORIZED"], path);
      assert.doesNotMatch(JSON.stringify(answer), /s3cret/);
    }
  });

  test("refuses all events that a whole-batch function was given", async () => {
    const answer = await probe.invoke(does("/probe/together", "fine", "refusesAll"));
    assert.deepEqual(codes(answer), ["UNAUTHORIZED", "UNAUTHORIZED"]);
  });

  test("refuses the subscription without the exception's own text", async () => {
    const answer = await probe.invoke(subscribe("/probe/together"));
    assert.deepEqual(answer, { error: `UNAUTHORIZED - ${ERROR_CODES.UNAUTHORIZED}` });
  });

  test("is recognized by its class: another error of that name is a failure", async () => {
    for (const path of ["/probe/does", "/probe/slow", "/probe/together"]) {
      const answer = await probe.invoke(does(path, "refusesAllByName"));
      assert.deepEqual(codes(answer), ["HANDLER_FAILED"], path);
    }
  });
});

describe("an event that does not match its schema", () => {
  test("is told where and why, for three faults at most", async () => {
    const events = publish("/probe/passes/a", [
      { name: 5, tags: ["a", 1, 2, 3, 4] },
      "text",
      { tags: [], extra: "value" },
    ]);
    const errors = (await probe.invoke(events))?.events?.map(({ error }) => error);
    assert.deepEqual(errors, [
      "INVALID_EVENT - /name must be a string; /tags/1 must be a string; /tags/2 must be a string",
      'INVALID_EVENT - "" must be an object',
      'INVALID_EVENT - /name is required; "" must not have other properties',
    ]);
  });

  test("costs no stack when it is nested without end", async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) {
      deep = [deep];
    }
    const answer = await probe.invoke(publish("/probe/passes", [{ does: "x", with: deep }, deep]));
    assert.deepEqual(codes(answer), ["INVALID_EVENT", "INVALID_EVENT"]);
  });
});

describe("subscribing", () => {
  test("is accepted only when a rule returns true", async () => {
    assert.equal(await probe.invoke(subscribe("/probe/passes/room")), null);
    for (const [path, code] of [
      ["/probe/passes", "UNAUTHORIZED"],
      ["/probe/mistyped", "UNAUTHORIZED"],
      ["/probe/does", "HANDLER_FAILED"],
      ["/probe/slow", "HANDLER_TIMEOUT"],
      ["/probe/elsewhere", "UNROUTED_CHANNEL"],
    ] as const) {
      const answer = await probe.invoke(subscribe(path), contextWith(300));
      assert.equal(answer?.error, `${code} - ${ERROR_CODES[code]}`, path);
    }
  });

  test("to a wildcard is judged by the rule of exactly that wildcard", async () => {
    const caller = member("ann");
    assert.equal(await probe.invoke(subscribe("/probe/passes/*", caller)), null);
    const refusals = await Promise.all([
      probe.invoke(subscribe("/probe/passes/*")),
      probe.invoke(subscribe("/probe/*", caller)),
      probe.invoke(subscribe("/probe/passes/room/*", caller)),
    ]);
    assert.deepEqual(
      refusals.map((answer) => answer?.error?.split(" - ")[0]),
      ["UNAUTHORIZED", "WILDCARD_NOT_ALLOWED", "WILDCARD_NOT_ALLOWED"],
    );
  });
});

describe("a malformed invocation", () => {
  const good = publish("/probe/passes", [{ does: "x" }]);

  test("is refused and never taken for a subscribe", async () => {
    const broken: unknown[] = [
      undefined,
      null,
      "text",
      [],
      {},
      { ...good, identity: undefined, info: {} },
      { ...subscribe("/probe/passes/a"), events: [] },
      { ...good, events: [] },
      { ...good, events: null },
      { ...good, info: { ...good.info, operation: "EVENT" } },
      { ...good, info: { ...good.info, channelNamespace: { name: "other" } } },
      publish("/other/passes", [{ does: "x" }]),
      publish("/probe/pas\nses", [{ does: "x" }]),
      { ...good, info: { ...good.info, channel: { path: "/probe/passes", segments: ["probe"] } } },
    ];
    for (const event of broken) {
      const answer = await probe.invoke(event);
      assert.match(JSON.stringify(answer), /"error":"MALFORMED_INVOCATION - /);
      assert.doesNotMatch(JSON.stringify(answer), /"payload"/);
    }
  });

  test("is answered event by event, with the ids that are there", async () => {
    const events = [
      { id: "a", payload: 1 },
      { id: "b" },
      { payload: 2 },
      null,
      { id: "a", payload: 3 },
    ];
    const answer = await probe.invoke({ ...good, events });
    assert.deepEqual(
      answer?.events?.map(({ id }) => id),
      ["a", "b", null, null, "a"],
    );
    assert.deepEqual(new Set(codes(answer)), new Set(["MALFORMED_INVOCATION"]));
  });

  test("is refused when two events have the same id", async () => {
    const events = [1, 2].map((payload) => ({ id: "same", payload }));
    assert.deepEqual(codes(await probe.invoke({ ...good, events })), [
      "MALFORMED_INVOCATION",
      "MALFORMED_INVOCATION",
    ]);
  });
});

describe("a failure of the runtime itself", () => {
  test("is an answer to every event, never an exception", async () => {
    const context = {
      getRemainingTimeInMillis: () => {
        throw new Error("s3cret");
      },
    };
    const answer = await probe.invoke(does("/probe/slow", "one", "two"), context);
    assert.deepEqual(codes(answer), ["HANDLER_FAILED", "HANDLER_FAILED"]);
    assert.doesNotMatch(JSON.stringify(answer), /s3cret/);
  });
});

describe("a function that was deployed with a broken environment", () => {
  test("refuses every event", async () => {
    for (const [extra, code] of [
      [{ METRICS_FLUSH: "never" }, "MISCONFIGURED"],
      [{ OPERATIONS_USD_PER_MILLION: "cheap" }, "MISCONFIGURED"],
      [{ OPERATIONS_USD_PER_MILLION: "1e400" }, "MISCONFIGURED"],
      [{ STAGE: "" }, "MISCONFIGURED"],
    ] as const) {
      const other = await deployNamespace(testNamespace("probe"), extra);
      assert.deepEqual(codes(await other.invoke(does("/probe/passes", "x"))), [code]);
      assert.match(String((await other.invoke(subscribe("/probe/passes/a")))?.error), RegExp(code));
    }
  });
});
