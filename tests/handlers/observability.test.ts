import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { METERED_UNIT_BYTES } from "../../pricing/metered-units.ts";
import { testNamespace } from "./deployed-namespace.ts";
import { type OutputLine, runFunction } from "./function-process.ts";
import { publish } from "./invocation-events.ts";

async function outputOf(
  events: readonly unknown[],
  variables: Record<string, string> = {},
): Promise<readonly OutputLine[]> {
  return (await runFunction(testNamespace("probe"), events, { variables })).lines;
}

/** What a function writes is read from a process of its own, as CloudWatch would receive it. */
describe("a function's output", () => {
  test("logs a failing handler with a correlation id and the function's context, without payloads", async () => {
    const lines = await outputOf([
      publish("/probe/does", [{ does: "throws", with: "private text" }]),
    ]);
    const logged = lines.filter(({ level }) => level === "ERROR");
    assert.equal(logged.length, 1);
    const [line] = logged;
    assert.equal(line?.message, "The handler of channel /probe/does failed");
    assert.equal(line?.correlation_id, "Root=1-5e-1");
    assert.equal(line?.function_request_id, "request-0");
    assert.equal(line?.service, "appsync-events-probe");
    assert.equal(line?.error.name, "Error");
    assert.doesNotMatch(JSON.stringify(lines), /private text/);
  });

  test("counts a cold start once, and refusals by their codes", async () => {
    const refused = publish("/probe/nowhere", [1, 2]);
    const lines = await outputOf([refused, publish("/probe/passes", [{ does: 1 }])]);
    assert.equal(lines.filter(({ ColdStart }) => ColdStart === 1).length, 1);
    const codes = lines.flatMap((line) =>
      Object.entries(line).filter(([key]) => key.startsWith("RejectedEvents_")),
    );
    assert.deepEqual(codes, [
      ["RejectedEvents_UNROUTED_CHANNEL", "2"],
      ["RejectedEvents_INVALID_EVENT", "1"],
    ]);
  });

  test("meters the bytes of events that are refused, unrouted or too deep", async () => {
    const units = 3;
    const text = "x".repeat((units - 1) * METERED_UNIT_BYTES);
    const deep = Array.from({ length: 1_000 }).reduce<unknown>((inner) => [inner], text);
    for (const [path, payload, code] of [
      ["/probe/nowhere", text, "UNROUTED_CHANNEL"],
      ["/probe/passes", text, "INVALID_EVENT"],
      ["/probe/passes", deep, "INVALID_EVENT"],
    ] as const) {
      const lines = await outputOf([publish(path, [payload])]);
      assert.ok(
        lines.some((line) => line[`RejectedEvents_${code}`] === "1"),
        code,
      );
      const inbound = lines.flatMap(({ InboundOperations }) => InboundOperations ?? []);
      assert.deepEqual(inbound, [units], `${path}, ${code}`);
    }
  });

  test("writes no log line for events that are handled", async () => {
    const lines = await outputOf([publish("/probe/passes", [{ does: "x" }])]);
    assert.deepEqual(
      lines.filter(({ level }) => level !== undefined),
      [],
    );
  });

  test("names the variable that keeps a function from handling anything", async () => {
    const lines = await outputOf([publish("/probe/passes", [{ does: "x" }])], { EVENT_API_ID: "" });
    const messages = lines.map(({ message }) => message).join("\n");
    assert.match(messages, /Every event is refused\. .*EVENT_API_ID is required/);
  });
});
