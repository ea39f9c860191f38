/** What the scheduler knows of a task that is meant to run. */
export interface SchedulableTask {
  /** Running, and every check says that it is well. */
  readonly ready: boolean;
  /** Marked for replacement. */
  readonly condemned: boolean;
}

export interface SchedulingRules {
  readonly desiredCount: number;
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
}

export interface SchedulingDecision<T> {
  /** Number of tasks to start. */
  readonly start: number;
  readonly stop: readonly T[];
}

/**
 * What the ECS scheduler does about the tasks that are meant to run, oldest first: a pure function.
 *
 * A condemned task gets its replacement first where the maximum percent leaves room, and goes when the replacement is ready; where
 * there is no room, condemned tasks go one by one as the minimum healthy percent allows. Draining and stopping tasks count for neither.
 */
export function decide<T extends SchedulableTask>(tasks: readonly T[], rules: SchedulingRules): SchedulingDecision<T> {
  const condemned = tasks.filter((task) => task.condemned);
  const kept = tasks.filter((task) => !task.condemned);
  if (kept.length > rules.desiredCount) {
    // Scaled in: what is not ready goes first, then the newest.
    const order = [...kept].reverse().sort((one, other) => Number(one.ready) - Number(other.ready));
    return { start: 0, stop: [...condemned, ...order.slice(0, kept.length - rules.desiredCount)] };
  }
  const most = Math.max(Math.floor((rules.desiredCount * rules.maximumPercent) / 100), 0);
  const least = Math.ceil((rules.desiredCount * rules.minimumHealthyPercent) / 100);
  const missing = rules.desiredCount - kept.length;
  const room = Math.max(most - tasks.length, 0);
  const ready = kept.filter((task) => task.ready).length;
  // Condemned tasks that enough ready ones, or failed replacements, have made superfluous.
  const superfluous = Math.min(condemned.length, Math.max(0, ready + condemned.length - rules.desiredCount));
  if (superfluous > 0) {
    return { start: Math.min(missing, room), stop: condemned.slice(0, superfluous) };
  }
  const blocked = missing > 0 && room === 0 && condemned.length > 0;
  return { start: Math.min(missing, room), stop: blocked && tasks.length - 1 >= least ? [condemned[0]] : [] };
}
