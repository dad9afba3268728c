import { Html } from "./html.ts";

// Series colors: Okabe and Ito's palette, told apart with every common color vision.
/** Style of the report page, light and dark, on screen and on paper. */
export const REPORT_STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --paper: #ffffff; --raised: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d;
  --paper: #0d1117; --raised: #161b22; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 36px 0 8px; }
.origin, .hint, .detail { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 12px;
  margin: 24px 0; }
.tile { background: var(--raised); border: 1px solid var(--line); border-radius: 8px;
  padding: 12px 16px; }
.tile dt { color: var(--soft); font-size: 13px; }
.tile dd { margin: 0; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile dd.detail { font-size: 12px; font-weight: 400; }
figure { margin: 28px 0; }
figcaption { font-weight: 600; margin-bottom: 8px; }
svg { width: 100%; height: auto; display: block; }
.grid { stroke: var(--line); stroke-width: 1; }
.axis { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 8px 0 0;
  padding: 0; font-size: 13px; }
.swatch { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 6px; }
.series-0 { fill: #0072b2; background: #0072b2; } .series-1 { fill: #e69f00; background: #e69f00; }
.series-2 { fill: #009e73; background: #009e73; } .series-3 { fill: #cc79a7; background: #cc79a7; }
.series-4 { fill: #56b4e9; background: #56b4e9; } .series-5 { fill: #d55e00; background: #d55e00; }
.series-6 { fill: #8c8c8c; background: #8c8c8c; } .series-7 { fill: #f0e442; background: #f0e442; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--line);
  vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.badge { font-size: 12px; padding: 1px 8px; border-radius: 999px; border: 1px solid currentColor; }
.badge + .badge { margin-left: 4px; }
.metered { color: #00785a; } .estimated { color: #9a6700; } .assumed { color: #8250df; }
@media (prefers-color-scheme: dark) { .metered { color: #3fb98f; } .estimated { color: #d4a72c; }
  .assumed { color: #b392f0; } }
@media print { .tile { break-inside: avoid; } figure { break-inside: avoid; } }
`);
