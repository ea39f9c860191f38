import { isBeingStopped } from './diagnose-task';
import type { ExaminedTask, ServiceEvidence, StoppedTask } from './evidence';
import { diagnosis } from './faults';
import type { TimingPlan } from '../../src/verification/plan';
import type { Diagnosis } from '../report/report';

/** Tasks that ECS or people stop on purpose are no sign of a crash. */
const ON_PURPOSE: readonly string[] = ['ServiceSchedulerInitiated', 'UserInitiated', 'SpotInterruption', 'TerminationNotice'];
/** Stopped by the scheduler as well, but because the task failed. https://repost.aws/knowledge-center/ecs-task-stopped */
const FAILED_CHECK = /failed (container|ELB) health checks/i;
/** How far back tasks that died while starting belong together: ECS waits longer and longer between its attempts. */
const LOOP_SECONDS = 900;
const FEWEST_CRASHES = 3;

/**
 * Fewer tasks than wanted. The two views that ECS gives are not of the same moment: only where both agree is it a fault.
 *
 * As long as the tasks that are missing have only just stopped, their replacement is on its way and nobody is called: REPLACING.
 * Tasks that stop again and again are not replaced, they crash: CAPACITY at once.
 */
export function lackOfTasks(tasks: readonly ExaminedTask[], service: ServiceEvidence, timing: TimingPlan, now: number): Diagnosis | undefined {
  const { desired, running, stopped } = service;
  const kept = present(tasks);
  if (running >= desired || kept >= desired) return undefined;
  const lack = `${running} of ${desired} desired tasks run, and only ${kept - Math.min(kept, running)} more are starting`;
  const recent = stopped.filter(({ stoppedAt }) => secondsBetween(stoppedAt, now) < timing.replacementSeconds);
  const last = stopped.slice(0, 1).map((task) => describeStop(task, now));
  const crashes = crashLoop(service, timing, now);
  if (crashes) return diagnosis('CAPACITY', [lack, crashes, ...last]);
  const leaving = tasks.length - kept;
  if (recent.length + leaving < desired - kept) return diagnosis('CAPACITY', [lack, ...last]);
  return diagnosis('REPLACING', [lack, ...recent.length > 0 ? last : [`${leaving} are being stopped`]]);
}

/** How many tasks run or are on their way to. */
export function present(tasks: readonly ExaminedTask[]): number {
  return tasks.filter(({ evidence }) => !isBeingStopped(evidence)).length;
}

/** How many tasks stopped by themselves lately, whatever became of them. */
export function crashesOf({ stopped }: ServiceEvidence, now: number): number {
  return crashed(stopped).filter(({ stoppedAt }) => secondsBetween(stoppedAt, now) < LOOP_SECONDS).length;
}

/** Why the tasks that stopped are taken for a crash loop, or undefined when they are not. */
function crashLoop({ desired, deployments, stopped }: ServiceEvidence, timing: TimingPlan, now: number): string | undefined {
  const failed = Math.max(0, ...deployments.map(({ failedTasks }) => failedTasks ?? 0));
  if (failed > 1) return `ECS counts ${failed} tasks in a row that did not come up`;
  const crashes = crashed(stopped);
  const stillborn = crashes.filter((task) => secondsBetween(task.stoppedAt, now) < LOOP_SECONDS && lifetime(task) < timing.startupSeconds);
  if (stillborn.length > 1) return `${stillborn.length} tasks stopped while they were starting, within ${LOOP_SECONDS} s`;
  return crashes.length >= FEWEST_CRASHES && crashes.length > desired ? `${crashes.length} tasks stopped by themselves within the hour that ECS remembers` : undefined;
}

function crashed(stopped: readonly StoppedTask[]): StoppedTask[] {
  return stopped.filter(({ stopCode, reason }) => !ON_PURPOSE.includes(stopCode ?? '') || FAILED_CHECK.test(reason ?? ''));
}

function lifetime({ startedAt, stoppedAt }: StoppedTask): number {
  return startedAt ? secondsBetween(startedAt, Date.parse(stoppedAt)) : 0;
}

function describeStop({ task, stoppedAt, stopCode, reason }: StoppedTask, now: number): string {
  const why = [stopCode, reason].filter(Boolean).join(': ');
  return `task ${task} stopped ${secondsBetween(stoppedAt, now)} s ago${why ? ` (${why})` : ''}`;
}

function secondsBetween(from: string, to: number): number {
  return Math.max(0, Math.floor((to - Date.parse(from)) / 1000));
}
