/** Style of the page: light and dark by the reader's preference, light on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff;
  --panel: #f4f6f8;
  --text: #1b1f24;
  --quiet: #525b66;
  --grid: #d5dbe1;
  --now: #8f5200;
  --now-ground: #ffe2b3;
  --suggested: #0b5cc0;
  --alarm: #b3261e;
  --alarm-ground: #fdeceb;
  --good: #1a6b34;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #11161c;
    --panel: #1a212a;
    --text: #e6edf3;
    --quiet: #a3b1bf;
    --grid: #333e4a;
    --now: #f0ae55;
    --now-ground: #3d2c12;
    --suggested: #6cb2ff;
    --alarm: #ff8f86;
    --alarm-ground: #3a1d1c;
    --good: #6fd08c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 1080px;
  padding: 24px 20px 60px;
  background: var(--ground);
  color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif;
}
h1 { font-size: 26px; margin: 0 0 4px; }
h2 { font-size: 21px; margin: 44px 0 2px; overflow-wrap: anywhere; }
h3 { font-size: 16px; margin: 24px 0 4px; }
h4 { font-size: 15px; margin: 20px 0 4px; }
p { margin: 4px 0; }
.quiet, figcaption, caption { color: var(--quiet); }
.where { overflow-wrap: anywhere; }
.cards {
  display: flex;
  flex-wrap: wrap;
  gap: 12px;
  margin: 14px 0;
  padding: 0;
}
.card {
  flex: 1 1 250px;
  background: var(--panel);
  border-radius: 8px;
  padding: 10px 12px;
}
.card dt { color: var(--quiet); font-size: 13px; }
.card dd { margin: 0; font-size: 14px; }
.card dd strong { font-size: 20px; font-weight: 650; }
.is-now { color: var(--now); }
.is-suggested { color: var(--suggested); }
.legend {
  display: flex;
  flex-wrap: wrap;
  gap: 6px 22px;
  align-items: center;
  list-style: none;
  margin: 10px 0 0;
  padding: 0;
  font-size: 13px;
  color: var(--quiet);
}
.legend svg { vertical-align: -3px; margin-right: 6px; }
.alarms { list-style: none; margin: 8px 0; padding: 0; }
.alarms li {
  border-left: 4px solid var(--alarm);
  background: var(--alarm-ground);
  padding: 8px 12px;
  margin: 6px 0;
  border-radius: 0 6px 6px 0;
}
.alarms strong { color: var(--alarm); }
.well { color: var(--good); font-weight: 600; }
figure { margin: 8px 0 0; overflow-x: auto; }
figure svg {
  width: 100%;
  min-width: 720px;
  height: auto;
  display: block;
}
svg text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: var(--text); }
svg .part { font-weight: 650; }
svg .tick { text-anchor: middle; fill: var(--quiet); font-size: 12px; }
svg .figures { text-anchor: end; font-size: 12px; font-variant-numeric: tabular-nums; }
svg .none { fill: var(--quiet); font-style: italic; font-size: 12px; }
svg .grid { stroke: var(--grid); }
svg .alarm { fill: var(--alarm-ground); }
svg .mark { fill: var(--alarm); }
svg .mark-text {
  fill: var(--ground);
  text-anchor: middle;
  font-weight: 800;
  font-size: 12px;
}
svg .mark-number { fill: var(--alarm); font-weight: 700; }
svg .bar.now { fill: var(--now-ground); stroke: var(--now); stroke-width: 1.5; }
svg .bar.suggested { fill: var(--suggested); stroke: var(--suggested); }
svg .whisker { fill: none; stroke-width: 2; }
svg .now-line { stroke: var(--now); }
svg .suggested-line { stroke: var(--suggested); }
svg .now-text { fill: var(--now); }
svg .suggested-text { fill: var(--suggested); }
.scroll { overflow-x: auto; }
table {
  border-collapse: collapse;
  width: 100%;
  margin: 8px 0;
  font-size: 13.5px;
  font-variant-numeric: tabular-nums;
}
caption { text-align: left; padding: 4px 0; }
th, td {
  text-align: left;
  vertical-align: top;
  padding: 5px 10px 5px 0;
  border-bottom: 1px solid var(--grid);
  overflow-wrap: anywhere;
}
thead th { color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 500; }
td.number, th.number { text-align: right; overflow-wrap: normal; }
tbody th { min-width: 11em; }
td:last-child { min-width: 12em; }
summary {
  cursor: pointer;
  color: var(--quiet);
  font-size: 14px;
  margin-top: 6px;
}
pre {
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  font: 13px/1.45 ui-monospace, monospace;
  background: var(--panel);
  border-radius: 6px;
  padding: 10px 12px;
}
@media print {
  :root { color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 11pt; }
  figure, table, .alarms li, .cards, .card { break-inside: avoid; }
  section + section { break-before: page; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3, h4 { break-after: avoid; }
  figure svg { min-width: 0; }
  summary * { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
