import type { ClientAnswer } from './clients';
import type { Count, Expectation } from './scenario';
import type { Diagnosis } from '../../lambda/shared/verdict';
import type { Report } from '../../lambda/verification/report/report';
import type { ContainerHealthStatus } from '../checks/container-health';
import type { TargetState } from '../checks/target-health';
import type { Message } from '../shared/message-log';

/** A task as ECS and the load balancer see it. */
export interface ObservedTask {
  readonly id: string;
  readonly status: string;
  readonly health: ContainerHealthStatus;
  readonly targets: readonly TargetState[];
  /** Whether it runs and passes every check. */
  readonly serves: boolean;
}

/** What all observers say at one moment. */
export interface Observation {
  /** The last report of the verifier that began after something was done last; absent until then. */
  readonly report?: Report;
  readonly tasks: readonly ObservedTask[];
  /** Since something was done last. */
  readonly messages: readonly Message[];
  /** Names of those in ALARM. */
  readonly alarms: readonly string[];
  /** Since something was done last. */
  readonly events: readonly string[];
  /** Since something was done last. */
  readonly answers: readonly ClientAnswer[];
}

/** What of an expectation does not hold, in words; empty when all of it does. */
export function unmet(expected: Expectation, seen: Observation): string[] {
  const { serving, message, alarm, event, tasks, failing, answer } = expected;
  const problems: string[] = [];
  const diagnosed = DIAGNOSED.filter((name) => expected[name] !== undefined);
  const believed = expected.target !== undefined || expected.container !== undefined;
  if (tasks !== undefined || believed) {
    const holding = believed
      ? seen.tasks.filter((task) => believes(expected, task) && (tasks === undefined || isDiagnosed(expected, diagnosed, task, seen)))
      // What a report says of a task holds though the task has ended meanwhile.
      : seen.report?.tasks.filter((each) => [each, ...each.further ?? []].some((diagnosis) => fits(expected, diagnosed, diagnosis))) ?? [];
    const wanted = tasks ?? { comparison: '>=', number: 1 };
    if (!counts(wanted, holding.length)) { problems.push(`it holds of ${holding.length} tasks`); }
  }
  const verified = seen.report ? diagnoses(seen.report) : [];
  if (tasks === undefined && diagnosed.length > 0 && !verified.some((each) => fits(expected, diagnosed, each))) {
    problems.push(seen.report ? `the service is ${words(seen.report)}` : 'nothing was verified yet');
  }
  const served = seen.tasks.filter(({ serves }) => serves).length;
  if (serving && !counts(serving, served)) { problems.push(`${served} tasks serve`); }
  if (message !== undefined && !isTold(message, seen.messages)) { problems.push(`${seen.messages.length} messages were sent`); }
  if (alarm !== undefined && !isThere(alarm, seen.alarms)) { problems.push(`in ALARM: ${seen.alarms.join(', ') || 'none'}`); }
  if (event && !seen.events.some((each) => event.test(each))) { problems.push('no such event'); }
  if (failing) {
    const failed = percentFailed(seen.answers);
    if (failed === undefined || !counts(failing, failed)) { problems.push(failed === undefined ? 'no client asked' : `${failed} % fail`); }
  }
  if (answer && !seen.answers.some((each) => answer.test(answerText(each)))) { problems.push(answersText(seen.answers)); }
  return problems;
}

/** Percent of the requests that were answered 5xx or not at all, in whole numbers; undefined where there was none. */
function percentFailed(answers: readonly ClientAnswer[]): number | undefined {
  const failed = answers.filter(({ status }) => status === 0 || status >= 500);
  return answers.length === 0 ? undefined : Math.round(100 * failed.length / answers.length);
}

function answerText({ port, status, body }: ClientAnswer): string {
  return `${port} ${status} ${body}`;
}

/** Each answer once: their bodies differ little. */
function answersText(answers: readonly ClientAnswer[]): string {
  return `clients were answered ${[...new Set(answers.map(answerText))].slice(-5).join(', ') || 'nothing'}`;
}

const DIAGNOSED = ['status', 'fault', 'layer', 'remedy'] as const;

type DiagnosedName = (typeof DIAGNOSED)[number];

/** A report names the gravest fault first, and the others beside it. */
function diagnoses(report: Report): readonly Diagnosis[] {
  return [report, ...report.further ?? []];
}

function fits(expected: Expectation, names: readonly DiagnosedName[], diagnosis: Diagnosis): boolean {
  return names.every((name) => (expected[name] as ReadonlyArray<string | null>).includes(diagnosis[name]));
}

function isDiagnosed(expected: Expectation, names: readonly DiagnosedName[], task: ObservedTask, { report }: Observation): boolean {
  return names.length === 0 || (report?.tasks.some((each) => (
    each.task === task.id && [each, ...each.further ?? []].some((diagnosis) => fits(expected, names, diagnosis))
  )) ?? false);
}

function believes({ target, container }: Expectation, { targets, health }: ObservedTask): boolean {
  return (target === undefined || targets.some((state) => target.includes(state)))
    && (container === undefined || container.includes(health));
}

function counts({ comparison, number }: Count, actual: number): boolean {
  return comparison === '=' ? actual === number : comparison === '>=' ? actual >= number : actual <= number;
}

function isTold(expected: boolean | RegExp, messages: readonly Message[]): boolean {
  return typeof expected === 'boolean'
    ? messages.length > 0 === expected
    : messages.some(({ subject, text }) => expected.test(`${subject}\n${text}`));
}

function isThere(expected: boolean | RegExp, names: readonly string[]): boolean {
  return typeof expected === 'boolean' ? names.length > 0 === expected : names.some((name) => expected.test(name));
}

/** A diagnosis in a few words. */
export function words({ status, fault, layer, remedy }: Diagnosis): string {
  return `${status}, ${fault}${layer ? ` at ${layer}` : ''}, ${remedy}`;
}
