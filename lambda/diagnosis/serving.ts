import type { ExaminedTask, ServiceEvidence, StoppedTask } from './evidence';
import { isBeingStopped } from './excuses';
import { type History, historyOf, lackSince, recent, refusedLately, wasOverdue, wasRefused } from './history';
import type { Plan } from '../../src/shared/plan';

/** How many tasks take traffic, whatever the cause is that the others do not. */
export interface Serving {
  readonly serving: number;
  readonly desired: number;
  /** As many have to; at most what is desired. */
  readonly minimum: number;
  /** Whether fewer do than have to, as far as is known. */
  readonly tooFew: boolean;
  /** Whether that enough do is only likely, because their load balancer could not be read. */
  readonly uncertain?: true;
  /** Whether fewer do as far as was read last, because a load balancer could not be read now. */
  readonly isLastKnown?: true;
  /** Seconds for which that is so at least, as far back as the history goes; absent while enough serve. */
  readonly tooFewSeconds?: number;
  /** Whether it lasts longer than a replacement takes at worst. */
  readonly overdue: boolean;
}

/** Judges how many tasks serve, apart from why. */
export function servingOf(
  tasks: readonly ExaminedTask[],
  { desired, stopped }: ServiceEvidence,
  { timing, minimumServing }: Pick<Plan, 'timing' | 'minimumServing'>,
  history: History | undefined,
  now: number,
): Serving {
  const known = recent(history, now);
  const isServiceRefused = wasRefused(known, now);
  const isRefused = ({ evidence: { taskArn, startedAt } }: ExaminedTask) =>
    isServiceRefused || refusedLately(historyOf(known, taskArn, startedAt), timing, now) !== undefined;
  const certain = tasks.filter((task) => serves(task) && !isUnread(task)).length;
  const likely = tasks.filter((task) => serves(task) && isUnread(task) && !isRefused(task)).length;
  const minimum = Math.min(minimumServing, desired);
  const unknown = tasks.filter((task) => mayServe(task) && !isRefused(task)).length;
  // Who has not served for too long is not taken to serve again because nobody can tell.
  const isStill = certain < minimum && tasks.some(isUnread) && wasOverdue(known, now);
  const tooFew = isStill || certain + likely + unknown < minimum;
  const serving = tooFew ? certain : certain + likely;
  if (!tooFew) {
    return { serving, desired, minimum, tooFew, ...certain < minimum ? { uncertain: true } : {}, overdue: false };
  }
  const since = Math.min(lackSince(known, tasks.some(isUnhealthy), now), ...(tasks.some(runs) ? [] : lastRan(tasks, stopped)));
  const tooFewSeconds = Math.floor((now - since) / 1000);
  const { replacementSeconds, target, container } = timing;
  return {
    serving,
    desired,
    minimum,
    tooFew,
    ...tasks.some(isUnread) ? { isLastKnown: true } : {},
    tooFewSeconds,
    overdue: tooFewSeconds > replacementSeconds + (target ?? container).recoversSeconds,
  };
}

function runs({ evidence: { lastStatus } }: ExaminedTask): boolean {
  return lastStatus === 'RUNNING';
}

/** Where no task runs, since when none has; nothing where ECS does not say. */
function lastRan(tasks: readonly ExaminedTask[], stopped: readonly StoppedTask[]): number[] {
  const leaving = tasks.filter(({ evidence }) => isBeingStopped(evidence));
  const coming = tasks.filter(({ evidence }) => !isBeingStopped(evidence));
  const ends = timesOf([...stopped.map(({ stoppedAt }) => stoppedAt), ...leaving.map(({ evidence }) => evidence.stoppingAt)]);
  if (leaving.length > 0 && ends.length === 0) { return []; }
  return ends.length > 0 ? [Math.max(...ends)] : timesOf(coming.map(({ evidence }) => evidence.createdAt));
}

function timesOf(all: readonly (string | undefined)[]): number[] {
  return all.map((time) => Date.parse(time ?? '')).filter((time) => !Number.isNaN(time));
}

/** Whether a task takes traffic: well, or at least answering, and used by its load balancer if it has one. */
function serves(task: ExaminedTask): boolean {
  const { evidence: { targets }, diagnosis: { status, fault } } = task;
  const admitted = targets.some(({ state }) => state === 'healthy');
  if (fault === 'PROBER_FAULT') { return admitted; }
  return (status === 'UP' || status === 'DEGRADED') && (admitted || !isUnhealthy(task));
}

/** Whether a load balancer finds the task unhealthy. */
export function isUnhealthy({ evidence: { targets } }: ExaminedTask): boolean {
  return targets.some(({ state }) => state.startsWith('unhealthy'));
}

/** Whether the task has a load balancer of which nothing could be read. */
export function isUnread({ evidence: { targets, targetsIncomplete } }: ExaminedTask): boolean {
  return targetsIncomplete === true && targets.length === 0;
}

/** Whether nothing is known of that, neither by probes nor by a load balancer. */
function mayServe({ evidence: { targets }, diagnosis: { fault } }: ExaminedTask): boolean {
  return fault === 'PROBER_FAULT' && targets.length === 0;
}

/** In words, with what it has to be where that is more than one. */
export function describeServing({ serving, desired, minimum }: Pick<Serving, 'serving' | 'desired' | 'minimum'>): string {
  const atLeast = minimum > 1 && serving < minimum ? `, at least ${minimum} should` : '';
  return `${serving} of ${desired} desired tasks ${serving === 1 ? 'serves' : 'serve'}${atLeast}`;
}
