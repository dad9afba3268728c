import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleHandler } from "../../bundle/handler-bundle.ts";
import { testNamespace } from "./deployed-namespace.ts";
import { publish } from "./invocation-events.ts";

/** What a function writes is read from a process of its own, as CloudWatch would receive it. */
describe("a function's output", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "observed-"));
  });
  after(() => rm(folder, { recursive: true }));

  const outputOf = async (events: readonly unknown[], variables: Record<string, string> = {}) => {
    const bundle = await bundleHandler(testNamespace("probe"));
    const file = join(folder, "index.mjs");
    await writeFile(file, bundle.code);
    const script = `
      const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
      for (const event of ${JSON.stringify(events)}) {
        await handler(event, { awsRequestId: "request-1", functionName: "f", getRemainingTimeInMillis: () => 3000 });
      }`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", script],
      {
        env: {
          PATH: process.env.PATH,
          STAGE: "test",
          EVENT_API_ID: "api-1",
          CHANNEL_NAMESPACE: "probe",
          AWS_REGION: "eu-west-1",
          AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
          POWERTOOLS_SERVICE_NAME: "appsync-events-probe",
          POWERTOOLS_METRICS_NAMESPACE: "AppSyncEvents",
          POWERTOOLS_LOG_LEVEL: "INFO",
          METRICS_FLUSH: "invocation",
          ...variables,
        },
      },
    );
    const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line));
  };

  it("logs a failing handler with a correlation id and the function's context, without payloads", async () => {
    const lines = await outputOf([
      publish("/probe/does", [{ does: "throws", with: "private text" }]),
    ]);
    const logged = lines.filter(({ level }) => level === "ERROR");
    assert.equal(logged.length, 1);
    const [line] = logged;
    assert.equal(line.message, "The handler of channel /probe/does failed");
    assert.equal(line.correlation_id, "Root=1-5e-1");
    assert.equal(line.function_request_id, "request-1");
    assert.equal(line.service, "appsync-events-probe");
    assert.equal(line.error.name, "Error");
    assert.doesNotMatch(JSON.stringify(lines), /private text/);
  });

  it("counts a cold start once, and refusals by their codes", async () => {
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

  it("writes no log line for events that are handled", async () => {
    const lines = await outputOf([publish("/probe/passes", [{ does: "x" }])]);
    assert.deepEqual(
      lines.filter(({ level }) => level !== undefined),
      [],
    );
  });

  it("names the variable that keeps a function from handling anything", async () => {
    const lines = await outputOf([publish("/probe/passes", [{ does: "x" }])], { EVENT_API_ID: "" });
    assert.match(lines[0].message, /Every event is refused\. .*EVENT_API_ID is required/);
  });
});
