import { emfLine, serviceLine } from "./captured-metrics.ts";

/** Names of the namespaces of `largeStage`; the longest that AWS allows among them. */
export const LARGE_STAGE_NAMESPACES: readonly string[] = [
  ...["default", "chat", "orders"],
  ...Array.from({ length: 14 }, (_, index) => `tenant-${index + 1}`),
  "a-namespace-whose-name-has-fifty-characters-as-all",
];

/** Two whole months of stage `prod` with 18 namespaces and billions of operations in each. */
export function largeStage(): { emf: string[]; service: string[] } {
  const emf: string[] = [];
  const service: string[] = [];
  for (const [month, publishes] of [
    ["2026-09", 150_000_000],
    ["2026-10", 200_000_000],
  ] as const) {
    for (let day = 1; day <= 30; day += 1) {
      const time = `${month}-${String(day).padStart(2, "0")}T10:00:00Z`;
      for (const [index, namespace] of LARGE_STAGE_NAMESPACES.entries()) {
        const inbound = publishes / 2 ** (index % 4);
        const counts = { InboundOperations: inbound, HandlerOperations: inbound };
        emf.push(emfLine(time, namespace, counts, "prod"));
        service.push(serviceLine(time, "OutboundMessages", inbound * 9, namespace));
      }
      service.push(serviceLine(time, "ConnectSuccess", 250_000));
      service.push(serviceLine(time, "ConnectionDuration", 250_000 * 3_600_000));
    }
  }
  return { emf, service };
}
