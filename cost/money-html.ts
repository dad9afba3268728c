import { centsUsd, type NanoDollars, nanoUsd, usd } from "../pricing/money.ts";
import { type Html, html } from "./html.ts";

/** An amount in a page: to the cent, to the nano-dollar on hover and for machines. */
export function money(amount: NanoDollars): Html {
  const exact = `${nanoUsd(amount)} USD`;
  return html`<data class="money" value="${usd(amount)}" title="${exact}">${centsUsd(amount)}</data>`;
}

/** A table cell with an amount; a dash where there is none to show. */
export function moneyCell(amount: NanoDollars | undefined): Html {
  return html`<td class="number">${amount === undefined ? "–" : money(amount)}</td>`;
}

/** A count with thousands separators; empty where there is none. */
export function count(value: bigint | undefined): string {
  return value?.toLocaleString("en-US") ?? "";
}

/** What came on top of a base, with its sign, and as a share of it where that is not nothing. */
export function change(amount: NanoDollars, base: NanoDollars): string {
  const difference = amount - base;
  const text = difference > 0n ? `+${centsUsd(difference)}` : centsUsd(difference);
  if (base === 0n) {
    return text;
  }
  const share = Number((difference * 1_000n) / base) / 10;
  return `${text} (${share > 0 ? "+" : ""}${share.toLocaleString("en-US")} %)`;
}
