import { unmet, type Observation } from './observation';
import type { Expectation, Scenario } from './scenario';
import { scheduleOf, type DueStep } from './schedule';
import type { Diagnosis } from '../../lambda/shared/verdict';
import type { Report } from '../../lambda/verification/report/report';

/** What the verifier said at one time: its whole report, or the line of it in its log. */
export interface SaidReport extends Diagnosis {
  readonly service: string;
  /** ISO time. */
  readonly at: string;
  /** In a line of the log, those that are not well. */
  readonly tasks: ReadonlyArray<Diagnosis & { readonly task: string }>;
  readonly further?: readonly Diagnosis[];
  readonly serving?: { readonly serving: number };
}

/** Whether an expectation came true on AWS. */
export interface CheckedStep extends DueStep {
  /** Absent where it cannot be told from reports. */
  readonly met?: boolean;
  /** What was found instead, or why it cannot be told. */
  readonly problem?: string;
  /** Parts of the expectation that reports do not tell. */
  readonly unseen: readonly string[];
}

/** What only the sandbox sees. */
const UNSEEN: ReadonlyArray<keyof Expectation> = ['message', 'alarm', 'event', 'failing', 'answer', 'target', 'container'];

/**
 * Holds what the verifier said during an experiment to the expectations of its scenario.
 *
 * @param start of the experiment, in epoch milliseconds
 */
export function checkReports(scenario: Scenario, reports: readonly SaidReport[], start: number): CheckedStep[] {
  return scheduleOf(scenario).steps.flatMap((due) => {
    const { step, from, to } = due;
    if (step.kind !== 'expect' && step.kind !== 'never') { return []; }
    const inTime = reports.filter(({ at }) => {
      const seconds = (Date.parse(at) - start) / 1000;
      return seconds >= from && seconds <= to;
    });
    return [{ ...due, ...step.kind === 'expect' ? expected(step.expected, inTime) : never(step.expected, inTime) }];
  });
}

type Result = Pick<CheckedStep, 'met' | 'problem' | 'unseen'>;

function unseenOf(expectation: Expectation, reports: readonly SaidReport[]): string[] {
  const unknown = expectation.serving !== undefined && reports.length > 0 && reports.every(({ serving }) => serving === undefined);
  return [...UNSEEN.filter((name) => expectation[name] !== undefined), ...unknown ? ['serving'] : []];
}

/** All that reports tell of it has to hold in one of them. */
function expected(expectation: Expectation, reports: readonly SaidReport[]): Result {
  const unseen = unseenOf(expectation, reports);
  const seen = Object.fromEntries(Object.entries(expectation).filter(([name]) => !unseen.includes(name))) as Expectation;
  if (Object.keys(seen).length === 0) { return { unseen, problem: 'reports do not tell' }; }
  const problems = reports.map((report) => unmet(seen, observed(report)));
  if (problems.some((each) => each.length === 0)) { return { met: true, unseen }; }
  return { met: false, unseen, problem: problems.at(-1)?.join('; ') ?? 'no report of that time' };
}

/** With a part that reports do not tell, what must not be may not have been. */
function never(expectation: Expectation, reports: readonly SaidReport[]): Result {
  const unseen = unseenOf(expectation, reports);
  if (unseen.length > 0 || reports.length === 0) {
    return { unseen, problem: unseen.length > 0 ? 'reports do not tell' : 'no report of that time' };
  }
  const report = reports.find((each) => unmet(expectation, observed(each)).length === 0);
  return report ? { met: false, unseen, problem: `it was observed at ${report.at}` } : { met: true, unseen };
}

function observed(report: SaidReport): Observation {
  const nothing = { status: '', health: 'UNKNOWN', targets: [] } as const;
  return {
    report: report as unknown as Report,
    tasks: [
      ...report.tasks.map(({ task }) => ({ ...nothing, id: task, serves: false })),
      // Which of them serve is not told, only how many.
      ...Array.from({ length: report.serving?.serving ?? 0 }, (_, index) => ({ ...nothing, id: `serving ${index}`, serves: true })),
    ],
    messages: [],
    alarms: [],
    events: [],
    answers: [],
  };
}
