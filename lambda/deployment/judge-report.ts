import { createHash } from 'node:crypto';
import type { RevisionVerdict } from './decide-stage';
import { diagnoseTarget } from '../diagnosis/diagnose-target';
import type { Diagnosis, Fault } from '../shared/verdict';
import type { Report, TaskReport } from '../verification/report/report';

type Verdict = RevisionVerdict['verdict'];

/** Faults with which a task still serves, and that the revision before it most likely has as well. */
const TOLERATED: readonly Fault[] = ['HEALTHY', 'SLOW', 'TLS_EXPIRING'];

/**
 * The verdict of one verification of a deployment's tasks. VERIFIED means: as many tasks run as ECS desires, each of them is healthy on
 * every layer, and its target groups report it healthy. A load balancer that fails open, or has not checked yet, does not count.
 *
 * @param probesFrontDoor whether the verification was to probe the test listener as well
 */
export function judgeReport(report: Report, probesFrontDoor: boolean): RevisionVerdict {
  const tasks = fingerprint(report.tasks);
  const { desired } = report.counts;
  const running = report.tasks.length;
  if (running === 0 && report.fault === 'PROBER_FAULT') { return { verdict: 'UNKNOWN', tasks, reasons: report.evidence }; }
  if (running === 0 && desired === 0) { return { verdict: 'VERIFIED', tasks, reasons: ['the desired count is 0'] }; }
  const judged = [...report.tasks.map(judgeTask), ...running > 0 && probesFrontDoor ? [judgeFrontDoor(report)] : []];
  for (const verdict of ['DOWN', 'UNKNOWN', 'WAIT'] as const) {
    const such = judged.filter((each) => each.verdict === verdict);
    if (such.length > 0) { return { verdict, tasks, reasons: such.map(({ reason }) => reason) }; }
  }
  return running < desired
    ? { verdict: 'WAIT', tasks, reasons: [`${running} of ${desired} desired tasks run`] }
    : { verdict: 'VERIFIED', tasks, reasons: [`${running} of ${desired} desired tasks are verified`] };
}

interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
}

function judgeTask(report: TaskReport): Judgement {
  const { task, fault, evidence } = report;
  return { verdict: verdictOf(report), reason: `task ${task.slice(0, 8)}: ${fault}, ${evidence[0] ?? ''}` };
}

function judgeFrontDoor({ frontDoor }: Report): Judgement {
  if (!frontDoor) { return { verdict: 'UNKNOWN', reason: 'the test listener was not probed' }; }
  const diagnosis = diagnoseTarget(frontDoor);
  return { verdict: verdictOf(diagnosis), reason: `the test listener: ${diagnosis.fault}, ${diagnosis.evidence[0] ?? ''}` };
}

function verdictOf({ status, fault }: Pick<Diagnosis, 'status' | 'fault'>): Verdict {
  if (TOLERATED.includes(fault)) { return 'VERIFIED'; }
  // What only the load balancer has seen of it says nothing of liveness and readiness.
  if (fault === 'PROBER_CUT_OFF') { return 'UNKNOWN'; }
  if (status === 'OUT_OF_SERVICE') { return 'WAIT'; }
  return status === 'UNKNOWN' ? 'UNKNOWN' : 'DOWN';
}

/** Short, however many tasks there are: ECS carries it from call to call. */
function fingerprint(tasks: readonly TaskReport[]): string {
  const arns = tasks.map(({ taskArn, startedAt }) => `${taskArn} ${startedAt}`).sort();
  return createHash('sha256').update(arns.join('\n')).digest('base64').slice(0, 22);
}
