import { tickText, ticksFor } from './axis';
import { escape } from './escape';
import type { Phase, PhaseId } from './phase';
import { rowsOf, STORIES, type Row, type Story } from './rows';
import { figuresText } from './text';
import type { ServiceTimeline } from './timeline';
import { whenKnown } from '../services/quantity';

const WIDTH = 1000;
/** Between the names and the figures. */
const CHART = { left: 270, right: 850 };
const LANE = 17;
const HEADER = 26;

/** Headings of the parts of a story, by the phases in them. */
const PARTS: Readonly<Partial<Record<PhaseId, string>>> = {
  'container-check': 'Who notices',
  'target-group': 'Who notices',
  'route53': 'Who notices',
  'verifier': 'Who notices',
  'traffic-removed': 'What happens then',
  'replacement-decided': 'What happens then',
  'cloud-map': 'What happens then',
  'deployment': 'For comparison',
};

type Lane = 'now' | 'suggested';

interface Placed {
  readonly row: Row;
  readonly y: number;
  readonly lanes: readonly (readonly [Phase, Lane])[];
}

/** A story as a picture: one row a phase, one lane for now and one with the contract. */
export function storyPicture(timeline: ServiceTimeline, story: Story, compared: boolean, id: string): string {
  const rows = rowsOf(timeline, story).map((row) => (compared ? row : { ...row, suggested: undefined }))
    .filter(({ now, suggested }) => now ?? suggested);
  const phases = rows.flatMap(({ now, suggested }) => [now, suggested]).filter((phase) => phase !== undefined);
  const ticks = ticksFor(phases.flatMap(({ end }) => [end.best, end.typical, end.worst]));
  const x = (seconds: number) => CHART.left + Math.min(1, seconds / ticks[ticks.length - 1]) * (CHART.right - CHART.left);
  const { placed, parts, bottom } = place(rows);
  const title = `${STORIES[story]}: ${timeline.settings.name}`;
  return `<svg viewBox="0 0 ${WIDTH} ${bottom + 34}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escape(title)}</title>
<desc id="${id}-description">${escape(describe(rows))}</desc>
${placed
  .filter(({ row }) => row.marks.length > 0)
  .map(({ y, lanes }) => `<rect class="alarm" x="0" y="${y - 3}" width="${WIDTH}" height="${lanes.length * LANE + 8}" rx="4"/>`)
  .join('\n')}
${ticks.map((tick) => gridLine(x(tick), tick, ticks[1], bottom)).join('\n')}
${parts.map(({ y, part }) => `<text class="part" x="8" y="${y}">${escape(part)}</text>`).join('\n')}
${placed.map((one) => drawRow(one, x)).join('\n')}
</svg>`;
}

function place(rows: readonly Row[]): {
  readonly placed: Placed[];
  readonly parts: { y: number; part: string }[];
  readonly bottom: number;
} {
  const placed: Placed[] = [];
  const parts: { y: number; part: string }[] = [];
  let y = 10;
  for (const row of rows) {
    const part = PARTS[row.id];
    if (part !== undefined && !parts.some((one) => one.part === part)) {
      parts.push({ y: y + 15, part });
      y += HEADER;
    }
    const lanes = (['now', 'suggested'] as const).flatMap((lane) => (row[lane] ? [[row[lane], lane] as const] : []));
    placed.push({ row, y, lanes });
    y += lanes.length * LANE + 9;
  }
  return { placed, parts, bottom: y };
}

function gridLine(x: number, tick: number, step: number, bottom: number): string {
  return (
    `<line class="grid" x1="${round(x)}" x2="${round(x)}" y1="4" y2="${bottom}"/><text class="tick" x="${round(x)}" `
    + `y="${bottom + 20}">${tickText(tick, step)}</text>`
  );
}

function drawRow({ row, y, lanes }: Placed, x: (seconds: number) => number): string {
  const middle = y + lanes.length * LANE / 2;
  const warning = row.marks.length > 0 ? mark(row.marks, middle) : '';
  return `${warning}<text class="name" x="${row.marks.length > 0 ? 52 : 20}" y="${middle + 5}">${escape(row.name)}</text>
${lanes.map(([phase, lane], index) => drawLane(phase, lane, y + index * LANE, x)).join('\n')}`;
}

function mark(marks: readonly number[], middle: number): string {
  return (
    `<path class="mark" d="M14 ${middle + 8} l9 -16 l9 16 z"/><text class="mark-text" x="23" `
    + `y="${middle + 6}">!</text><text class="mark-number" x="34" y="${middle + 5}">${marks.join(',')}</text>`
  );
}

function drawLane({ start, end }: Phase, lane: Lane, y: number, x: (seconds: number) => number): string {
  const figures = `<text class="figures ${lane}-text" x="${WIDTH - 4}" y="${y + 13}">${escape(figuresText(end))}</text>`;
  const bar = whenKnown([start.typical, end.typical], (from, to) => (
    Number.isFinite(from) && Number.isFinite(to) ? drawBar(from, to, lane, y, x) : undefined));
  if (bar === undefined) {
    const text = end.typical === Infinity ? 'never' : 'known only after the deployment';
    return `<text class="none" x="${CHART.left + 6}" y="${y + 13}">${text}</text>${figures}`;
  }
  const whisker = whenKnown([end.best, end.worst], (best, worst) => drawWhisker(round(x(best)), round(x(worst)), lane, y + LANE / 2));
  return `${bar}${whisker ?? ''}${figures}`;
}

function drawBar(start: number, end: number, lane: Lane, y: number, x: (seconds: number) => number): string {
  const [from, to] = [round(x(start)), round(x(end))];
  return `<rect class="bar ${lane}" x="${from}" y="${y + 4}" width="${round(Math.max(2, to - from))}" height="9" rx="2"/>`;
}

/** A line around the end of a bar, from the best to the worst case. */
function drawWhisker(best: number, worst: number, lane: Lane, middle: number): string {
  return worst > best
    ? `<path class="whisker ${lane}-line" d="M${best} ${middle} H${worst} M${best} ${middle - 7} v14 M${worst} ${middle - 7} v14"/>`
    : '';
}

/** The picture as text, for screen readers; the table below it has the numbers. */
function describe(rows: readonly Row[]): string {
  return rows.map(({ name, now, suggested }) => [
    name, now ? `now ${figuresText(now.end)}` : 'not now', ...suggested ? [`with the contract ${figuresText(suggested.end)}`] : [],
  ].join(', ')).join('; ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
