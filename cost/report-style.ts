import { Html } from "./html.ts";

// Series colors: Okabe and Ito's palette, told apart with every common color vision.
/** Style of the report page, light and dark, on narrow and wide screens and on paper. */
export const REPORT_STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --paper: #ffffff; --raised: #f6f8fa; --metered: #00664d; --estimated: #7d5200; --assumed: #6f42c1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d;
  --paper: #0d1117; --raised: #161b22; --metered: #3fb98f; --estimated: #d4a72c; --assumed: #b392f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 36px 0 8px; }
.hint, .detail { color: var(--soft); }
.hint { font-size: 13px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
  gap: 8px 24px; margin: 0; }
.facts div { min-width: 0; } .facts .long { grid-column: 1 / -1; }
.facts dt { color: var(--soft); font-size: 13px; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(210px, 100%), 1fr));
  gap: 12px; margin: 24px 0; }
.tile { background: var(--raised); border: 1px solid var(--line); border-radius: 8px;
  padding: 12px 16px; min-width: 0; }
.tile dt { color: var(--soft); font-size: 13px; }
.tile dd { margin: 0; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere; }
.tile dd.detail { font-size: 12px; font-weight: 400; }
figure { margin: 28px 0; }
figcaption { font-weight: 600; margin-bottom: 12px; }
.columns { display: grid; grid-template-columns: auto 1fr; gap: 6px 8px; font-size: 12px;
  color: var(--soft); font-variant-numeric: tabular-nums; }
.ticks { display: flex; flex-direction: column; justify-content: space-between; text-align: right; }
.ticks span { height: 0; line-height: 0; white-space: nowrap; }
.plot { width: 100%; height: 240px; display: block; overflow: visible; }
.labels { grid-column: 2; display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); }
.labels span { display: flex; justify-content: center; white-space: nowrap; }
.grid { stroke: var(--line); stroke-width: 1; }
.rows { list-style: none; margin: 0; padding: 0; font-size: 13px; }
.rows li { display: grid; grid-template-columns: minmax(0, 200px) 1fr 110px; gap: 12px;
  align-items: center; padding: 3px 0; }
.rows .name { overflow-wrap: anywhere; }
.bar { width: 100%; height: 18px; display: block; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 12px 0 0;
  padding: 0; font-size: 13px; overflow-wrap: anywhere; }
.swatch { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 6px; }
.series-0 { fill: #0072b2; background: #0072b2; } .series-1 { fill: #e69f00; background: #e69f00; }
.series-2 { fill: #009e73; background: #009e73; } .series-3 { fill: #cc79a7; background: #cc79a7; }
.series-4 { fill: #56b4e9; background: #56b4e9; } .series-5 { fill: #d55e00; background: #d55e00; }
.series-6 { fill: #f0e442; background: #f0e442; } .series-7 { fill: #8c8c8c; background: #8c8c8c; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid #0072b2; outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--line);
  vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; }
tbody th { font-weight: 400; }
#namespaces + .scroll :is(th:first-child) { position: sticky; left: 0; background: var(--paper); }
.subtotal th, .subtotal td, tfoot th, tfoot td { font-weight: 600; }
.subtotal th, .subtotal td { background: var(--raised); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.money { cursor: help; }
.badge { font-size: 12px; padding: 1px 8px; border-radius: 999px; border: 1px solid currentColor; }
.badge + .badge { margin-left: 4px; }
.metered { color: var(--metered); } .estimated { color: var(--estimated); }
.assumed { color: var(--assumed); }
@media (max-width: 640px) { main { padding: 20px 16px 48px; } h1 { font-size: 22px; }
  .labels .wide { visibility: hidden; } .plot { height: 180px; }
  .rows li { grid-template-columns: 1fr auto; gap: 2px 12px; } .rows .bar { grid-row: 2; grid-column: 1 / -1; } }
@media print { .tile, figure, tr { break-inside: avoid; } .swatch { print-color-adjust: exact; }
  .scroll { overflow: visible; } }
`);
