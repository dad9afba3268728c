import type { Alternative } from "../pricing/advice/alternatives.ts";
import type { Lever } from "../pricing/advice/lever.ts";
import { displayUsd, type NanoDollars } from "../pricing/money.ts";
import type { Document, Table } from "./document.ts";

/** What a stage could do to spend less. */
export interface Advice {
  readonly stage: string;
  readonly day: string;
  /** The stage's forecast. */
  readonly total: NanoDollars;
  /** The largest saving first. */
  readonly levers: readonly Lever[];
  /** The Event API's part of the forecast, which the alternatives stand beside. */
  readonly eventApi: NanoDollars | undefined;
  readonly alternatives: readonly Alternative[];
}

/** Advice for people: the levers with their dollars, then what other services would cost. */
export function adviceDocument(advice: Advice): Document {
  const { stage, total, levers } = advice;
  const count = levers.length === 1 ? "1 lever" : `${levers.length} levers`;
  return {
    title: `Advice for stage ${stage}: ${count} on ${displayUsd(total)} a month`,
    paragraphs: [
      levers.length === 0
        ? "Nothing was found that would save anything."
        : "Each saving is a month's at most and alone: two levers on the same traffic do not add up.",
      ...levers.map(paragraph),
    ],
    tables: [alternativesTable(advice)],
  };
}

function paragraph({ lever, where, found, advice, saves, from }: Lever): string {
  const basis = from === "metrics" ? "measured" : "declared traffic";
  return `${displayUsd(saves)}  ${lever}, ${where} (${basis}): ${found}. To do: ${advice}.`;
}

function alternativesTable({ eventApi, alternatives }: Advice): Table {
  return {
    heading: "The same messages and connections elsewhere, at list prices",
    columns: [
      { name: "Service" },
      { name: "Month", align: "right" },
      { name: "Costs less" },
      { name: "What differs" },
    ],
    rows: [
      [
        "AWS AppSync Event API",
        eventApi === undefined ? "not known" : displayUsd(eventApi),
        "",
        "with handler invocations",
      ],
      ...alternatives.map(({ service, cost, breakEvenBytes, differs }) => [
        service,
        displayUsd(cost),
        breakEven(breakEvenBytes),
        differs,
      ]),
    ],
  };
}

function breakEven(bytes: number | undefined): string {
  if (bytes === undefined) {
    return "at no event size";
  }
  return bytes === 1 ? "at every event size" : `events of ${bytes.toLocaleString("en-US")} bytes`;
}
