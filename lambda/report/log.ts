import type { Report, TaskReport } from './report';

/** A log event may hold 256 KB; a line that people read is much shorter. */
const MOST_TASKS = 20;
const MOST_EVIDENCE = 4;
const MOST_CHARACTERS = 300;

/**
 * A run as one JSON line: the last look in full sentences, the earlier ones as verdicts. Tasks that are well are only counted.
 */
export function logLine(reports: readonly Report[]): string {
  const last = reports[reports.length - 1];
  const unwell = last.tasks.filter(({ fault }) => fault !== 'HEALTHY');
  return JSON.stringify({
    level: levelOf(last),
    message: last.summary.slice(0, 4 * MOST_CHARACTERS),
    cluster: last.cluster,
    service: last.service,
    ...last.part ? { part: last.part } : {},
    at: last.at,
    ms: last.ms,
    status: last.status,
    fault: last.fault,
    layer: last.layer,
    remedy: last.remedy,
    evidence: clipped(last.evidence),
    counts: last.counts,
    tasks: unwell.slice(0, MOST_TASKS).map(taskLine),
    ...unwell.length > MOST_TASKS ? { tasksNotShown: unwell.length - MOST_TASKS } : {},
    ...reports.length > 1 ? { earlier: reports.slice(0, -1).map(({ at, status, fault }) => ({ at, status, fault })) } : {},
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
    evidence: clipped(evidence),
    beliefs: clipped(beliefs),
    checks: checks.map(({ layer: at, check, outcome, ms }) => `${at} ${check} ${outcome} ${ms} ms`),
  };
}

function clipped(lines: readonly string[]): string[] {
  return lines.slice(0, MOST_EVIDENCE).map((line) => line.slice(0, MOST_CHARACTERS));
}

function levelOf({ status, remedy }: Report): string {
  if (status === 'DOWN' || status === 'UNKNOWN') return 'ERROR';
  return status === 'UP' || remedy === 'WAIT' ? 'INFO' : 'WARN';
}
