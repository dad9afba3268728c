import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { tokenKey } from "../../cli/start/local-identity.ts";
import { localConfig } from "../../cli/start/stage-config.ts";
import { createStageStack } from "../../engine/stage-stack.ts";
import program from "../../index.ts";
import { EmbeddedStage } from "../../local/stage.ts";
import { FLUSH_OPERATIONS } from "../../pricing/metering-flush.ts";
import { reportFigures } from "./report-figures.ts";
import { functionProcessesOf } from "./running-stage.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The stage with metrics that aggregate, as in production, deployed into this process. */
async function aggregatingStage(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "aggregating-"));
  const region = "eu-west-1";
  const stage = await EmbeddedStage.open({ folder, port: 0, region, principals: [] });
  let open = true;
  const close = async () => {
    if (open) {
      await stage.close();
    }
    open = false;
  };
  t.after(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });
  const stack = await createStageStack({
    stage: "local",
    workDir: join(folder, "pulumi"),
    program,
    config: {
      ...localConfig(root, await tokenKey(folder)),
      "appsync-events:metrics": JSON.stringify({ flush: "aggregate" }),
    },
    debugProviders: { aws: stage.providerPort },
  });
  await stack.up();
  const [api] = stage.eventApis();
  const key = api?.apiKeys[0]?.key ?? "";
  const publish = async (count: number) => {
    for (let done = 0; done < count; done += 1) {
      const response = await fetch(`http://localhost:${stage.port}/event`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": key },
        body: JSON.stringify({
          channel: "/default/notifications",
          events: ['{"title":"a"}', '{"title":"b"}'],
        }),
      });
      assert.equal(response.status, 200);
      await response.arrayBuffer();
    }
  };
  return { folder, publish, close };
}

// One publish of two events: two inbound operations and the invocation.
const OPERATIONS = 3;

describe("metering that aggregates on the embedded stage", () => {
  test("writes everything when the stage stops", async (t) => {
    const { folder, publish, close } = await aggregatingStage(t);
    await publish(150);
    await close();
    const { inbound, handler } = (await reportFigures(folder)).figures.default ?? {};
    assert.deepEqual([inbound?.handler, inbound?.service], ["300", "300"]);
    assert.deepEqual([handler?.handler, handler?.service], ["150", "150"]);
  });

  test("loses no more than the stated bound when containers are killed, and charges it all", async (t) => {
    const { folder, publish, close } = await aggregatingStage(t);
    await publish(150);
    const containers = await functionProcessesOf(process.pid);
    assert.ok(containers.length > 0);
    for (const pid of containers) {
      process.kill(pid, "SIGKILL");
    }
    await close();
    const { inbound, handler } = (await reportFigures(folder)).figures.default ?? {};
    const lost = 150 - Number(handler?.handler);
    assert.ok(lost > 0, "a killed container loses what waited in it");
    assert.ok(lost * OPERATIONS < containers.length * (FLUSH_OPERATIONS + OPERATIONS));
    assert.equal(Number(inbound?.service) - Number(inbound?.handler), 2 * lost);
    assert.deepEqual([inbound?.quantity, handler?.quantity], ["300", "150"]);
  });
});
