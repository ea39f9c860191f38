import { createColors } from 'picocolors';
import type { Unread } from './calls';
import type { RunningFinding, ServiceAnswer } from './diagnose';
import type { AccountFacts } from './facts';
import { describeStops } from './observe-service';
import { restartAdvice } from '../../lambda/diagnosis/remedies';
import type { ServiceExplanation } from '../../lambda/diagnosis/service-causes';
import { fullName } from '../../lambda/shared/names';
import { cleanText } from '../../lambda/shared/text';
import type { Status } from '../../lambda/shared/verdict';
import type { Report } from '../../lambda/verification/report/report';
import { meaningOf, namesOf, nextOf, onTasks, servingOf } from '../../lambda/verification/report/summary';
import type { Severity } from '../../src/lint/rule';
import { initCode } from '../init/code';
import { draftOf } from '../init/draft';
import { printTimeline } from '../timeline/print';
import { serviceTimeline } from '../timeline/timeline';

/** How much is told. */
export interface AnswerOptions {
  readonly color: boolean;
  /** Whether services were named: then timeline and contract of each follow, be it well or not. */
  readonly isNamed: boolean;
}

type Colors = ReturnType<typeof createColors>;

const GRAVITY: Readonly<Record<Status, number>> = { DOWN: 0, DEGRADED: 1, UNKNOWN: 2, OUT_OF_SERVICE: 3, UP: 4 };
const MOST_EVIDENCE = 6;
const LONGEST_LINE = 400;
/** Timelines and contracts of more services than these fill the terminal, and nobody reads them. */
const MOST_TIMELINES = 1;

/** The answer for a person: what is wrong, what will go wrong, when each layer acts, how to get there. */
export function answerText(account: AccountFacts, answers: readonly ServiceAnswer[], { color, isNamed }: AnswerOptions): string {
  const colors = createColors(color);
  const ordered = [...answers].sort((a, b) => GRAVITY[statusOf(a)] - GRAVITY[statusOf(b)]);
  const unwell = ordered.filter((answer) => statusOf(answer) !== 'UP');
  const told = isNamed ? ordered : unwell.length <= MOST_TIMELINES ? unwell : [];
  return [
    ...unwell.map((answer) => unwellText(answer, colors)),
    ordered.filter((answer) => statusOf(answer) === 'UP').map((answer) => wellText(answer, colors)).join('\n'),
    findingsText(answers, colors),
    ...told.map((answer) => timelineText(answer, color)),
    told.length > 0 ? contractText(told, colors) : unwell.length > 0
      ? `When each layer acts, and the contract that fits: ${colors.bold('doctor --cluster CLUSTER --service NAME')}` : '',
    unreadText(account, colors),
    summaryText(account, answers),
  ].filter((part) => part !== '').join('\n\n');
}

/** Nothing is known where nothing was read. */
export function statusOf({ report }: ServiceAnswer): Status {
  return report?.status ?? 'UNKNOWN';
}

/** Where no task has answered, that they are well is what their own container check says. */
export function asAsked(text: string, { probed }: ServiceAnswer): string {
  const means = probed && probed.answered > 0 ? 'answers from here, but' : 'is well by its container check, but';
  return text.replaceAll('answers the prober, but', means);
}

/** `IMAGE_NOT_FOUND`, or several where they explain as much. */
function namesOfCause({ cause, alternatives }: ServiceExplanation): string {
  return [cause, ...alternatives].map(({ kind }) => kind).join(' or ');
}

function nextOfCause({ cause, alternatives }: ServiceExplanation): string {
  return [cause.next, ...alternatives.map(({ kind, next }) => `If it is ${kind}: ${next}`)].join(' ');
}

function wellText({ report, findings, probed }: ServiceAnswer, colors: Colors): string {
  const warnings = findings.filter(({ finding }) => finding.severity !== 'info').length;
  const below = warnings > 0 ? `; ${count(warnings, 'finding')} below` : '';
  return `${colors.green('UP')}  ${colors.bold(fullName(report!))}  ${wellWords(report!, probed)}${below}`;
}

/** They are as well as AWS sees them, and as they answer where they were asked. */
function wellWords({ tasks, counts: { desired } }: Report, probed: ServiceAnswer['probed']): string {
  if (tasks.length === 0) { return 'no task is desired and none runs'; }
  const well = tasks.filter(({ status }) => status === 'UP').length;
  return `${well} of ${desired} desired tasks are well, as ECS and the load balancer see them${asked(probed)}`;
}

function asked(probed: ServiceAnswer['probed']): string {
  if (!probed) { return ''; }
  return probed.answered > 0 ? `, and ${probed.answered} of ${probed.asked} answer from here` : '; none can be asked from here';
}

/** What the probes from here came to. */
function probedText(probed: ServiceAnswer['probed']): string[] {
  if (!probed) { return []; }
  return [row('probed', probed.answered > 0 ? `${probed.answered} of ${count(probed.asked, 'task')} asked from here ${
    probed.answered === 1 ? 'answers' : 'answer'}` : `${UNREACHED}: where they can be, such as CloudShell in the VPC, it tells more`)];
}

const UNREACHED = 'no task answers from here, which is taken for a place from which none can be asked';

function unwellText(answer: ServiceAnswer, colors: Colors): string {
  const { report, cluster, service, stops, command, cause, beside, probed } = answer;
  const paint = statusOf(answer) === 'DOWN' ? colors.red : colors.yellow;
  const title = `${paint(colors.bold(statusOf(answer)))}  ${colors.bold(fullName({ service, cluster }))}`;
  if (!report) { return `${title}\n  its tasks could not be read, so nothing is known of it`; }
  const { layer, evidence, against = [], further = [] } = report;
  const at = layer === null ? '' : ` at ${layer}`;
  return lines([
    title,
    cause
      ? `  ${colors.bold(namesOfCause(cause))}${at} (${namesOf(report)}): it ${cause.cause.means}`
      : `  ${colors.bold(namesOf(report))}${at}: it ${asAsked(meaningOf(report), answer)}${onTasks(report)}`,
    ...servingOf(report) ? [`  ${servingOf(report)}`] : [],
    ...evidence.slice(0, MOST_EVIDENCE).map((line) => row('for', line)),
    ...evidenceOfTasks(report).map((line) => row('for', line)),
    ...probedText(probed),
    ...stops.map(describeStops).filter((line) => !evidence.includes(line)).slice(0, 2).map((line) => row('lately', line)),
    ...againstOf(report, against).map((line) => row('against', line)),
    row('restart?', restartAdvice(report).answer),
    row('first', cause ? nextOfCause(cause) : nextOf(report)),
    ...command === undefined ? [] : [`  ${colors.cyan('$')}        ${command}`],
    ...beside ? [row('also', `${namesOfCause(beside)} at ${beside.cause.layer}: it ${beside.cause.means}; ${beside.cause.next}`)] : [],
    ...further.map((found) => row('also', `${namesOf(found)} at ${found.layer ?? 'no layer'}: ${found.evidence[0] ?? ''}`)),
  ]);
}

/** What decided it on the first task that has it, as far as the service's evidence does not say it. */
function evidenceOfTasks({ tasks, evidence, fault }: Report): string[] {
  const [first] = tasks.filter((task) => task.fault === fault || (fault === 'SYSTEMIC' && task.status === 'DOWN'));
  return first ? first.evidence.filter((line) => !evidence.includes(line)).slice(0, MOST_EVIDENCE) : [];
}

function againstOf({ tasks, fault }: Report, against: readonly string[]): string[] {
  const ofTasks = tasks.filter((task) => task.fault === fault).slice(0, 1).flatMap((task) => task.against ?? []);
  return [...new Set([...against, ...ofTasks])];
}

function findingsText(answers: readonly ServiceAnswer[], colors: Colors): string {
  const severities: readonly Severity[] = ['error', 'warning', 'info'];
  const all = [...new Map(answers.flatMap(({ findings }) => findings).map((each) => [
    JSON.stringify([each.finding.rule, each.where, each.finding.message]), each,
  ])).values()].sort((a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity));
  const notes = all.filter(({ finding }) => finding.severity === 'info').length;
  const told = all.filter(({ finding }) => finding.severity !== 'info');
  if (all.length === 0) { return ''; }
  return lines([
    colors.bold('What will go wrong'),
    ...told.flatMap((each) => findingLines(each, colors)),
    ...notes > 0 ? [`  ${count(notes, 'note')} beside: --json has them`] : [],
  ]);
}

function findingLines({ finding: { rule, severity, message, fix }, where, command }: RunningFinding, colors: Colors): string[] {
  const paint = severity === 'error' ? colors.red : colors.yellow;
  return [
    `  ${paint(severity)} ${colors.bold(rule)}  ${cleanText(message, LONGEST_LINE)}`,
    `    where  ${where}`,
    `    fix    ${cleanText(fix, LONGEST_LINE)}`,
    ...command === undefined ? [] : [`    ${colors.cyan('$')}      ${command}`],
  ];
}

function timelineText({ settings }: ServiceAnswer, color: boolean): string {
  return settings ? printTimeline(serviceTimeline(settings), color) : '';
}

function contractText(answers: readonly ServiceAnswer[], colors: Colors): string {
  const drafts = answers.flatMap(({ settings }) => (settings ? [draftOf(settings)] : []));
  return drafts.length === 0 ? '' : `${colors.bold('How to get there')}\n${initCode(drafts).trimEnd()}`;
}

function unreadText({ unread, missing }: AccountFacts, colors: Colors): string {
  if (unread.length === 0 && missing.length === 0) { return ''; }
  return lines([
    colors.bold('What was not read'),
    ...missing.map((name) => `  ${cleanText(name)}: ECS knows no such service in these clusters`),
    ...unread.map((each) => `  ${unreadLine(each)}`),
  ]);
}

/** Why something was not read, and what is not known without it. */
function unreadLine({ operation, why, action, times, reason, without }: Unread): string {
  switch (why) {
    case 'REFUSED': return `${action} is not allowed, so ${without} (doctor --policy prints the policy)`;
    case 'LATE': return `${operation}: ${count(times, 'call')} did not come in time, so ${without}; name fewer services`;
    default: return `${operation} failed ${times === 1 ? 'once' : `${times} times`}, so ${without}: ${reason}`;
  }
}

function summaryText({ region, calls }: AccountFacts, answers: readonly ServiceAnswer[]): string {
  const clusters = new Set(answers.map(({ cluster }) => cluster)).size;
  const made = [...calls.values()].reduce((sum, each) => sum + each, 0);
  const unwell = answers.filter((answer) => statusOf(answer) !== 'UP').length;
  const read = `${count(answers.length, 'service')} in ${count(clusters, 'cluster')}`;
  return `${region}: ${read}, ${unwell} not well; ${count(made, 'read')}, nothing changed`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(8)} ${cleanText(text, LONGEST_LINE)}`;
}

function lines(all: readonly string[]): string {
  return all.join('\n');
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
