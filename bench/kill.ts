import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableStore } from "../local/dynamodb/table-store.ts";
import type { Section, Size } from "./section.ts";
import { freePort, projectCopy, removeCopy, StageProcess } from "./stage/stage-process.ts";

const DEFAULT_KILLS = 8;
const PUBLISHERS = 4;

/** Orders that must be acknowledged before a kill, and how long they may take, in milliseconds. */
const LEAST_ORDERS = 8;
const PATIENCE_MS = 60_000;

/** Milliseconds by which the kills differ, so that each hits another moment of a publish. */
const STEP_MS = 7;

const TABLE = "appsync-events-local-orders";

/**
 * Kills the stage again and again while orders are being published, and then looks in the table for
 * every order that was acknowledged. `--kills 40` is the long run.
 */
export async function run({ kills = DEFAULT_KILLS }: Size): Promise<Section> {
  const project = await projectCopy();
  try {
    const port = await freePort();
    const acknowledged: string[] = [];
    let broken = 0;
    let killsAfterOrders = 0;
    const deploying = new StageProcess(project, port);
    await deploying.printed("Watching handlers/");
    await deploying.end("SIGINT");
    for (let kill = 0; kill < kills; kill++) {
      const stage = new StageProcess(project, port);
      await stage.serving();
      const publishing = Array.from({ length: PUBLISHERS }, (_, publisher) =>
        publishOrders(stage, `${kill}-${publisher}`, acknowledged),
      );
      const limit = performance.now() + PATIENCE_MS;
      const enough = acknowledged.length + LEAST_ORDERS;
      while (acknowledged.length < enough && performance.now() < limit) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await new Promise((resolve) => setTimeout(resolve, kill * STEP_MS));
      if (acknowledged.length >= enough) {
        killsAfterOrders++;
      }
      await stage.end("SIGKILL");
      broken += (await Promise.all(publishing)).filter(
        (ended) => ended === "in mid-publish",
      ).length;
    }
    const stored = await storedEvents(join(project, ".local", "dynamodb"));
    // The sort key of an order's event (handlers/orders/order-store.ts).
    const lost = acknowledged.filter((eventId) => !stored.includes(`"EVENT#${eventId}"`)).length;
    return {
      title: `Kill: ${kills} kills in mid-publish`,
      figures: [
        { name: "acknowledged orders", value: acknowledged.length.toLocaleString("en") },
        {
          name: `kills after ${LEAST_ORDERS} or more orders`,
          value: `${killsAfterOrders}`,
          target: `${kills}`,
          met: killsAfterOrders === kills,
        },
        { name: "publishes cut off", value: `${broken}`, met: broken > 0 },
        { name: "acknowledged orders lost", value: `${lost}`, target: "0", met: lost === 0 },
      ],
      notes: ["The whole stage on loopback, killed with SIGKILL. --kills sets the number."],
    };
  } finally {
    await removeCopy(project);
  }
}

/** Publishes one order after the other until the stage is gone. */
async function publishOrders(
  stage: StageProcess,
  name: string,
  acknowledged: string[],
): Promise<string> {
  for (let n = 0; ; n++) {
    const eventId = `event-${name}-${n}`;
    const order = {
      eventId,
      orderId: `order-${name}-${n}`,
      status: "placed",
      currency: "EUR",
      lines: [{ sku: "book", quantity: 1, unitPrice: 1999 }],
    };
    try {
      const [successful] = await stage.publish("/orders/eu", [order]);
      if (successful === 1) {
        acknowledged.push(eventId);
      }
    } catch {
      return "in mid-publish";
    }
  }
}

/** All items of the orders table as text. */
async function storedEvents(folder: string): Promise<string> {
  const store = await TableStore.open(folder, "eu-west-1");
  const output = await mkdtemp(join(tmpdir(), "bench-orders-"));
  try {
    const file = join(output, "items.jsonl");
    const items = await store.exportTo(TABLE, file);
    return items === 0 ? "" : await readFile(file, "utf8");
  } finally {
    await store.close();
    await rm(output, { recursive: true, force: true });
  }
}
