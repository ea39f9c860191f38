import type { Report, TaskReport } from './report';
import type { SweepRequest } from '../../../src/shared/registry';
import { clip } from '../../shared/text';
import type { SweepResult } from '../sweep';

/** CloudWatch Logs accepts 256 KB for an event; a line that people read is much shorter. */
const MOST_TASKS = 20;
const MOST_SERVICES = 50;
const MOST_EVIDENCE = 4;
const MOST_CHARACTERS = 300;

/**
 * A report as one JSON line. Healthy tasks are only counted.
 */
export function logLine(last: Report): string {
  const unwell = last.tasks.filter(({ fault }) => fault !== 'HEALTHY');
  return JSON.stringify({
    level: levelOf(last),
    message: clip(last.summary, 4 * MOST_CHARACTERS),
    cluster: last.cluster,
    service: last.service,
    ...last.contractName ? { contractName: last.contractName } : {},
    at: last.at,
    ms: last.ms,
    status: last.status,
    fault: last.fault,
    layer: last.layer,
    remedy: last.remedy,
    evidence: firstLines(last.evidence),
    counts: last.counts,
    ...last.serving ? { serving: last.serving } : {},
    tasks: unwell.slice(0, MOST_TASKS).map(taskLine),
    ...unwell.length > MOST_TASKS ? { tasksNotShown: unwell.length - MOST_TASKS } : {},
  });
}

/** A sweep as one JSON line: services that are well are one number, those of which nothing is known are named. */
export function sweepLine({ sweep, shard }: SweepRequest, result: SweepResult, readsThrottled: number, ms: number): string {
  const { verified, well, unverified, trouble } = result;
  const blind = unverified.length > 0 || trouble !== undefined;
  return JSON.stringify({
    level: blind ? 'ERROR' : 'INFO',
    message: `${verified} of ${verified + unverified.length} services verified, ${well} of them healthy${trouble ? `; ${trouble}` : ''}`,
    verifier: sweep,
    shard,
    ms,
    verified,
    well,
    unverified: unverified.slice(0, MOST_SERVICES).map(({ reason, ...its }) => ({ ...its, reason: clip(reason, MOST_CHARACTERS) })),
    ...unverified.length > MOST_SERVICES ? { unverifiedNotShown: unverified.length - MOST_SERVICES } : {},
    ...readsThrottled > 0 ? { readsThrottled } : {},
  });
}

/** A plan that cannot be used, as one JSON line that names the field. */
export function logRejectedPlan(field: string, problem: string): string {
  return JSON.stringify({ level: 'ERROR', message: `The plan is malformed: ${field} ${problem}`, field, problem, fault: 'PROBER_FAULT' });
}

function taskLine({ task, address, startedAt, status, fault, layer, remedy, evidence, beliefs, checks }: TaskReport): object {
  return {
    task,
    address,
    startedAt,
    status,
    fault,
    layer,
    remedy,
    evidence: firstLines(evidence),
    beliefs: firstLines(beliefs),
    checks: checks.map(({ layer: at, check, outcome, ms }) => `${at} ${check} ${outcome} ${ms} ms`),
  };
}

function firstLines(lines: readonly string[]): string[] {
  return lines.slice(0, MOST_EVIDENCE).map((line) => clip(line, MOST_CHARACTERS));
}

function levelOf({ status, remedy }: Report): string {
  if (status === 'DOWN' || status === 'UNKNOWN') { return 'ERROR'; }
  return status === 'UP' || remedy === 'WAIT' ? 'INFO' : 'WARN';
}
