import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
  contextWith,
  type DeployedNamespace,
  deployNamespace,
  testNamespace,
} from "./deployed-namespace.ts";
import { publish } from "./invocation-events.ts";

let ordered: DeployedNamespace;
before(async () => {
  ordered = await deployNamespace(testNamespace("ordered"));
});

async function outcomesOf(
  path: string,
  steps: readonly object[],
  context = contextWith(),
): Promise<unknown[]> {
  const answer = await ordered.invoke(publish(path, steps), context);
  return (answer?.events ?? []).map(({ payload, error }) => error?.split(" - ")[0] ?? payload);
}

async function trace(): Promise<string[]> {
  const [told] = await outcomesOf("/ordered/concurrent", [{ name: "trace", does: "tells" }]);
  return told as string[];
}

describe("the events of a batch", () => {
  const meeting = [
    { name: "a", does: "meets" },
    { name: "b", does: "meets" },
  ];

  test("have functions that run at the same time", async () => {
    assert.deepEqual(await outcomesOf("/ordered/concurrent", meeting), [["a"], ["b"]]);
    assert.deepEqual((await trace()).slice(0, 2), ["a starts", "b starts"]);
  });

  test("run one after another where the channel says so, whatever becomes of one", async () => {
    const steps = [{ name: "a" }, { name: "b", does: "throws" }, { name: 7 }, { name: "c" }];
    assert.deepEqual(await outcomesOf("/ordered/sequential", steps), [
      ["a"],
      "HANDLER_FAILED",
      "INVALID_EVENT",
      ["c"],
    ]);
    assert.deepEqual(await trace(), ["a starts", "a ends", "b starts", "c starts", "c ends"]);
  });

  test("do not start any more once the time of all is spent", async () => {
    const outcomes = await outcomesOf("/ordered/sequential", meeting, contextWith(270));
    assert.deepEqual(outcomes, ["HANDLER_TIMEOUT", "HANDLER_TIMEOUT"]);
    assert.deepEqual(await trace(), ["a starts"]);
  });

  test("need no promise to be in order", async () => {
    const steps = [{ name: "a" }, { name: "b" }];
    assert.deepEqual(await outcomesOf("/ordered/at-once", steps), [["a"], ["b"]]);
  });
});
