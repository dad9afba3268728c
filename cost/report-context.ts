import type { MonthAmounts } from "./month-amounts.ts";

/** What a report is read with: for whom it is, when it was made, and what it is compared with. */
export interface ReportContext {
  readonly madeAt: Date;
  readonly account: {
    /** AWS account id, 12 digits. */
    readonly id: string;
    /** Display name; absent where AWS does not tell it. */
    readonly name?: string;
  };
  /** Tags that everything in the stage carries, the ones for cost allocation among them. */
  readonly tags: Readonly<Record<string, string>>;
  /** Absent where the month before has no metrics. */
  readonly lastMonth?: MonthAmounts;
  /** A month by the traffic that the stage file declares; absent where it declares none. */
  readonly forecast?: MonthAmounts;
}

/** Value of a tag by its name in any spelling: `CostCenter`, `cost-centre`, `cost_center`. */
export function tagValue(tags: ReportContext["tags"], ...names: string[]): string | undefined {
  const wanted = new Set(names.map(plain));
  return Object.entries(tags).find(([name]) => wanted.has(plain(name)))?.[1];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, "");
}

/** Who answers for the cost, and which cost centre pays, by the stage's tags. */
export function responsible({ tags }: ReportContext): { owner?: string; costCentre?: string } {
  const owner = tagValue(tags, "Owner", "OwnerContact", "Team");
  const costCentre = tagValue(tags, "CostCenter", "CostCentre");
  return { ...(owner ? { owner } : {}), ...(costCentre ? { costCentre } : {}) };
}

/** Which part of the stage a report's amounts are of, in the words of the dashboard. */
export const EVENT_API_SCOPE =
  "the Event API; not in here are the stage's other resources (Lambda, WAF, CloudWatch, tables; see " +
  "the forecast) and taxes";

/** The account in words: its name and id, or its id alone. */
export function accountText({ account: { id, name } }: ReportContext): string {
  return name === undefined ? id : `${name} (${id})`;
}

/** `2026-11-02 08:30 UTC`. */
export function minuteText(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
