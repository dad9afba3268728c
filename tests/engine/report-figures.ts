import { join } from "node:path";
import { run } from "../../cli/cost.ts";

/** A kind of charge as a report in JSON gives it. */
export interface Kind {
  readonly kind: string;
  readonly quantity: string;
  readonly cost: string;
  readonly handler?: string;
  readonly service?: string;
}

/** Kinds of charge by namespace; `api` holds what belongs to none. */
export type Figures = Record<string, Record<string, Kind>>;

/** What `npm run cost -- report --json` says of what a stage captured this month. */
export async function reportFigures(folder: string): Promise<{ figures: Figures; total: string }> {
  const month = new Date().toISOString().slice(0, 7);
  const metrics = join(folder, "metrics");
  const args = ["--stage", "local", "--month", month, "--metrics", metrics, "--json"];
  const json = JSON.parse(await run(["report", ...args], new Date()));
  const figures: Figures = {};
  for (const { namespace = "api", kinds } of json.namespaces) {
    figures[namespace] = Object.fromEntries(kinds.map((each: Kind) => [each.kind, each]));
  }
  return { figures, total: json.total };
}

/** Operations by kind, connection time left out. */
export function quantities(kinds: Record<string, Kind> = {}): Record<string, number> {
  return Object.fromEntries(
    Object.entries(kinds)
      .filter(([kind]) => kind !== "connectionMinute")
      .map(([kind, { quantity }]) => [kind, Number(quantity)]),
  );
}
