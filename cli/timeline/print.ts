import { createColors } from 'picocolors';
import { contractLines } from './contract-lines';
import { rowsOf, STORIES, type Row, type Story } from './rows';
import { frame } from './table';
import { figuresText } from './text';
import type { ServiceTimeline } from './timeline';
import { changesBy } from '../services/changes';

/** Within 120 columns, borders included. */
const WIDTHS = [34, 23, 23, 35];
const LONGEST_LINE = 120;
const LONGEST_COLUMN = 40;

/** The timeline of a service for a person at a terminal. */
export function printTimeline(timeline: ServiceTimeline, color: boolean): string {
  const colors = createColors(color);
  const { settings, now: { disagreements }, suggested } = timeline;
  const changes = suggested ? changesBy(suggested.contract, settings) : [];
  const origin = { boot: 'the start of the task', fault: 'the fault', badDeployment: 'the start of its first task' };
  const stories = (Object.keys(STORIES) as Story[]).filter((story) => rowsOf(timeline, story).length > 0).flatMap((story) => [
    '',
    `${colors.bold(STORIES[story])}  ${colors.dim(`seconds from ${origin[story]}: best · typical · worst case`)}`,
    table(rowsOf(timeline, story), changes.length > 0, color),
  ]);
  return [
    `${colors.bold(settings.name)}  ${colors.dim([settings.constructPath, settings.template].filter(Boolean).join(' in '))}`,
    ...stories,
    '',
    ...disagreements.length === 0 ? [colors.green('No two layers disagree.')] : [colors.yellow(colors.bold('Where layers disagree'))],
    ...disagreements.flatMap(({ what, fix }, index) =>
      [...wrapped(what), ...wrapped(fix)].map((line, number) => `  ${number === 0 ? colors.yellow(`!${index + 1}`) : '  '} ${line}`),
    ),
    '',
    ...!suggested
      ? ['No contract is suggested: the template does not say how to probe the process. Give the container a check or a port.']
      : changes.length === 0
        ? ['The contract that fits it would change nothing.']
        : [
          colors.bold('The contract that fits it'),
          ...aligned(contractLines(suggested.contract).map(({ name, value, reason }) => [name, value, reason])),
          '',
          colors.bold('What it would change'),
          ...aligned(changes.map(({ setting, now, suggested: then }) => [setting, `${now} → ${then}`])),
        ],
  ]
    .map(withoutControls)
    .join('\n');
}

function table(rows: readonly Row[], compared: boolean, color: boolean): string {
  const colors = createColors(color);
  const [name, now, suggested, why] = WIDTHS;
  const head = ['', 'now', ...compared ? ['with the contract'] : [], 'why'].map((text) => ({ text, paint: colors.bold }));
  return frame(
    compared ? [name, now, suggested, why] : [name, now, suggested + why + 1],
    [head, ...rows.map((row) => [
      { text: [...row.marks.map((mark) => `!${mark}`), row.name].join(' '), ...row.marks.length > 0 && { paint: colors.yellow } },
      { text: row.now ? figuresText(row.now.end) : '–' },
      ...compared ? [{ text: row.suggested ? figuresText(row.suggested.end) : '–' }] : [],
      { text: row.because },
    ])],
    colors.dim,
  );
}

/** Two columns, and what else there is in a third one or, where that is too long, in the next line. */
function aligned(lines: readonly (readonly string[])[]): string[] {
  const [name, value] = [0, 1].map((column) => Math.min(LONGEST_COLUMN, Math.max(...lines.map((line) => line[column].length))));
  return lines.flatMap(([first, second, rest = '']) => {
    const start = `  ${first.padEnd(name)}  ${clipped(second).padEnd(value)}`;
    return start.length + 2 + rest.length <= LONGEST_LINE
      ? [`${start}  ${rest}`.trimEnd()]
      : [start.trimEnd(), `  ${' '.repeat(name)}  ${rest}`];
  });
}

function clipped(text: string): string {
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}

/** Lines that fit beside the number in front of them. */
function wrapped(text: string): string[] {
  return text.match(/\S.{0,112}(?=\s|$)/g) ?? [];
}

/** A template must not steer the terminal; our own colours do. */
function withoutControls(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b(?!\[\d{1,2}m)|[\u0000-\u0009\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g, '?');
}
