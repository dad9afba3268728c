import type { NanoDollars } from "../pricing/money.ts";
import type { Bill, BilledUsage } from "./cost-explorer.ts";
import type { ReportLine } from "./report-lines.ts";

/** A usage type by the bill and by the report. */
export interface ComparedUsage {
  readonly usageType: string;
  readonly billedQuantity: number;
  readonly reportedQuantity: bigint;
  readonly billed: NanoDollars;
  readonly reported: NanoDollars;
}

/** A report's days beside the same days of the bill. */
export interface BillComparison {
  readonly usage: readonly ComparedUsage[];
  readonly billed: NanoDollars;
  readonly reported: NanoDollars;
  /** What is compared and how, in sentences. */
  readonly scope: readonly string[];
}

const CONNECTION_MINUTES = /EventAPI-ConnectionDuration$/;
const OPERATIONS = /EventAPI-Operation$/;

/** Compares the days of a report that the bill has. Pure. */
export function billComparison(lines: readonly ReportLine[], bill: Bill): BillComparison {
  const own = lines.filter(({ day }) => day >= bill.firstDay && day <= bill.lastDay);
  const usage = bill.billed.map((billed) => comparedUsage(billed, own));
  return {
    usage,
    billed: bill.billed.reduce((sum, { cost }) => sum + cost, 0n),
    reported: own.reduce((sum, { cost }) => sum + cost, 0n),
    scope: scopeOf(bill),
  };
}

function comparedUsage(
  { usageType, quantity, cost }: BilledUsage,
  lines: readonly ReportLine[],
): ComparedUsage {
  const own = lines.filter(({ kind }) =>
    kind === "connectionMinute" ? CONNECTION_MINUTES.test(usageType) : OPERATIONS.test(usageType),
  );
  return {
    usageType,
    billedQuantity: quantity,
    reportedQuantity: own.reduce((sum, line) => sum + line.quantity, 0n),
    billed: cost,
    reported: own.reduce((sum, line) => sum + line.cost, 0n),
  };
}

function scopeOf({ region, firstDay, lastDay, metric, estimated, untagged }: Bill): string[] {
  const discounts =
    metric === "NetUnblendedCost"
      ? "less the account's discounts (NetUnblendedCost)"
      : "at public prices (UnblendedCost)";
  return [
    `Usage of Event APIs in ${region} with the stage's tag, from ${firstDay} to ${lastDay}, ` +
      `${discounts}; no credits, refunds, tax or support.`,
    ...(estimated ? ["AWS calls some of these days estimated: the bill may still change."] : []),
    ...(untagged === 0n
      ? []
      : [
          "Other Event API usage in the region carries no tag Stage, so it may be this stage's or not.",
        ]),
  ];
}
