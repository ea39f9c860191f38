import { fullName } from './names';
import type { Remedy, Report, TaskReport } from './report';
import { FAULTS } from '../diagnosis/faults';

const RESTART: Readonly<Record<Remedy, string>> = {
  NONE: '',
  WAIT: 'a restart would only make it longer',
  RECOVER: 'a restart would help if the application cannot recover by itself',
  RESTART: 'a restart would help',
  ALERT: 'a restart would not help',
};

/**
 * One sentence for a person who was just woken: what, on which layer, on which tasks, since when, whether a restart helps, and
 * what happens next.
 */
export function summarize(report: Omit<Report, 'summary'>): string {
  const { status, fault, layer, since } = report;
  const { meaning, next } = FAULTS[fault];
  const who = fullName(report);
  if (fault === 'HEALTHY') return `${who} is ${status}: ${judgedWell(report)}.`;
  const affected = affectedTasks(report);
  const parts = [
    `it ${meaning}${onTasks(report)}`,
    clip((affected[0] ?? report).evidence[0] ?? ''),
    restart(report),
    `next: ${next}`,
  ];
  return `${who} is ${status}, ${fault} at layer ${layer}${since ? `, since at least ${since}` : ''}: ${parts.filter(Boolean).join('; ')}`;
}

/** How many of the desired tasks are well. */
export function judgedWell({ counts, tasks }: Omit<Report, 'summary'>): string {
  if (tasks.length === 0) return 'no task is wanted and none runs';
  const well = tasks.filter(({ status }) => status === 'UP').length;
  const rest = tasks.length - well > 0 ? `, ${tasks.length - well} on their way in or out or unjudged` : '';
  // Nothing is asked of a worker.
  const how = tasks.some(({ checks }) => checks.length > 0) ? 'answer well on every layer' : 'are well by the check that ECS makes';
  return `${well} of ${counts.desired} desired tasks ${how}${rest}`;
}

/** `, on 1 of 3 tasks (01234567)`; nothing where the fault is about no task. */
export function onTasks(report: Omit<Report, 'summary'>): string {
  const affected = affectedTasks(report);
  return affected.length > 0 ? `, on ${affected.length} of ${report.tasks.length} tasks (${shortNames(affected)})` : '';
}

/** The tasks that the service's fault is about. */
export function affectedTasks({ fault, tasks }: Omit<Report, 'summary'>): readonly TaskReport[] {
  if (fault === 'DEPLOYING') return tasks.filter((task) => task.fault !== 'HEALTHY');
  if (fault === 'SYSTEMIC') return tasks.filter((task) => task.status === 'DOWN');
  return tasks.filter((task) => task.fault === fault);
}

function restart({ remedy, counts }: Omit<Report, 'summary'>): string {
  const others = remedy === 'ALERT' && counts.restartWouldHelp > 0 ? ` here, but it would help ${counts.restartWouldHelp} of the other tasks` : '';
  return RESTART[remedy] + others;
}

/** The first eight characters tell the tasks of one service apart and fit a phone's screen. */
function shortNames(tasks: readonly TaskReport[]): string {
  const names = tasks.slice(0, 5).map(({ task }) => task.slice(0, 8));
  return [...names, ...tasks.length > names.length ? [`and ${tasks.length - names.length} more`] : []].join(', ');
}

function clip(line: string): string {
  return line.length > 240 ? `${line.slice(0, 239)}…` : line;
}
