import { endOf, rowsOf, type Lane, type Mark, type Row, type Span } from './rows';
import type { PlayedScenario } from '../../sandbox/scenarios/played';
import { clockText } from '../../sandbox/scenarios/words';
import { tickText, ticksFor } from '../timeline/axis';
import { escape } from '../timeline/escape';

const WIDTH = 1000;
const CHART = { left: 210, right: 968 };
const LANE = 20;
const GAP = 14;
/** Of a text of 12 pixels, at most. */
const LETTER = 7.5;
const MARK = 20;

/** What each observer saw, minute by minute: an observer a row, a task a lane. */
export function playedPicture(played: PlayedScenario, id: string): string {
  const ticks = ticksFor([endOf(played)]);
  const x = (seconds: number) => round(CHART.left + Math.min(1, seconds / ticks[ticks.length - 1]) * (CHART.right - CHART.left));
  let y = 8;
  const rows = rowsOf(played).map((row) => {
    const drawn = drawRow(row, y, x);
    y = drawn.bottom + GAP;
    return { row, ...drawn };
  });
  const done = rows[0].row.marks;
  return `<svg viewBox="0 0 ${WIDTH} ${y + 22}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escape(played.scenario.name)}</title>
<desc id="${id}-description">${escape(rows.map(({ row }) => describe(row)).join(' '))}</desc>
${ticks.map((tick) => `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="4" y2="${y - 4}"/>`
    + `<text class="tick" x="${x(tick)}" y="${y + 14}">${tickText(tick, ticks[1])}</text>`).join('\n')}
${done.map(({ at }) => `<line class="done" x1="${x(at)}" x2="${x(at)}" y1="8" y2="${y - 4}"/>`).join('\n')}
${rows.map(({ svg }) => svg).join('\n')}
</svg>`;
}

function drawRow(row: Row, top: number, x: (seconds: number) => number): { readonly svg: string; readonly bottom: number } {
  const { observer, lanes, marks, leftOut } = row;
  const stacked = stack(marks.map(({ at }) => x(at)));
  const heads = marks.length > 0 ? 1 + Math.max(...stacked) : 0;
  const lines = Math.max(1, lanes.length + heads + (leftOut > 0 ? 1 : 0));
  const svg = [
    `<text class="part" x="8" y="${top + 15}">${escape(observer)}</text>`,
    ...lanes.map((lane, index) => drawLane(lane, top + index * LANE, x)),
    ...marks.map((mark, index) => drawMark(mark, index + 1, top + stacked[index] * LANE, x)),
    ...leftOut > 0 ? [`<text class="left-out" x="${CHART.left}" y="${top + (lines - 1) * LANE + 14}">${moreText(leftOut)}</text>`] : [],
  ].join('\n');
  return { svg, bottom: top + lines * LANE };
}

function moreText(tasks: number): string {
  return tasks === 1 ? 'and 1 more task, with less trouble' : `and ${tasks} more tasks, with less trouble`;
}

function drawLane({ task, spans }: Lane, y: number, x: (seconds: number) => number): string {
  const name = task === undefined ? '' : `<text class="task" x="${CHART.left - 10}" y="${y + 14}">${escape(task.slice(0, 8))}</text>`;
  return `${name}${spans.map((span) => drawSpan(span, y, x)).join('')}`;
}

/** Trouble is a band with words, and what is well a line: nobody has to tell colours apart. */
function drawSpan({ from, to, mood, text }: Span, y: number, x: (seconds: number) => number): string {
  const [left, right] = [x(from), x(to)];
  const width = round(Math.max(2, right - left - 1));
  const well = mood === 'well';
  const [top, height] = well ? [y + 15, 3] : [y + 1, LANE - 3];
  const letters = Math.floor((width - 8) / LETTER);
  const shown = text.length <= letters ? text : letters >= 6 ? `${text.slice(0, letters - 1)}…` : '';
  const style = well ? 'words quiet-words' : 'words';
  const words = shown === '' ? '' : `<text class="${style}" x="${round(left + 5)}" y="${y + (well ? 12 : 14)}">${escape(shown)}</text>`;
  return `<g><title>${escape(`${clockText(from)} to ${clockText(to)}: ${text}`)}</title>`
    + `<rect class="band ${mood}" x="${left}" y="${top}" width="${width}" height="${height}" rx="2"/>${words}</g>`;
}

function drawMark({ at, text }: Mark, number: number, y: number, x: (seconds: number) => number): string {
  return `<g><title>${escape(`${clockText(at)}: ${text}`)}</title><circle class="mark" cx="${x(at)}" cy="${y + 9}" r="8.5"/>`
    + `<text class="mark-text" x="${x(at)}" y="${y + 13}">${number}</text></g>`;
}

/** In which line each mark has its place, so that none lies upon another. */
function stack(places: readonly number[]): number[] {
  const ends: number[] = [];
  return places.map((place) => {
    const free = ends.findIndex((end) => end <= place);
    const line = free < 0 ? ends.length : free;
    ends[line] = place + MARK;
    return line;
  });
}

/** A row as text, for screen readers; the tables below have it all. */
function describe({ observer, lanes, marks }: Row): string {
  const spans = lanes.flatMap(({ task, spans: each }) => each.filter(({ mood }) => mood !== 'well').map(({ from, to, text }) => (
    `${task ? `${task.slice(0, 8)} ` : ''}${text} from ${clockText(from)} to ${clockText(to)}`
  )));
  const told = [...marks.map(({ at, text }) => `${text} at ${clockText(at)}`), ...spans];
  return `${observer}: ${told.join('; ') || 'all well'}.`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
