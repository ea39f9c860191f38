import { createColors } from 'picocolors';
import { count, type Told, type ToldDrift, type ToldFinding, type ToldRow, type ToldService } from './told';
import { initCode } from '../init/code';
import { draftOf } from '../init/draft';
import { printTimeline } from '../timeline/print';
import { serviceTimeline } from '../timeline/timeline';

type Colors = ReturnType<typeof createColors>;

const ELSEWHERE = 'When each layer acts, and the contract that fits:';

/** The answer at a terminal: what is wrong, what will go wrong, when each layer acts, how to get there. */
export function answerText(told: Told, color: boolean): string {
  const colors = createColors(color);
  const { unwell, well, drift, settings, unread, summary } = told;
  return [
    ...unwell.map((service) => unwellText(service, colors)),
    well.map(({ name, says }) => `${colors.green('UP')}  ${colors.bold(name)}  ${says}`).join('\n'),
    drift ? lines([colors.bold('What differs from the template'), ...drift.flatMap(driftLines)]) : '',
    findingsText(told, colors),
    ...settings.map((each) => printTimeline(serviceTimeline(each), color)),
    settings.length > 0
      ? `${colors.bold('How to get there')}\n${initCode(settings.map((each) => draftOf(each))).trimEnd()}`
      : unwell.length > 0 ? `${ELSEWHERE} ${colors.bold('doctor --cluster CLUSTER --service NAME')}` : '',
    unread.length > 0 ? lines([colors.bold('What was not read'), ...unread.map((line) => `  ${line}`)]) : '',
    summary,
  ].filter((part) => part !== '').join('\n\n');
}

function unwellText({ status, name, cause, says, serving, rows, command, also }: ToldService, colors: Colors): string {
  const paint = status === 'DOWN' ? colors.red : colors.yellow;
  return lines([
    `${paint(colors.bold(status))}  ${colors.bold(name)}`,
    `  ${cause === undefined ? '' : colors.bold(cause)}${says}`,
    ...serving === undefined ? [] : [`  ${serving}`],
    ...rows.map(rowText),
    ...command === undefined ? [] : [`  ${colors.cyan('$')}        ${command}`],
    ...also.map(rowText),
  ]);
}

function rowText({ label, text }: ToldRow): string {
  return `  ${label.padEnd(8)} ${text}`;
}

function driftLines({ title, differences }: ToldDrift): string[] {
  return [`  ${title}`, ...differences.map(({ setting, template, running }) => (
    `    ${setting}: ${template} in the template, ${running} runs`
  ))];
}

function findingsText({ findings, notes }: Told, colors: Colors): string {
  if (findings.length === 0 && notes === 0) { return ''; }
  return lines([
    colors.bold('What will go wrong'),
    ...findings.flatMap((each) => findingLines(each, colors)),
    ...notes > 0 ? [`  ${count(notes, 'note')} beside: --json has them`] : [],
  ]);
}

function findingLines({ severity, rule, message, where, fix, command }: ToldFinding, colors: Colors): string[] {
  const paint = severity === 'error' ? colors.red : colors.yellow;
  return [
    `  ${paint(severity)} ${colors.bold(rule)}  ${message}`,
    `    where  ${where}`,
    `    fix    ${fix}`,
    ...command === undefined ? [] : [`    ${colors.cyan('$')}      ${command}`],
  ];
}

function lines(all: readonly string[]): string {
  return all.join('\n');
}
