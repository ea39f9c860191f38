import type { TaskEvidence } from './evidence';
import { diagnosis } from './faults';
import { lastedMs, type TaskHistory } from './history';
import { describeTarget, type Observations } from './observations';
import type { TimingPlan } from '../../src/shared/plan';
import type { Diagnosis, Fault } from '../shared/verdict';

/**
 * Excuses: what a task is doing that explains why it does not serve. Each covers one kind of failure, and each ends: what lasts longer than
 * contract and budget allow is a fault.
 */

const STOPPING = ['DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED', 'DELETED'];
const NOT_YET_RUNNING = ['PROVISIONING', 'PENDING', 'ACTIVATING'];

/** For placing a task, its network interface, and pulling large images, on top of the startup time: measured in minutes, not in hours. */
const PLACE_AND_PULL_SECONDS = 600;
/** An NLB takes minutes to register a target: aws-cdk #16675. */
const REGISTRATION_SECONDS = 180;
/** ECS ends what does not stop after its stop timeout; beyond that and this reserve, it has lost control of the task. */
const STOPPING_RESERVE_SECONDS = 300;
/** Clocks differ by less; a start further in the future says nothing. */
const CLOCK_SKEW_MS = 60_000;

/** What there is to know of a task that comes or goes. */
export interface Passage {
  readonly task: TaskEvidence;
  readonly timing: TimingPlan;
  readonly history?: TaskHistory;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Whether ECS is taking the task away, for whatever reason. */
export function isBeingStopped({ desiredStatus, lastStatus }: TaskEvidence): boolean {
  return desiredStatus === 'STOPPED' || STOPPING.includes(lastStatus);
}

/** Whether the load balancer has been told to send the task no more requests; `unhealthy.draining` is no deregistration. */
export function isDeregistered({ targets }: TaskEvidence): boolean {
  return targets.some(({ state, reason }) => state === 'draining' || reason === 'Target.DeregistrationInProgress');
}

/** A task that ECS is bringing in or taking out is not judged by its answers: only by how long that takes. */
export function comingOrGoing(passage: Passage): Diagnosis | undefined {
  const { task } = passage;
  if (isBeingStopped(task)) { return stopping(passage); }
  if (NOT_YET_RUNNING.includes(task.lastStatus)) { return notYetRunning(passage); }
  return isDeregistered(task) ? deregistered(passage) : undefined;
}

function stopping({ task, timing, history, now }: Passage): Diagnosis {
  const { lastStatus, desiredStatus, stoppingAt } = task;
  const words = `ECS is stopping the task: ${lastStatus}, desired ${desiredStatus}`;
  const allowed = timing.drainSeconds + STOPPING_RESERVE_SECONDS;
  const age = ageSeconds(stoppingAt, now) ?? Math.floor(lastedMs(history, 'LEAVING', now) / 1000);
  return age > allowed
    ? diagnosis('STUCK_OUT_OF_SERVICE', [`${words}, for ${age} s, and its drain and stop take ${timing.drainSeconds} s`])
    : diagnosis('DRAINING', [words]);
}

function deregistered({ task, timing, history, now }: Passage): Diagnosis | undefined {
  const target = task.targets.find(({ state, reason }) => state === 'draining' || reason === 'Target.DeregistrationInProgress')!;
  const seconds = Math.floor(lastedMs(history, 'LEAVING', now) / 1000);
  if (seconds > timing.drainSeconds + REGISTRATION_SECONDS) { return undefined; }
  return diagnosis('DRAINING', [`the load balancer is draining the task: ${describeTarget(target)}`]);
}

function notYetRunning({ task, timing, history, now }: Passage): Diagnosis {
  const { lastStatus, createdAt, pullStartedAt, pullStoppedAt, waiting = [] } = task;
  const words = `ECS is starting the task: ${lastStatus}`;
  const allowed = timing.startupSeconds + PLACE_AND_PULL_SECONDS;
  const known = ageSeconds(createdAt, now);
  const age = known ?? Math.floor(lastedMs(history, 'COMING', now) / 1000);
  if (age <= allowed) { return diagnosis('STARTING', [known === undefined ? words : `${words} for ${age} s`]); }
  return diagnosis('DOES_NOT_START', [
    `the task has been ${lastStatus} for ${age} s, and may take ${allowed} s to run`,
    ...pullStartedAt && !pullStoppedAt ? [`its images have been pulled since ${pullStartedAt} and are not complete`] : [],
    ...task.address ? [] : ['ECS shows no address of it yet'],
    ...waiting.length > 0 ? [`containers that have not started: ${waiting.join(', ')}`] : [],
  ]);
}

/** Whether the load balancer still registers the task, and may. */
export function registering({ task, timing, now }: Passage): Diagnosis | undefined {
  const initial = task.targets.find(({ state }) => state === 'initial');
  if (!initial) { return undefined; }
  const age = runningSeconds(task, now);
  const allowed = timing.startupSeconds + (timing.target?.recoversSeconds ?? 0) + REGISTRATION_SECONDS;
  return age === undefined || age <= allowed
    ? diagnosis('STARTING', [`the load balancer sends the task no traffic yet: ${describeTarget(initial)}`])
    : undefined;
}

/** Whatever is wrong within the time is the boot; a task that is well may count at once. */
export function starting(passage: Passage, found: Diagnosis, seconds: number): Diagnosis | undefined {
  const { task, history, now } = passage;
  const age = runningSeconds(task, now);
  if (age === undefined) {
    // ECS always states a start: without one, only what has been seen says how old the task is.
    const seen = history ? Math.floor((now - history.first) / 1000) : 0;
    return seen < seconds
      ? diagnosis('STARTING', ['ECS reports no start time of the task that can be true', ...found.evidence])
      : undefined;
  }
  if (age >= seconds) { return undefined; }
  return diagnosis('STARTING', [`the task has run for ${age} s of the ${seconds} s that its startup may take`, ...found.evidence]);
}

const FROM_LOAD_BALANCER: readonly Fault[] = ['LOAD_BALANCER_BLOCKED', 'LOAD_BALANCER_MISCONFIGURED'];

/** The fault, unless it is one that an excuse covers, and for no longer than that excuse lasts. */
export function excused({ task, timing, history, now }: Passage, found: Diagnosis, { loadBalancer, ownCheck }: Observations): Diagnosis {
  if (found.fault === 'STUCK_OUT_OF_SERVICE') {
    const seconds = Math.floor(lastedMs(history, 'OUT_OF_SERVICE', now) / 1000);
    return seconds > timing.drainSeconds
      ? {
        ...found,
        evidence: [
          `it has said so for ${seconds} s, and its longest request and shutdown take ${timing.drainSeconds} s`,
          ...found.evidence,
        ],
      }
      : diagnosis('DRAINING', found.evidence);
  }
  if (FROM_LOAD_BALANCER.includes(found.fault) && !loadBalancer?.settled && ownCheck?.saw !== 'FAILED') {
    const { recoversSeconds } = timing.target ?? timing.container;
    const needs = `the load balancer needs ${recoversSeconds} s to count its checks`;
    // Without a memory nobody knows whether it has only just become well.
    const age = runningSeconds(task, now);
    const isNew = age !== undefined && age < timing.startupSeconds + recoversSeconds;
    if (!history && isNew) {
      return diagnosis('LOAD_BALANCER_RETURNING', [...found.evidence, `it has run for ${age} s only, and ${needs}`]);
    }
    if (!history) {
      const both = [...found.evidence, `no earlier verification says for how long it has been well, and ${needs}`];
      return { ...diagnosis('LOAD_BALANCER_RETURNING', both), remedy: 'ALERT', alternatives: [found.fault] };
    }
    const counted = Math.floor((now - (history.unadmittedSince ?? now)) / 1000);
    return diagnosis('LOAD_BALANCER_RETURNING', [...found.evidence, `it has been seen well and not in use for ${counted} s, and ${needs}`]);
  }
  return found;
}

function runningSeconds({ startedAt }: TaskEvidence, now: number): number | undefined {
  return ageSeconds(startedAt, now);
}

/** Undefined where there is no time, or one that cannot be true. */
function ageSeconds(time: string | undefined, now: number): number | undefined {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) || at > now + CLOCK_SKEW_MS ? undefined : Math.max(0, Math.floor((now - at) / 1000));
}
