import { createHash } from 'node:crypto';
import type { Finding } from './decide';
import { diagnoseTarget } from '../diagnosis/diagnose-target';
import type { Diagnosis, Fault, Report, TaskReport } from '../report/report';

/** Faults with which a task serves all the same, and that the revision before it most likely has as well. */
const TOLERATED: readonly Fault[] = ['HEALTHY', 'SLOW', 'TLS_EXPIRING'];

/**
 * What a look at the tasks of one deployment comes to. Verified is only what is there in the number that ECS wants, with every task
 * well on every layer and let in by its target groups: a load balancer that fails open, or has not looked yet, does not count.
 *
 * @param asksFrontDoor whether the look was to ask the test listener as well
 */
export function judge(report: Report, asksFrontDoor: boolean): Finding {
  const tasks = fingerprint(report.tasks);
  const { desired } = report.counts;
  if (report.tasks.length === 0) {
    if (report.fault === 'PROBER_FAULT') return { seen: 'UNKNOWN', tasks, reasons: report.evidence };
    return desired === 0
      ? { seen: 'VERIFIED', tasks, reasons: ['no task is wanted'] }
      : { seen: 'WAIT', tasks, reasons: [`none of ${desired} tasks is there`] };
  }
  const door = asksFrontDoor ? judgeDoor(report) : undefined;
  const verdicts = [...report.tasks.map((task) => ({ seen: seenOf(task), reason: told(task) })), ...door ? [door] : []];
  for (const seen of ['DOWN', 'UNKNOWN', 'WAIT'] as const) {
    const such = verdicts.filter((verdict) => verdict.seen === seen);
    if (such.length > 0) return { seen, tasks, reasons: such.map(({ reason }) => reason) };
  }
  return report.tasks.length < desired
    ? { seen: 'WAIT', tasks, reasons: [`${report.tasks.length} of ${desired} tasks are there`] }
    : { seen: 'VERIFIED', tasks, reasons: [`${report.tasks.length} of ${desired} tasks are verified`] };
}

function judgeDoor({ frontDoor }: Report): { readonly seen: Finding['seen']; readonly reason: string } {
  if (!frontDoor) return { seen: 'UNKNOWN', reason: 'the test listener was not asked' };
  const verdict = diagnoseTarget(frontDoor);
  return { seen: seenOf(verdict), reason: `the test listener: ${verdict.fault}, ${verdict.evidence[0] ?? ''}` };
}

function seenOf({ status, fault }: Pick<Diagnosis, 'status' | 'fault'>): Finding['seen'] {
  if (TOLERATED.includes(fault)) return 'VERIFIED';
  if (status === 'OUT_OF_SERVICE') return 'WAIT';
  return status === 'UNKNOWN' ? 'UNKNOWN' : 'DOWN';
}

function told({ task, fault, evidence }: TaskReport): string {
  return `task ${task.slice(0, 8)}: ${fault}, ${evidence[0] ?? ''}`;
}

/** Short, however many tasks there are: ECS carries it from call to call. */
function fingerprint(tasks: readonly TaskReport[]): string {
  const arns = tasks.map(({ taskArn, startedAt }) => `${taskArn} ${startedAt}`).sort();
  return createHash('sha256').update(arns.join('\n')).digest('base64').slice(0, 22);
}
