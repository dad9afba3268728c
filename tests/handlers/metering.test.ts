import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import {
  HANDLER_METRICS,
  METRIC_DIMENSIONS,
  OCCASIONAL_METRICS,
} from "../../pricing/handler-metrics.ts";
import { METRIC_LINE_BYTES } from "../../pricing/metering-cost.ts";
import { FLUSH_INTERVAL_MS, FLUSH_OPERATIONS } from "../../pricing/metering-flush.ts";
import { ERROR_CODES, type ErrorCode } from "../../runtime/error-codes.ts";
import { Metering, type MeteringOptions } from "../../runtime/metering.ts";

process.env.POWERTOOLS_SERVICE_NAME = "appsync-events-orders";
process.env.POWERTOOLS_METRICS_NAMESPACE = "AppSyncEvents";

const OPTIONS: MeteringOptions = {
  stage: "prod",
  eventApiId: "abcdefghijklmnopqrstuvwxyz",
  namespace: "orders",
  usdPerMillion: 1,
  flush: "invocation",
};

type Line = Record<string, number | string> & {
  _aws: { Timestamp: number; CloudWatchMetrics: [{ Namespace: string; Dimensions: string[][] }] };
};

/** What is written to standard output while `work` runs. */
function linesOf(t: TestContext, work: () => void): Line[] {
  const written: string[] = [];
  const write = t.mock.method(process.stdout, "write", (chunk: string | Uint8Array) => {
    written.push(String(chunk));
    return true;
  });
  work();
  write.mock.restore();
  return written
    .join("")
    .split("\n")
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line) as Line);
}

function sumOf(lines: readonly Line[], name: string) {
  return lines.reduce((sum, line) => sum + Number(line[name] ?? 0), 0);
}

describe("metering", () => {
  test("writes the operations of an invocation by kind, and their price", (t) => {
    const [line, ...others] = linesOf(t, () => {
      const metering = new Metering(OPTIONS);
      metering.invocation("PUBLISH", [100, 5_120, 5_121]);
      metering.flush();
    });
    assert.deepEqual(others, []);
    assert.equal(line?.InboundOperations, 4);
    assert.equal(line?.HandlerOperations, 1);
    assert.equal(line?.SubscribeOperations, undefined);
    assert.equal(line?.EstimatedCostUSD, 0.000005);
  });

  test("counts a subscribe request and the invocation that decides it", (t) => {
    const [line] = linesOf(t, () => {
      const metering = new Metering(OPTIONS);
      metering.invocation("SUBSCRIBE", []);
      metering.flush();
    });
    assert.equal(line?.SubscribeOperations, 1);
    assert.equal(line?.HandlerOperations, 1);
    assert.equal(line?.EstimatedCostUSD, 0.000002);
  });

  test("has one dimension combination, by stage, API and namespace, never by channel", (t) => {
    const [line] = linesOf(t, () => {
      const metering = new Metering(OPTIONS);
      metering.invocation("PUBLISH", [1]);
      metering.refused("INVALID_EVENT");
      metering.flush();
    });
    const [{ Namespace, Dimensions }] = line?._aws.CloudWatchMetrics ?? [{}];
    assert.equal(Namespace, "AppSyncEvents");
    assert.deepEqual(Dimensions, [[...METRIC_DIMENSIONS]]);
    assert.equal(line?.Stage, "prod");
    assert.equal(line?.EventAPIId, "abcdefghijklmnopqrstuvwxyz");
    assert.equal(line?.ChannelNamespaceName, "orders");
  });

  test("counts refusals of callers and of handlers as one metric, with the codes beside it as text", (t) => {
    const [line] = linesOf(t, () => {
      const metering = new Metering(OPTIONS);
      metering.invocation("PUBLISH", [1, 1, 1]);
      metering.refused("INVALID_EVENT");
      metering.refused("INVALID_EVENT");
      metering.refused("UNAUTHORIZED");
      metering.flush();
    });
    assert.equal(line?.RejectedEvents, 3);
    assert.equal(line?.RejectedEvents_INVALID_EVENT, "2");
    assert.equal(line?.RejectedEvents_UNAUTHORIZED, "1");
    assert.equal(line?.ServerFaults, undefined);
  });

  test("counts every code under one of two metrics, and server faults apart from all others", (t) => {
    const serverFaults = [
      "HANDLER_FAILED",
      "HANDLER_TIMEOUT",
      "INVALID_RESULT",
      "MALFORMED_INVOCATION",
      "MISCONFIGURED",
    ];
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      const [line] = linesOf(t, () => {
        const metering = new Metering(OPTIONS);
        metering.refused(code);
        metering.flush();
      });
      const isFault = serverFaults.includes(code);
      assert.equal(line?.ServerFaults, isFault ? 1 : undefined, code);
      assert.equal(line?.RejectedEvents, isFault ? undefined : 1, code);
      assert.equal(line?.[`${isFault ? "ServerFaults" : "RejectedEvents"}_${code}`], "1");
    }
  });

  test("counts events that a handler drops", (t) => {
    const [line] = linesOf(t, () => {
      const metering = new Metering(OPTIONS);
      metering.dropped();
      metering.dropped();
      metering.flush();
    });
    assert.equal(line?.HandlerDroppedEvents, 2);
  });

  test("counts with the dimensions that are known where the environment is not complete", (t) => {
    const [line] = linesOf(t, () => {
      const metering = new Metering({ ...OPTIONS, stage: "", eventApiId: undefined });
      metering.refused("MISCONFIGURED");
      metering.flush();
    });
    assert.deepEqual(line?._aws.CloudWatchMetrics[0].Dimensions, [
      ["service", "ChannelNamespaceName"],
    ]);
    assert.equal(line?.ServerFaults, 1);
  });

  test("keeps what could not be written for the next line", (t) => {
    const lines = linesOf(t, () => {
      const metering = new Metering(OPTIONS);
      metering.invocation("PUBLISH", [1]);
      const stringify = t.mock.method(JSON, "stringify", () => {
        throw new Error("no space left");
      });
      assert.throws(() => metering.flush());
      stringify.mock.restore();
      metering.invocation("PUBLISH", [1]);
      metering.flush();
      metering.flush();
    });
    assert.deepEqual(
      lines.map((line) => line.HandlerOperations),
      [2],
    );
  });

  test("takes the price that it is given", (t) => {
    const [line] = linesOf(t, () => {
      const metering = new Metering({ ...OPTIONS, usdPerMillion: 0.5 });
      metering.invocation("PUBLISH", [1]);
      metering.flush();
    });
    assert.equal(line?.EstimatedCostUSD, 0.000001);
  });

  test("counts on without dollars where no price is known", (t) => {
    const lines = linesOf(t, () => {
      const metering = new Metering({ ...OPTIONS, usdPerMillion: Number.NaN });
      metering.invocation("PUBLISH", [1]);
      metering.flush();
    });
    assert.equal(sumOf(lines, "InboundOperations"), 1);
    assert.ok(lines.every((line) => line.EstimatedCostUSD === undefined));
  });

  test("writes lines no longer than the forecast counts on", (t) => {
    const [line] = linesOf(t, () => {
      const metering = new Metering(OPTIONS);
      for (let count = 0; count < 150; count += 1) {
        metering.invocation("SUBSCRIBE", []);
        metering.invocation("PUBLISH", [245_760, 245_760]);
        metering.refused("INVALID_EVENT");
      }
      metering.flush();
    });
    const names = line?._aws.CloudWatchMetrics.flatMap((each) => JSON.stringify(each)).join("");
    const occasional: readonly string[] = OCCASIONAL_METRICS;
    for (const name of Object.keys(HANDLER_METRICS)) {
      assert.equal(names?.includes(name), !occasional.includes(name), name);
    }
    assert.ok(JSON.stringify(line).length < METRIC_LINE_BYTES, String(JSON.stringify(line).length));
  });
});

describe("metering that aggregates", () => {
  const day = 24 * 3_600_000;
  const start = Math.floor(Date.now() / day) * day - day / 2; // noon of yesterday

  function aggregate(t: TestContext, work: (m: Metering, at: At) => void) {
    let now = start;
    return linesOf(t, () => {
      const metering = new Metering({ ...OPTIONS, flush: "aggregate", now: () => now });
      work(metering, (milliseconds) => {
        now = start + milliseconds;
        metering.invocation("PUBLISH", [1]);
        metering.flush();
      });
      process.removeAllListeners("SIGTERM").removeAllListeners("exit");
    });
  }
  type At = (milliseconds: number) => void;

  test("writes the first invocation at once, then after the interval", (t) => {
    const lines = aggregate(t, (_, invokeAt) => {
      for (const at of [0, 1, 2, FLUSH_INTERVAL_MS - 1, FLUSH_INTERVAL_MS]) {
        invokeAt(at);
      }
    });
    assert.deepEqual(
      lines.map((line) => line.HandlerOperations),
      [1, 4],
    );
  });

  test("writes as soon as enough operations wait", (t) => {
    const lines = aggregate(t, (_, invokeAt) => {
      for (let count = 0; count <= FLUSH_OPERATIONS / 2; count += 1) {
        invokeAt(count);
      }
    });
    assert.deepEqual(
      lines.map((line) => Number(line.HandlerOperations) + Number(line.InboundOperations)),
      [2, FLUSH_OPERATIONS],
    );
  });

  test("never has more waiting than the stated bound", (t) => {
    let handed = 0;
    const lines = aggregate(t, (_, invokeAt) => {
      for (let count = 0; count < 1_700; count += 1) {
        invokeAt(count);
        handed += 2;
      }
    });
    const written = sumOf(lines, "HandlerOperations") + sumOf(lines, "InboundOperations");
    assert.ok(handed - written < FLUSH_OPERATIONS);
    assert.notEqual(handed, written);
  });

  test("writes a server fault at once: a container that nobody invokes again never would", (t) => {
    const lines = aggregate(t, (metering, invokeAt) => {
      invokeAt(0);
      metering.refused("INVALID_EVENT");
      metering.flush();
      metering.refused("HANDLER_FAILED");
      metering.flush();
    });
    assert.deepEqual(
      lines.map(({ RejectedEvents, ServerFaults }) => [RejectedEvents, ServerFaults]),
      [
        [undefined, undefined],
        [1, 1],
      ],
    );
  });

  test("gives each day a line of its own", (t) => {
    const lines = aggregate(t, (metering, invokeAt) => {
      for (const at of [0, day / 2 - 2, day / 2 - 1, day / 2]) {
        invokeAt(at);
      }
      metering.flushNow();
    });
    const byDay = lines.map((line) => [
      (line._aws.Timestamp - start) / (day / 2),
      line.HandlerOperations,
    ]);
    assert.deepEqual(byDay, [
      [0, 1],
      [(day / 2 - 2) / (day / 2), 1],
      [(day / 2 - 1) / (day / 2), 1],
      [1, 1],
    ]);
  });
});

describe("metering in a process that ends", () => {
  // Standard output is a file, because that is written at once; a socket would lose lines by itself.
  async function run(flush: string, invocations: number, signal?: NodeJS.Signals) {
    const folder = await mkdtemp(join(tmpdir(), "metering-"));
    const file = await open(join(folder, "stdout"), "w+");
    try {
      const script = new URL("./metering-process.ts", import.meta.url).pathname;
      const stay = signal ? ["stay"] : [];
      const child = spawn(process.execPath, [script, flush, `${invocations}`, ...stay], {
        stdio: ["ignore", file.fd, "pipe"],
      });
      const ended = once(child, "exit");
      if (signal) {
        assert.ok(child.stderr);
        await once(child.stderr, "data");
        child.kill(signal);
      }
      await ended;
      const lines = (await readFile(join(folder, "stdout"), "utf8")).trimEnd().split("\n");
      return sumOf(
        lines.map((line) => JSON.parse(line) as Line),
        "HandlerOperations",
      );
    } finally {
      await file.close();
      await rm(folder, { recursive: true });
    }
  }

  test("writes everything when it is asked to stop", async () => {
    assert.equal(await run("aggregate", 400, "SIGTERM"), 400);
    assert.equal(await run("aggregate", 400), 400);
  });

  test("loses no more than the stated bound when it is killed", async () => {
    const counted = await run("aggregate", 400, "SIGKILL");
    const operationsEach = 4; // two events of one and two units, and the invocation
    assert.ok(counted > 0 && counted < 400, `${counted} of 400`);
    assert.ok((400 - counted) * operationsEach < FLUSH_OPERATIONS + operationsEach);
    assert.equal(await run("invocation", 400, "SIGKILL"), 400);
  });
});
