import type { Report, TaskReport } from './report';
import { FAULTS } from '../../diagnosis/faults';
import { restartAdvice } from '../../diagnosis/remedies';
import { describeServing } from '../../diagnosis/serving';
import { fullName, shortTaskId } from '../../shared/names';
import { clip } from '../../shared/text';
import type { Diagnosis } from '../../shared/verdict';

const EVIDENCE_LENGTH = 240;

/**
 * One sentence for a person who was just woken: what, on which layer, on which tasks, since when, whether a restart helps, and
 * what happens next.
 */
export function summarize(report: Omit<Report, 'summary'>): string {
  const { status, fault, layer, since } = report;
  const who = fullName(report);
  if (fault === 'HEALTHY') { return `${who} is ${status}: ${judgedWell(report)}.`; }
  const affected = affectedTasks(report);
  const parts = [
    `it ${meaningOf(report)}${onTasks(report)}`,
    servingOf(report),
    clip((affected[0] ?? report).evidence[0] ?? '', EVIDENCE_LENGTH),
    ...furtherOf(report),
    restart(report),
    `next: ${nextOf(report)}`,
  ];
  const age = since ? `, since at least ${since}` : '';
  return `${who} is ${status}, ${namesOf(report)} at layer ${layer}${age}: ${parts.filter(Boolean).join('; ')}`;
}

/** `HUNG`, or `HUNG or PORT_FILTERED` where both explain what was observed. */
export function namesOf({ fault, alternatives = [] }: Diagnosis): string {
  return [fault, ...alternatives].join(' or ');
}

/** What the fault means, and what the others mean that explain what was observed as well; continues "it …". */
export function meaningOf({ fault, alternatives = [] }: Diagnosis): string {
  return [fault, ...alternatives].map((name) => FAULTS[name].meaning).join(', or it ');
}

/** What happens next, or what a person has to do first. */
export function nextOf({ fault, alternatives = [], doubt }: Diagnosis): string {
  const next = doubt ? 'Read the log of the task before you restart it.' : FAULTS[fault].next;
  return [next, ...alternatives.map((name) => `If it is ${name}: ${FAULTS[name].next}`)].join(' ');
}

/** How many tasks serve, where fewer do than are desired. */
export function servingOf({ serving }: Omit<Report, 'summary'>): string {
  return serving && serving.serving < serving.desired ? describeServing(serving) : '';
}

/** Each fault that is independent of the first one, as a clause. */
export function furtherOf({ further = [] }: Omit<Report, 'summary'>): string[] {
  return further.map(({ fault, layer, evidence }) => `also ${fault} at layer ${layer}: ${clip(evidence[0] ?? '', EVIDENCE_LENGTH)}`);
}

/** How many of the desired tasks are well. */
export function judgedWell({ counts, tasks }: Omit<Report, 'summary'>): string {
  if (tasks.length === 0) { return 'no task is desired and none runs'; }
  const well = tasks.filter(({ status }) => status === 'UP').length;
  const rest = tasks.length - well > 0 ? `, ${tasks.length - well} starting, stopping or not judged` : '';
  // A worker is not probed.
  const how = tasks.some(({ checks }) => checks.length > 0) ? 'answer well on every layer' : 'are well by the container check of ECS';
  return `${well} of ${counts.desired} desired tasks ${how}${rest}`;
}

/** `, on 1 of 3 tasks (01234567)`; nothing where the fault is about no task. */
export function onTasks(report: Omit<Report, 'summary'>): string {
  const affected = affectedTasks(report);
  return affected.length > 0 ? `, on ${affected.length} of ${report.tasks.length} tasks (${shortNames(affected)})` : '';
}

/** The tasks that the service's fault is about. */
export function affectedTasks({ fault, tasks }: Omit<Report, 'summary'>): readonly TaskReport[] {
  if (fault === 'DEPLOYING') { return tasks.filter((task) => task.fault !== 'HEALTHY'); }
  if (fault === 'SYSTEMIC' || fault === 'ZONE_DOWN') { return tasks.filter((task) => task.status === 'DOWN'); }
  return tasks.filter((task) => [task, ...task.further ?? []].some((found) => found.fault === fault));
}

function restart(report: Omit<Report, 'summary'>): string {
  const { remedy, counts } = report;
  const others =
    remedy === 'ALERT' && counts.restartWouldHelp > 0 ? ` here, but it would help ${counts.restartWouldHelp} of the other tasks` : '';
  return restartAdvice(report).clause + others;
}

function shortNames(tasks: readonly TaskReport[]): string {
  const names = tasks.slice(0, 5).map(({ task }) => shortTaskId(task));
  return [...names, ...tasks.length > names.length ? [`and ${tasks.length - names.length} more`] : []].join(', ');
}
