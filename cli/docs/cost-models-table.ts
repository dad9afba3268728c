import type { CostModel } from "../../pricing/cost-model.ts";
import { COST_MODELS } from "../../pricing/cost-models/registry.ts";
import { quotedUsd } from "../../pricing/money.ts";
import { firstRate, priceOf, STAND_IN_REGION } from "../../pricing/price.ts";
import { PRICE_DEFINITIONS, type PriceName } from "../../pricing/price-definitions.ts";

const BEGIN = "<!-- cost models: written by npm run docs -->";
const END = "<!-- end of cost models -->";

/**
 * A document whose table of cost models, between its two marks, is the code's.
 *
 * @throws RangeError if the marks are not there.
 */
export function withCostModels(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new RangeError(
      `docs/cost.md must hold "${BEGIN}" and after it "${END}", got neither or one`,
    );
  }
  const table = costModelsTable(COST_MODELS);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${document.slice(end)}`;
}

/** Each resource type with its charges, prices and sources. */
export function costModelsTable(models: Readonly<Record<string, CostModel>>): string {
  const columns = ["Resource type", "Charge", "For", `US dollars, ${STAND_IN_REGION}`, "Source"];
  const rows = Object.entries(models).flatMap(([type, model]) => {
    if ("free" in model) {
      return [[`\`${type}\``, "none", "", "free", model.free]];
    }
    return Object.entries(model.charges).map(([price, what]) => [
      `\`${type}\``,
      ...chargeCells(price as PriceName, what),
    ]);
  });
  return alignedTable([columns, ...rows]);
}

/** A Markdown table in columns of one width, as the formatter of this repository writes it. */
function alignedTable([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = heading.map((_, column) =>
    Math.max(...[heading, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [heading, rule, ...rows].map(line).join("\n");
}

/** After every day that a price list can name, so that the newest entry holds. */
const LAST_DAY = "9999-12-31";

function chargeCells(name: PriceName, what: string): string[] {
  const { service, what: charge, quotedFor } = PRICE_DEFINITIONS[name];
  const price = priceOf(name, STAND_IN_REGION, LAST_DAY);
  if (price === undefined) {
    throw new RangeError(`price ${name}: not known in ${STAND_IN_REGION}`);
  }
  const dollars = quotedUsd(firstRate(price), quotedFor);
  const quoted = quotedFor === 1n ? dollars : `${dollars} per ${quotedFor.toLocaleString("en-US")}`;
  return [`${service}: ${charge}`, what, quoted, price.source];
}
