import type { Document } from "./document.ts";
import { kindLabel } from "./forecast-document.ts";
import type { UnpricedMonth } from "./gathered-report.ts";
import type { Month } from "./month.ts";

/** What was counted in a month of a stage whose region has no known price: no dollars, and why. */
export function countsDocument(
  stage: string,
  month: Month,
  { usage, unknownPrice }: UnpricedMonth,
): Document {
  const groups = Map.groupBy(usage.usage, ({ namespace, kind, source }) =>
    [namespace ?? "(whole API)", kindLabel(kind), source].join("\u0000"),
  );
  const rows = [...groups].map(([key, counts]) => [
    ...key.split("\u0000"),
    counts.reduce((sum, { quantity }) => sum + quantity, 0n).toLocaleString("en-US"),
  ]);
  return {
    title: `Usage of stage ${stage} in ${month.name}, without dollars`,
    paragraphs: [`No dollars: ${unknownPrice}.`, `From ${usage.origin}.`, ...usage.notes],
    tables: [
      {
        heading: "Counts",
        columns: [
          { name: "Namespace" },
          { name: "Kind" },
          { name: "Counted by" },
          { name: "Quantity", align: "right" },
        ],
        rows: rows.sort((one, other) => one.join().localeCompare(other.join(), "en")),
      },
    ],
  };
}
