import type { Table } from "../../cost/document.ts";
import type { ForecastComparison } from "../../cost/forecast-comparison.ts";
import { forecastDocument } from "../../cost/forecast-document.ts";
import { markdownCode, markdownText } from "../../cost/markdown-document.ts";
import type { StageCostSettings } from "../../cost/stage-cost-settings.ts";
import type { Forecast } from "../../pricing/forecast.ts";
import { displayUsd } from "../../pricing/money.ts";
import { isOpen, isRemediation, type PolicyReport } from "../policies/policy-report.ts";
import { fitSections, type Section } from "./fit-sections.ts";
import { fixSection } from "./fix-section.ts";
import type { LoweredGuard } from "./lowered-guard.ts";
import { remediationSection } from "./remediation-section.ts";
import type { PreviewOutcome, ResourceChange } from "./run-preview.ts";

/** A stage's forecast for a comment. */
export interface PreviewForecast {
  readonly settings: StageCostSettings;
  readonly forecast: Forecast;
  readonly against?: ForecastComparison;
}

/** What a comment says. */
export interface PreviewComment {
  readonly stage: string;
  readonly outcome: PreviewOutcome;
  readonly embedded: boolean;
  /** Absent when the stage declares no traffic. */
  readonly forecast?: PreviewForecast;
  /** What lets the pack find less, or count it for less. */
  readonly guard?: LoweredGuard;
}

/** GitHub takes 65,536 characters in a comment; two stages share one. */
export const COMMENT_LIMIT = 32_000;

const CELL_LIMIT = 400;

/** The comment as Markdown of at most `limit` characters. */
export function previewMarkdown(comment: PreviewComment, limit: number = COMMENT_LIMIT): string {
  const { outcome, forecast } = comment;
  const sections: Section[] = [
    loweredGuard(comment),
    errors(outcome),
    violations(outcome),
    fixSection(outcome.policies),
    remediationSection(outcome.policies),
    exemptions(outcome),
    changes(outcome),
    ...(forecast ? forecastSections(forecast) : []),
  ];
  const heading = `## ${markdownText(previewSummary(comment))}`;
  const isLowered = (comment.guard?.rows.length ?? 0) > 0;
  const head = isLowered ? heading : `${heading}\n\n${introduction(comment)}`;
  return `${fitSections(head, sections, limit - 1)}\n`;
}

/** One line that says how the preview went: the heading of a comment, and for the terminal. */
export function previewSummary({ stage, outcome, forecast, guard }: PreviewComment): string {
  const { mandatory, advisory } = counted(outcome.policies);
  const refused = mandatory > 0 || !outcome.succeeded;
  const cost = forecast ? `, forecast ${displayUsd(forecast.forecast.total)} a month` : "";
  const places = guard?.rows.length ?? 0;
  const lowered = places > 0 ? `, guard lowered in ${plural(places, "place")}` : "";
  return (
    `Preview of stage ${stage}: ${refused ? "refused" : "passed"}, ` +
    `${plural(mandatory, "violation")}, ${plural(advisory, "advisory note")}, ` +
    `${plural(outcome.changes.length, "resource change")}${cost}${lowered}`
  );
}

/** What was previewed, and what it costs. */
function introduction({ forecast, embedded }: PreviewComment): string {
  const paragraphs = forecast
    ? forecastDocument(forecast.settings, forecast.forecast, forecast.against).paragraphs
    : ["No namespace declares traffic, so nothing is forecast."];
  const place = embedded ? ["Previewed without an AWS account, so every resource is new."] : [];
  return [...place, ...difference(forecast), ...paragraphs].map(markdownText).join("\n\n");
}

function difference(forecast: PreviewForecast | undefined): string[] {
  if (!forecast?.against) {
    return [];
  }
  const { ref, forecast: before } = forecast.against;
  if (!before) {
    return [`${ref} has no forecast of this stage to compare with.`];
  }
  const change = forecast.forecast.total - before.total;
  const sign = change > 0n ? "+" : "";
  return [`Forecast against ${ref}: ${sign}${displayUsd(change)} a month.`];
}

function counted(policies: readonly PolicyReport[]) {
  const open = policies.filter((report) => isOpen(report) && !isRemediation(report));
  const mandatory = open.filter(({ level }) => level === "mandatory").length;
  return { mandatory, advisory: open.length - mandatory };
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function cell(text: string): string {
  return markdownText(text.length > CELL_LIMIT ? `${text.slice(0, CELL_LIMIT)}…` : text);
}

/** Before all else, as it decides what the rest of the comment is worth. */
function loweredGuard(comment: PreviewComment): Section {
  const { stage, guard } = comment;
  const heading =
    guard?.against === undefined
      ? `What lowers the guard of stage ${stage}`
      : "This change lowers the guard";
  const rows = guard?.rows ?? [];
  return {
    heading,
    columns: ["What", "About", "Detail"].map((name) => ({ name })),
    rows: rows.map(({ what, subject, detail }) => [
      `**${markdownText(what)}**`,
      markdownCode(subject),
      cell(detail),
    ]),
    weight: 7,
    below: introduction(comment),
  };
}

function errors({ errors: texts }: PreviewOutcome): Section {
  const rows = texts.map((text) => [markdownCode(text.slice(0, 2 * CELL_LIMIT))]);
  return { heading: "The preview failed", columns: [{ name: "Error" }], rows, weight: 6 };
}

function violations({ policies }: PreviewOutcome): Section {
  const open = policies.filter((report) => isOpen(report) && !isRemediation(report));
  const ordered = [...open].sort((one, other) => other.level.localeCompare(one.level));
  return {
    heading: "Policy violations",
    columns: ["Level", "Rule", "Resource", "What", "Fix"].map((name) => ({ name })),
    rows: ordered.map(({ level, rule, resource, message, fix = "" }) => [
      level === "mandatory" ? "**mandatory**" : "advisory",
      markdownCode(rule),
      markdownCode(resource),
      cell(message),
      cell(fix),
    ]),
    weight: 5,
  };
}

function exemptions({ policies }: PreviewOutcome): Section {
  return {
    heading: "Exemptions and guards elsewhere",
    columns: ["Rule", "Resource", "Elsewhere", "Until", "Owner", "Reason"].map((name) => ({
      name,
    })),
    rows: policies.flatMap(({ rule, resource, exemption }) =>
      exemption
        ? [
            [
              markdownCode(rule),
              markdownCode(resource),
              cell(exemption.elsewhere ?? ""),
              markdownText(exemption.until),
              cell(exemption.owner),
              cell(exemption.reason),
            ],
          ]
        : [],
    ),
    weight: 4,
  };
}

function changes({ changes: all }: PreviewOutcome): Section {
  const row = ({ operation, type, name, properties }: ResourceChange) => [
    markdownText(operation),
    markdownCode(type),
    markdownCode(name),
    cell(properties.join(", ")),
  ];
  return {
    heading: `Resource changes: ${tally(all)}`,
    columns: ["Operation", "Type", "Name", "Properties"].map((name) => ({ name })),
    rows: [...all].sort(byOperation).map(row),
    weight: 1,
    folded: true,
  };
}

/** What removes or replaces comes first. */
function byOperation(one: ResourceChange, other: ResourceChange): number {
  const rank = ({ operation }: ResourceChange) =>
    operation.includes("delete") || operation.includes("replace")
      ? 0
      : operation === "update"
        ? 1
        : 2;
  return rank(one) - rank(other);
}

function tally(all: readonly ResourceChange[]): string {
  const counts = Map.groupBy(all, ({ operation }) => operation);
  return [...counts].map(([operation, { length }]) => `${length} to ${operation}`).join(", ");
}

function forecastSections({ settings, forecast, against }: PreviewForecast): Section[] {
  const { tables } = forecastDocument(settings, forecast, against);
  return tables.map((table) => ({
    ...asSection(table),
    folded: !table.heading.startsWith("Difference"),
    weight: table.heading.startsWith("Difference") ? 3 : 2,
  }));
}

function asSection({
  heading,
  columns,
  rows,
}: Table): Pick<Section, "heading" | "columns" | "rows"> {
  return {
    heading: `Forecast: ${heading}`,
    columns,
    rows: rows.map((cells) => cells.map(cell)),
  };
}
