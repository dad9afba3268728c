import { displayUsd, fromUsd, nanoUsd } from "../pricing/money.ts";
import { type BillComparison, billComparison } from "./bill-comparison.ts";
import { pricesText } from "./daily-prices.ts";
import type { Document, Table } from "./document.ts";
import { kindLabel } from "./forecast-document.ts";
import {
  accountText,
  EVENT_API_SCOPE,
  minuteText,
  type ReportContext,
  responsible,
} from "./report-context.ts";
import type { StageReport } from "./stage-report.ts";

const RIGHT = "right" as const;

/** A report for the terminal: every figure with how it is known. */
export function reportDocument(report: StageReport, context: ReportContext): Document {
  const { stage, month, total, projected, origin, notes, prices, region } = report;
  const compared = report.bill && billComparison(report.lines, report.bill);
  return {
    title: `Cost of stage ${stage} in ${month.name}: ${displayUsd(total)} (${nanoUsd(total)} USD)`,
    paragraphs: [
      forWhom(context),
      `Amounts are of ${EVENT_API_SCOPE}.`,
      `From ${origin}, at the prices of ${region}: ${pricesText(prices)}.`,
      ...(month.elapsed < 1 ? [`Projected for the whole month: ${displayUsd(projected)}.`] : []),
      ...budgetParagraph(report),
      ...comparisonParagraph(context),
      ...notes,
      ...(compared ? [`Compared with Cost Explorer: ${compared.scope.join(" ")}`] : []),
    ],
    tables: [
      basisTable(report),
      kindsTable(report),
      besideTable(report),
      ...(compared ? [billTable(compared)] : []),
    ],
  };
}

function forWhom(context: ReportContext): string {
  const { owner, costCentre } = responsible(context);
  return [
    `Account: ${accountText(context)}`,
    `owner: ${owner ?? "not set"}`,
    `cost centre: ${costCentre ?? "not set"}`,
    `made ${minuteText(context.madeAt)}.`,
  ].join("; ");
}

function comparisonParagraph({ lastMonth, forecast }: ReportContext): string[] {
  const parts = [
    ...(lastMonth ? [`Last month (${lastMonth.name}): ${displayUsd(lastMonth.total)}.`] : []),
    ...(forecast
      ? [`Forecast of the Event API from declared traffic: ${displayUsd(forecast.total)}.`]
      : []),
  ];
  return parts.length === 0 ? [] : [parts.join(" ")];
}

function budgetParagraph({ budgetUsd, total, projected }: StageReport): string[] {
  if (budgetUsd === undefined) {
    return [];
  }
  const budget = fromUsd(budgetUsd);
  const share = (amount: bigint) =>
    `${(Number((amount * 1_000n) / budget) / 10).toLocaleString("en-US")} %`;
  return [
    `Budget of the stage ${displayUsd(budget)} a month: ${share(total)} used by the Event API, ${share(projected)} projected.`,
  ];
}

function basisTable({ byBasis, total }: StageReport): Table {
  return {
    heading: "How the total is known",
    columns: [{ name: "Basis" }, { name: "USD", align: RIGHT }],
    rows: [
      ["metered by the handlers", nanoUsd(byBasis.metered)],
      ["estimated from AWS's metrics", nanoUsd(byBasis.estimated)],
      ["total", nanoUsd(total)],
    ],
  };
}

function kindsTable({ namespaces }: StageReport): Table {
  const count = (value: bigint | undefined) => value?.toLocaleString("en-US") ?? "";
  return {
    heading: "Namespaces",
    columns: [
      { name: "Namespace" },
      { name: "Kind" },
      { name: "Basis" },
      { name: "Quantity", align: RIGHT },
      { name: "Handlers", align: RIGHT },
      { name: "AWS metric", align: RIGHT },
      { name: "Drift", align: RIGHT },
      { name: "USD", align: RIGHT },
    ],
    rows: namespaces.flatMap(({ namespace, kinds }) =>
      kinds.map((each) => [
        namespace ?? "(whole API)",
        kindLabel(each.kind),
        each.bases.join(" + "),
        count(each.quantity),
        count(each.handler),
        count(each.service),
        count(each.drift),
        nanoUsd(each.cost),
      ]),
    ),
  };
}

function besideTable({ beside }: StageReport): Table {
  return {
    heading: "Not in the total",
    columns: [{ name: "What" }, { name: "Basis" }, { name: "USD", align: RIGHT }, { name: "Why" }],
    rows: beside.map(({ what, basis, cost, why }) => [what, basis, nanoUsd(cost), why]),
  };
}

function billTable(compared: BillComparison): Table {
  return {
    heading: "Cost Explorer",
    columns: [
      { name: "Usage type" },
      { name: "Billed", align: RIGHT },
      { name: "This report", align: RIGHT },
      { name: "Billed USD", align: RIGHT },
      { name: "This report, USD", align: RIGHT },
      { name: "Drift, USD", align: RIGHT },
    ],
    rows: [
      ...compared.usage.map((each) => [
        each.usageType,
        each.billedQuantity.toLocaleString("en-US"),
        each.reportedQuantity.toLocaleString("en-US"),
        ...driftCells(each),
      ]),
      ["total (drift: report less bill)", "", "", ...driftCells(compared)],
    ],
  };
}

function driftCells({ billed, reported }: { billed: bigint; reported: bigint }): string[] {
  return [nanoUsd(billed), nanoUsd(reported), nanoUsd(reported - billed)];
}
