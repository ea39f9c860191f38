import { type Deployment, isExcusing, isOf } from './deployment-state';
import type { ExaminedTask, ServiceEvidence, StoppedTask } from './evidence';
import { isBeingStopped } from './excuses';
import { diagnosis } from './faults';
import type { TimingPlan } from '../../src/shared/plan';
import type { Diagnosis, Fault } from '../shared/verdict';

/** Tasks that ECS or people stop on purpose are no sign of a crash, and neither are those of a host that is gone. */
const ON_PURPOSE: readonly string[] = ['ServiceSchedulerInitiated', 'UserInitiated', 'SpotInterruption', 'TerminationNotice'];
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
const HOST_GONE = /^Host EC2 .*(terminated|stopped)/i;
/** Stopped by the scheduler as well, but because the task failed. https://repost.aws/knowledge-center/ecs-task-stopped */
const FAILED_CHECK = /failed (container|ELB) health checks/i;
const OUT_OF_MEMORY = /OutOfMemory/i;
/** How far back tasks that died while starting belong together: ECS waits longer and longer between its attempts. */
const LOOP_SECONDS = 900;
/** Between attempts to start tasks that never run: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
const LONGEST_BACK_OFF_SECONDS = 1_800;
const FEWEST_CRASHES = 3;
/** Of a large service, single crashes are no loop. */
const CRASHING_SHARE = 0.1;

/** What the lack of tasks, and the tasks that stopped, come to. */
export interface Lack {
  /** REPLACING, or the fault behind the lack or the crashes. */
  readonly cause?: Diagnosis;
  /** Tasks that stopped by themselves lately. */
  readonly crashes: number;
}

/**
 * Fewer tasks than wanted, and tasks that stop by themselves again and again, be there enough of them at the moment or not. The two views
 * that ECS gives of the number are not of the same moment: only where both agree is it a fault.
 *
 * As long as the tasks that are missing have only just stopped, their replacement is on its way and nobody is called: REPLACING.
 */
export function missingTasks(
  tasks: readonly ExaminedTask[], service: ServiceEvidence, timing: TimingPlan, deployment: Deployment | undefined,
  desiredBefore: number | undefined, now: number,
): Lack {
  // What a deployment starts and loses is the deployment's, as long as it may take.
  // Of a revision that is gone, a rolled back one for example, nothing stops any more.
  const current = service.deployments.flatMap(({ id }) => id ?? []);
  const isGone = ({ startedBy }: StoppedTask) => current.length > 0 && startedBy !== undefined && !current.includes(startedBy);
  const relevant = service.stopped.filter((task) => !isGone(task) && (!isExcusing(deployment) || !isOf(deployment, task)));
  const crashes = crashed(relevant).filter(({ stoppedAt }) => secondsBetween(stoppedAt, now) < LOOP_SECONDS).length;
  const cause = causeOf(tasks, { ...service, stopped: relevant }, timing, deployment, desiredBefore, now);
  return { ...cause ? { cause } : {}, crashes };
}

function causeOf(
  tasks: readonly ExaminedTask[], service: ServiceEvidence, timing: TimingPlan, deployment: Deployment | undefined,
  desiredBefore: number | undefined, now: number,
): Diagnosis | undefined {
  const { desired, running, stopped, placement } = service;
  const kept = present(tasks);
  const stillborn = stillbornOf(tasks, service, now);
  const isLacking = running < desired && (kept < desired || stillborn.length > 1);
  const lack = isLacking ? [lackOf(service, kept)] : [];
  const last = stopped.slice(0, 1).map((task) => describeStop(task, now));
  const loop = desired > 0 ? crashLoop(service, timing, isLacking, isExcusing(deployment), now) : undefined;
  if (loop) { return diagnosis(loop.fault, [loop.why, ...last, ...lack]); }
  if (!isLacking) { return undefined; }
  if (stillborn.length > 0 || placement) {
    return diagnosis('DOES_NOT_START', [
      ...placement ? [`ECS says: ${placement}`] : [],
      ...stillborn.slice(0, 1).map((task) => describeStop(task, now)),
      ...lack,
    ]);
  }
  const recent = stopped.filter(({ stoppedAt }) => secondsBetween(stoppedAt, now) < timing.replacementSeconds);
  const leaving = tasks.length - kept;
  // ECS starts tasks some seconds after more of them are desired.
  const raised = Math.max(0, desired - (desiredBefore ?? desired));
  if (raised > 0 && recent.length + leaving + raised >= desired - kept) { return undefined; }
  if (recent.length + leaving < desired - kept) { return diagnosis('TASKS_MISSING', [...lack, ...last]); }
  return diagnosis('REPLACING', [...lack, ...recent.length > 0 ? last : [`${leaving} are being stopped`]]);
}

/** Tasks that did not start, since the last one did. */
function stillbornOf(tasks: readonly ExaminedTask[], { stopped }: ServiceEvidence, now: number): StoppedTask[] {
  const started = Math.max(
    0,
    ...tasks.map(({ evidence: { startedAt } }) => Date.parse(startedAt ?? '')).filter((time) => !Number.isNaN(time)),
  );
  return stopped.filter(({ stopCode, stoppedAt }) => (
    stopCode === 'TaskFailedToStart' && secondsBetween(stoppedAt, now) < LONGEST_BACK_OFF_SECONDS && Date.parse(stoppedAt) > started
  ));
}

function lackOf({ desired, running }: ServiceEvidence, kept: number): string {
  const more = kept - Math.min(kept, running);
  return `${running} of ${desired} desired tasks run, and ${more === 0 ? 'none' : more} ${more > 1 ? 'are' : 'is'} starting`;
}

/** How many tasks run or are on their way to. */
function present(tasks: readonly ExaminedTask[]): number {
  return tasks.filter(({ evidence }) => !isBeingStopped(evidence)).length;
}

/** Why the tasks that stopped are taken for a crash loop, or undefined when they are not. */
function crashLoop(
  { desired, deployments, stopped }: ServiceEvidence, timing: TimingPlan, isLacking: boolean, isDeploying: boolean, now: number,
): { readonly fault: Fault; readonly why: string } | undefined {
  const crashes = crashed(stopped);
  const fault = crashes.slice(0, FEWEST_CRASHES).some(({ reason, container }) => OUT_OF_MEMORY.test(`${reason} ${container?.reason}`))
    ? 'OUT_OF_MEMORY'
    : 'CRASH_LOOP';
  const failed = isDeploying ? 0 : Math.max(0, ...deployments.map(({ failedTasks }) => failedTasks ?? 0));
  if (failed > 1 && isLacking) {
    const neverRan = crashes.length > 0 && crashes.every(({ stopCode }) => stopCode === 'TaskFailedToStart');
    return { fault: neverRan ? 'DOES_NOT_START' : fault, why: `ECS counts ${failed} tasks in a row that did not come up` };
  }
  const ran = crashes.filter(({ stopCode }) => stopCode !== 'TaskFailedToStart');
  const latest = ran.filter(({ stoppedAt }) => secondsBetween(stoppedAt, now) < LOOP_SECONDS);
  // Long after the last one the loop is over, unless ECS waits with its next attempt.
  if (ran.length === 0 || (latest.length === 0 && !isLacking)) { return undefined; }
  // What stopped at one moment and was replaced by tasks that run since was one event; a loop comes back.
  if (!isLacking && wereOneEvent(ran, timing, now)) { return undefined; }
  const young = latest.filter((task) => lifetime(task) < timing.startupSeconds);
  if (young.length > 1) { return { fault, why: `${young.length} tasks stopped while they were starting, within ${LOOP_SECONDS} s` }; }
  const why = `${ran.length} tasks stopped by themselves within the hour that ECS remembers`;
  // What ECS stopped for its checks may be one failure of each, which it has repaired; what ended by itself is no repair.
  const own = ran.filter(({ reason }) => !FAILED_CHECK.test(reason ?? ''));
  const loops = own.length >= Math.max(FEWEST_CRASHES, desired * CRASHING_SHARE) || (ran.length >= FEWEST_CRASHES && ran.length > desired);
  return loops ? { fault, why } : undefined;
}

function crashed(stopped: readonly StoppedTask[]): StoppedTask[] {
  return stopped.filter(({ stopCode, reason }) => (
    (!ON_PURPOSE.includes(stopCode ?? '') && !HOST_GONE.test(reason ?? '')) || FAILED_CHECK.test(reason ?? '')
  ));
}

/** Whether all stopped within the time of one start, which is over, and none of them began after another one's end. */
function wereOneEvent(ran: readonly StoppedTask[], { startupSeconds }: TimingPlan, now: number): boolean {
  const stops = ran.map(({ stoppedAt }) => Date.parse(stoppedAt));
  const lastStart = Math.max(...ran.map(({ startedAt, stoppedAt }) => Date.parse(startedAt ?? stoppedAt)));
  const [first, last] = [Math.min(...stops), Math.max(...stops)];
  return lastStart <= first && last - first < startupSeconds * 1_000 && now - last >= startupSeconds * 1_000;
}

function lifetime({ startedAt, stoppedAt }: StoppedTask): number {
  return startedAt ? secondsBetween(startedAt, Date.parse(stoppedAt)) : 0;
}

function describeStop({ task, stoppedAt, stopCode, reason, container }: StoppedTask, now: number): string {
  const { exitCode, reason: words } = container ?? {};
  const end = [exitCode === undefined ? undefined : `exit code ${exitCode}`, words].filter(Boolean).join(', ');
  const why = [[stopCode, reason].filter(Boolean).join(': '), end && `container ${container!.name}: ${end}`].filter(Boolean).join('; ');
  return `task ${task} stopped ${secondsBetween(stoppedAt, now)} s ago${why ? ` (${why})` : ''}`;
}

function secondsBetween(from: string, to: number): number {
  return Math.max(0, Math.floor((to - Date.parse(from)) / 1000));
}
