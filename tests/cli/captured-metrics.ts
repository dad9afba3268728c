import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A metric line as a handler writes it. */
export function emfLine(
  time: string,
  namespace: string,
  counts: Record<string, number>,
  stage = "local",
): string {
  return JSON.stringify({
    _aws: {
      Timestamp: Date.parse(time),
      CloudWatchMetrics: [
        {
          Namespace: "AppSyncEvents",
          Dimensions: [["service", "Stage", "EventAPIId", "ChannelNamespaceName"]],
          Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: "Count" })),
        },
      ],
    },
    service: `appsync-events-${namespace}`,
    Stage: stage,
    EventAPIId: "api1",
    ChannelNamespaceName: namespace,
    ...counts,
  });
}

/** A metric of AppSync itself as the embedded stage captures it. */
export function serviceLine(
  time: string,
  metricName: string,
  value: number,
  namespace?: string,
): string {
  const dimensions = {
    EventAPIId: "api1",
    ...(namespace === undefined ? {} : { ChannelNamespaceName: namespace }),
  };
  return JSON.stringify({ timestamp: Date.parse(time), metricName, value, dimensions });
}

/** A folder with captured metrics that lives as long as the test. */
export async function capturedMetrics(
  t: TestContext,
  lines: { readonly emf?: readonly string[]; readonly service?: readonly string[] },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "captured-metrics-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(folder, { recursive: true });
  if (lines.emf) {
    await writeFile(join(folder, "emf.jsonl"), `${lines.emf.join("\n")}\n`);
  }
  if (lines.service) {
    await writeFile(join(folder, "aws-appsync.jsonl"), `${lines.service.join("\n")}\n`);
  }
  return folder;
}

/** A month with three namespaces, ten days long, in both sources. */
export function busyMonth(): { emf: string[]; service: string[] } {
  const emf: string[] = [];
  const service: string[] = [];
  for (let day = 1; day <= 10; day += 1) {
    const time = `2026-10-${String(day).padStart(2, "0")}T10:00:00Z`;
    for (const [namespace, publishes, fanOut] of [
      ["orders", 40_000 + day * 3_000, 12],
      ["chat", 25_000, 30 + day],
      ["default", 9_000 - day * 500, 3],
    ] as const) {
      const inbound = publishes + (day === 3 ? 25 : 0);
      emf.push(
        emfLine(time, namespace, {
          InboundOperations: publishes,
          HandlerOperations: publishes + 120,
          SubscribeOperations: 120,
        }),
      );
      service.push(
        serviceLine(time, "InboundMessages", inbound, namespace),
        serviceLine(time, "PublishedHandlerInvocations", publishes, namespace),
        serviceLine(time, "SubscribeHandlerInvocations", 120, namespace),
        serviceLine(time, "SubscribeSuccess", 120, namespace),
        serviceLine(time, "OutboundMessages", publishes * fanOut, namespace),
      );
    }
    service.push(
      serviceLine(time, "ConnectSuccess", 240),
      serviceLine(time, "ConnectionDuration", 240 * 3_600_000),
    );
  }
  return { emf, service };
}
