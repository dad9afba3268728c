import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testNamespace } from "./deployed-namespace.ts";
import { type FunctionRun, type OutputLine, runFunction } from "./function-process.ts";
import { publish, subscribe } from "./invocation-events.ts";

const failing = testNamespace("failing");

const THROWN = [
  "text",
  "nothing",
  "null",
  "number",
  "symbol",
  "plainObject",
  "nullPrototype",
  "cyclicCause",
  "cycleOfCauses",
  "getterOfError",
  "messageGetter",
  "ownGetter",
  "proxy",
  "revokedProxy",
  "huge",
  "bigint",
  "deepCauses",
];

type Answer = { events: { payload?: unknown; error?: string }[]; error?: string } | null;

function answered({ answers }: FunctionRun): unknown[] {
  return (answers as Answer[]).flatMap((answer) =>
    (answer?.events ?? [answer ?? {}]).map(
      ({ payload, error }: { payload?: unknown; error?: string }) =>
        error?.split(" - ")[0] ?? payload,
    ),
  );
}

function sumOf(lines: readonly OutputLine[], name: string): number {
  return lines.reduce((sum, line) => sum + Number(line[name] ?? 0), 0);
}

function logLines({ lines }: FunctionRun): OutputLine[] {
  return lines.filter(({ level }) => level !== undefined);
}

describe("an error that can hardly be logged", () => {
  test("refuses its own event, leaves a line and is counted, thrown now or later", async () => {
    const events = ["/failing/throws", "/failing/rejects"].flatMap((path) =>
      THROWN.map((name) => publish(path, ["fine", name, "fine"])),
    );
    const run = await runFunction(failing, events);
    assert.deepEqual(
      answered(run),
      events.flatMap(() => ["fine", "HANDLER_FAILED", "fine"]),
    );
    const logged = logLines(run);
    assert.equal(logged.length, events.length);
    for (const line of logged) {
      assert.equal(line.level, "ERROR");
      assert.match(line.message, /^The handler of channel \/failing\/(throws|rejects) failed$/);
      assert.equal(line.correlation_id, "Root=1-5e-1");
      assert.match(line.function_request_id, /^request-\d+$/);
      assert.ok(JSON.stringify(line).length < 256 * 1024, "a line is one log event");
    }
    const text = JSON.stringify(logged);
    for (const part of ["the disk is full", "404", "Symbol(a symbol)", "503", "504"]) {
      assert.ok(text.includes(part), part);
    }
    for (const part of ["its own cause", "with a getter", "owns a getter", "counts", "undefined"]) {
      assert.ok(text.includes(part), part);
    }
    assert.equal(sumOf(run.lines, "ServerFaults"), events.length);
    assert.equal(sumOf(run.lines, "InboundOperations"), events.length * 3);
    assert.equal(run.exitCode, 0);
  });
});

describe("a handler's logger", () => {
  test("never refuses an event, and writes what it can of every line", async () => {
    const names = [
      "cyclic",
      "cyclicError",
      "getter",
      "revoked",
      "nothing",
      "child",
      "keys",
      "fine",
    ];
    const run = await runFunction(
      failing,
      names.map((name) => publish("/failing/logs", [name, "unknown"])),
    );
    assert.deepEqual(
      answered(run),
      names.flatMap((name) => [name, "unknown"]),
    );
    const logged = logLines(run);
    for (const message of ["cyclic", "cyclic error", "getter", "revoked", "child", "with keys"]) {
      const line = logged.find((one) => one.message === message);
      assert.equal(line?.correlation_id, "Root=1-5e-1", message);
    }
    const fine = logged.find(({ message }) => message === "fine");
    assert.equal(fine?.orderId, "o-1");
    assert.equal(fine?.poison, undefined, "keys of one invocation are not those of the next");
  });
});

describe("a refusal by exception", () => {
  test("is an answer: nothing is left running, unheard or unmetered", async () => {
    const run = await runFunction(failing, [
      publish("/failing/refuses", ["a", "now", "b", "later", "drops"]),
      subscribe("/failing/rejects"),
    ]);
    assert.deepEqual(answered(run), ["a", "UNAUTHORIZED", "b", "UNAUTHORIZED", "UNAUTHORIZED"]);
    assert.equal(run.exitCode, 0);
    assert.equal(sumOf(run.lines, "RejectedEvents"), 3);
    assert.equal(sumOf(run.lines, "ServerFaults"), 0, "nobody is woken up");
    assert.equal(sumOf(run.lines, "HandlerDroppedEvents"), 1);
    assert.equal(sumOf(run.lines, "InboundOperations"), 5);
    assert.ok(logLines(run).every(({ level }) => level === "INFO"));
  });
});

describe("a result that cannot be broadcast", () => {
  test("is logged with the place and without the value", async () => {
    const run = await runFunction(failing, [publish("/failing/invalid", ["mistyped", "b"])]);
    assert.deepEqual(answered(run), ["INVALID_RESULT", { name: "b" }]);
    const [line, ...others] = logLines(run);
    assert.deepEqual(others, []);
    assert.equal(
      line?.message,
      "The result of the handler of channel /failing/invalid cannot be broadcast: " +
        "/name must be a string",
    );
  });
});

describe("a failure of the function as a whole", () => {
  test("is metered and logged: a malformed invocation, an environment that is not valid", async () => {
    const malformed = { ...publish("/failing/throws", ["a", "b"]), info: {} };
    const run = await runFunction(failing, [malformed, {}]);
    assert.equal(sumOf(run.lines, "ServerFaults"), 3);
    assert.equal(sumOf(run.lines, "ServerFaults_MALFORMED_INVOCATION"), 3);
    assert.equal(logLines(run).length, 2);
    for (const variable of ["STAGE", "EVENT_API_ID", "CHANNEL_NAMESPACE", "METRICS_FLUSH"]) {
      const variables = { [variable]: variable === "METRICS_FLUSH" ? "never" : "" };
      const events = [publish("/failing/throws", ["a", "b"]), subscribe("/failing/throws")];
      const broken = await runFunction(failing, events, { variables });
      assert.deepEqual(answered(broken), Array(3).fill("MISCONFIGURED"), variable);
      assert.equal(sumOf(broken.lines, "ServerFaults"), 3, variable);
      assert.equal(sumOf(broken.lines, "InboundOperations"), 2, variable);
      assert.match(String(logLines(broken)[0]?.message), new RegExp(variable));
    }
  });
});

describe("a function that outlasts its time", () => {
  test("is told so by its signal, counted once, and still heard when it fails after that", async () => {
    const event = publish("/failing/late", ["rejects", "resolves"]);
    const run = await runFunction(failing, [event], { remainingMilliseconds: 260 });
    assert.deepEqual(answered(run), ["HANDLER_TIMEOUT", "HANDLER_TIMEOUT"]);
    assert.equal(run.exitCode, 0);
    assert.equal(sumOf(run.lines, "ServerFaults"), 2);
    assert.deepEqual(
      logLines(run).map(({ message, error }) => [message, error?.message]),
      [
        ["The handler of channel /failing/late ran out of time", undefined],
        ["The handler of channel /failing/late ran out of time", undefined],
        ["The handler of channel /failing/late failed", "too late"],
      ],
    );
  });
});

describe("a promise that a handler leaves to itself", () => {
  test("ends the process when it is rejected, and loses no metering in either mode", async () => {
    for (const flush of ["invocation", "aggregate"]) {
      const events = [
        publish("/failing/background", ["first"]),
        publish("/failing/background", ["second"]),
        publish("/failing/background", ["rejects", "waits"]),
      ];
      const run = await runFunction(failing, events, { variables: { METRICS_FLUSH: flush } });
      assert.notEqual(run.exitCode, 0, "it is the handler's to mend");
      assert.equal(sumOf(run.lines, "HandlerOperations"), 3, flush);
      assert.equal(sumOf(run.lines, "InboundOperations"), 4, flush);
    }
  });
});

describe("invocations that run at the same time", () => {
  test("share no correlation id, and only the first is a cold start", async () => {
    const events = [1, 2, 3].map((number) => ({
      ...publish("/failing/logs", ["fine", "fine"]),
      request: { headers: { "x-amzn-trace-id": `Root=${number}` }, domainName: null },
    }));
    const run = await runFunction(failing, events, { concurrent: true });
    const logged = logLines(run).map((line) =>
      [line.correlation_id, line.function_request_id, line.cold_start].join(" "),
    );
    assert.deepEqual(logged.sort(), [
      "Root=1 request-0 true",
      "Root=1 request-0 true",
      "Root=2 request-1 false",
      "Root=2 request-1 false",
      "Root=3 request-2 false",
      "Root=3 request-2 false",
    ]);
  });

  test("have no cold start either when the first wrote no line", async () => {
    const run = await runFunction(failing, [
      publish("/failing/refuses", ["quiet"]),
      publish("/failing/logs", ["fine"]),
    ]);
    assert.deepEqual(
      logLines(run).map((line) => line.cold_start),
      [false],
    );
  });
});
