import { STYLE } from '../timeline/style';

/** The style of the timeline's page, and what only this one has. */
export const PLAYED_STYLE = `${STYLE}
:root {
  --well: #1a6b34;
  --waiting: #0b5cc0;
  --waiting-ground: #e3eefb;
  --unknown: #525b66;
  --unknown-ground: #eceff2;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --well: #6fd08c;
    --waiting: #6cb2ff;
    --waiting-ground: #14304f;
    --unknown: #a3b1bf;
    --unknown-ground: #262f39;
  }
}
svg .task { text-anchor: end; fill: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .words { font-size: 12px; }
svg .quiet-words { fill: var(--quiet); font-size: 11px; }
svg .left-out { fill: var(--quiet); font-size: 12px; }
svg .band { stroke-width: 1.2; }
svg .band.well { fill: var(--well); stroke: none; }
svg .band.waiting { fill: var(--waiting-ground); stroke: var(--waiting); stroke-dasharray: 4 2; }
svg .band.wrong { fill: var(--alarm-ground); stroke: var(--alarm); stroke-width: 2; }
svg .band.unknown { fill: var(--unknown-ground); stroke: var(--unknown); stroke-dasharray: 1 3; }
svg circle.mark { fill: var(--text); }
svg .mark-text { font-size: 11px; }
svg .done { stroke: var(--text); stroke-dasharray: 2 4; }
.passed { color: var(--good); font-weight: 600; }
.failed { color: var(--alarm); font-weight: 600; }
ol.marks {
  margin: 6px 0;
  padding-left: 26px;
  font-size: 14px;
  overflow-wrap: anywhere;
}
`;
