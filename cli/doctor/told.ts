import type { Unread } from './calls';
import type { RunningFinding, ServiceAnswer } from './diagnose';
import type { Drift } from './drift';
import type { AccountFacts } from './facts';
import { describeStops } from './observe-service';
import type { ServiceExplanation } from '../../lambda/diagnosis/explain-service';
import { restartAdvice } from '../../lambda/diagnosis/remedies';
import { fullName } from '../../lambda/shared/names';
import { cleanText } from '../../lambda/shared/text';
import type { Status } from '../../lambda/shared/verdict';
import type { Report } from '../../lambda/verification/report/report';
import { meaningOf, namesOf, nextOf, onTasks, servingOf } from '../../lambda/verification/report/summary';
import type { Severity } from '../../src/lint/rule';
import type { ServiceSettings } from '../services/service-settings';

/** The answer for a person, whoever shows it: clean, bounded, in the order in which it is told. */
export interface Told {
  /** Those that are not well, the worst first. */
  readonly unwell: readonly ToldService[];
  readonly well: readonly ToldService[];
  /** What differs from templates; absent where none was given. */
  readonly drift?: readonly ToldDrift[];
  /** What will go wrong, the worst first. */
  readonly findings: readonly ToldFinding[];
  /** How many findings are not told. */
  readonly notes: number;
  /** Whose layers and contract are told. */
  readonly settings: readonly ServiceSettings[];
  /** What was not read, and what is not known without it. */
  readonly unread: readonly string[];
  readonly summary: string;
}

/** One service. */
export interface ToldService {
  readonly status: Status;
  readonly name: string;
  /** The fault or cause. */
  readonly cause?: string;
  /** Continues the cause, or says how well it is. */
  readonly says: string;
  readonly serving?: string;
  readonly rows: readonly ToldRow[];
  /** What does what is to be done first. */
  readonly command?: string;
  /** What stands after the command. */
  readonly also: readonly ToldRow[];
}

export interface ToldRow {
  readonly label: 'for' | 'probed' | 'lately' | 'against' | 'restart?' | 'first' | 'also';
  readonly text: string;
}

export interface ToldDrift {
  readonly title: string;
  readonly differences: readonly { readonly setting: string; readonly template: string; readonly running: string }[];
}

/** What is told beside the answers. */
export interface TellOptions {
  /** Whether services were named: then layers and contract of each are told, be it well or not. */
  readonly isNamed: boolean;
  /** Of how many services that are not well layers and contract are told where none was named; of more than these, of none. */
  readonly most: number;
  readonly drift?: Drift | undefined;
}

export interface ToldFinding {
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
  readonly where: string;
  readonly fix: string;
  readonly command?: string;
}

const GRAVITY: Readonly<Record<Status, number>> = { DOWN: 0, DEGRADED: 1, UNKNOWN: 2, OUT_OF_SERVICE: 3, UP: 4 };
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
const MOST_EVIDENCE = 6;
const MOST_EVENTS = 2;
const LONGEST_LINE = 400;

/** What is told of an account. */
export function tell(account: AccountFacts, answers: readonly ServiceAnswer[], { isNamed, most, drift }: TellOptions): Told {
  const ordered = [...answers].sort((a, b) => GRAVITY[statusOf(a)] - GRAVITY[statusOf(b)]);
  const unwell = ordered.filter((answer) => statusOf(answer) !== 'UP');
  const timed = isNamed ? ordered : unwell.length <= most ? unwell : [];
  const findings = findingsOf(answers);
  const told = findings.filter(({ severity }) => severity !== 'info');
  return {
    unwell: unwell.map(tellUnwell),
    well: ordered.filter((answer) => statusOf(answer) === 'UP').map(tellWell),
    ...drift ? { drift: tellDrift(drift) } : {},
    findings: told,
    notes: findings.length - told.length,
    settings: timed.flatMap(({ settings }) => settings ?? []),
    unread: [
      ...account.missing.map((name) => `${cleanText(name)}: ECS knows no such service in these clusters`),
      ...account.unread.map(tellUnread),
    ],
    summary: summaryOf(account, answers),
  };
}

/** Nothing is known where nothing was read. */
export function statusOf({ report }: Pick<ServiceAnswer, 'report'>): Status {
  return report?.status ?? 'UNKNOWN';
}

/** Where no task has answered, that they are well is what their own container check says. */
export function asAsked(text: string, { probed }: Pick<ServiceAnswer, 'probed'>): string {
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

function tellWell({ report, findings, probed }: ServiceAnswer): ToldService {
  const warnings = findings.filter(({ finding }) => finding.severity !== 'info').length;
  const below = warnings > 0 ? `; ${count(warnings, 'finding')} below` : '';
  return { status: 'UP', name: nameOf(report!), says: clean(`${wellWords(report!, probed)}${below}`), rows: [], also: [] };
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
function tellProbed(probed: ServiceAnswer['probed']): ToldRow[] {
  if (!probed) { return []; }
  return [row('probed', probed.answered > 0 ? `${probed.answered} of ${count(probed.asked, 'task')} asked from here ${
    probed.answered === 1 ? 'answers' : 'answer'}` : `${UNREACHED}: where they can be, such as CloudShell in the VPC, it tells more`)];
}

const UNREACHED = 'no task answers from here, which is taken for a place from which none can be asked';

function tellUnwell(answer: ServiceAnswer): ToldService {
  const { report, cluster, service, stops, events, command, cause, beside, probed } = answer;
  const told = { status: statusOf(answer), name: nameOf({ service, cluster }) };
  if (!report) { return { ...told, says: 'its tasks could not be read, so nothing is known of it', rows: [], also: [] }; }
  const { layer, evidence, against = [], further = [] } = report;
  const at = layer === null ? '' : ` at ${layer}`;
  const serving = servingOf(report);
  return {
    ...told,
    cause: cause ? namesOfCause(cause) : namesOf(report),
    says: at + (cause
      ? ` ${clean(`(${namesOf(report)}): it ${cause.cause.means}`)}`
      : clean(`: it ${asAsked(meaningOf(report), answer)}${onTasks(report)}`)),
    ...serving ? { serving: clean(serving) } : {},
    rows: [
      ...[...evidence.slice(0, MOST_EVIDENCE), ...evidenceOfTasks(report)].map((line) => row('for', line)),
      ...tellProbed(probed),
      ...stops.map(describeStops).filter((line) => !evidence.includes(line)).slice(0, 2).map((line) => row('lately', line)),
      ...events.filter((line) => !evidence.includes(line)).slice(0, MOST_EVENTS).map((line) => row('lately', line)),
      ...againstOf(report, against).map((line) => row('against', line)),
      row('restart?', restartAdvice(report).answer),
      row('first', cause ? nextOfCause(cause) : nextOf(report)),
    ],
    ...command === undefined ? {} : { command },
    also: [
      ...beside ? [row('also', `${namesOfCause(beside)} at ${beside.cause.layer}: it ${beside.cause.means}; ${beside.cause.next}`)] : [],
      ...further.map((found) => row('also', `${namesOf(found)} at ${found.layer ?? 'no layer'}: ${found.evidence[0] ?? ''}`)),
    ],
  };
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

function tellDrift({ pairs, unmatched }: Drift): ToldDrift[] {
  return [
    ...pairs.map(({ running: { name, cluster }, template, differences }) => ({
      title: clean(`service ${name} in cluster ${cluster} and ${template}${differences.length === 0 ? ': nothing differs' : ''}`),
      differences: differences.map((each) => ({
        setting: clean(each.setting), template: clean(each.template), running: clean(each.running),
      })),
    })),
    ...unmatched.map(({ template, why }) => ({ title: clean(`${template}: ${why}`), differences: [] })),
  ];
}

/** Each once, although several services may share what it is about. */
function findingsOf(answers: readonly ServiceAnswer[]): ToldFinding[] {
  const all = answers.flatMap(({ findings }) => findings.map(tellFinding));
  return [...new Map(all.map((each) => [JSON.stringify([each.rule, each.where, each.message]), each])).values()]
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function tellFinding({ finding: { rule, severity, message, fix }, where, command }: RunningFinding): ToldFinding {
  return { severity, rule, message: clean(message), where: clean(where), fix: clean(fix), ...command === undefined ? {} : { command } };
}

/** Why something was not read, and what is not known without it. */
function tellUnread({ operation, why, action, times, reason, without }: Unread): string {
  switch (why) {
    case 'REFUSED': return `${action} is not allowed, so ${without} (doctor --policy prints the policy)`;
    case 'LATE': return `${operation}: ${count(times, 'call')} did not come in time, so ${without}; name fewer services`;
    default: return clean(`${operation} failed ${times === 1 ? 'once' : `${times} times`}, so ${without}: ${reason}`);
  }
}

function summaryOf({ region, calls }: AccountFacts, answers: readonly ServiceAnswer[]): string {
  const clusters = new Set(answers.map(({ cluster }) => cluster)).size;
  const made = [...calls.values()].reduce((sum, each) => sum + each, 0);
  const unwell = answers.filter((answer) => statusOf(answer) !== 'UP').length;
  const read = `${count(answers.length, 'service')} in ${count(clusters, 'cluster')}`;
  return `${clean(region)}: ${read}, ${unwell} not well; ${count(made, 'read')}, nothing changed`;
}

function nameOf(of: Parameters<typeof fullName>[0]): string {
  return clean(fullName(of));
}

function row(label: ToldRow['label'], text: string): ToldRow {
  return { label, text: clean(text) };
}

/** All of it may come from AWS, and so from whoever named or wrote something there. */
function clean(text: string): string {
  return cleanText(text, LONGEST_LINE);
}

export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
