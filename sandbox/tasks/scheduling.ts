/** What the scheduler knows of a task whose desired status is RUNNING. */
export interface SchedulableTask {
  /** Running, and every check passes. */
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
 * Which tasks the ECS scheduler starts and stops, given those whose desired status is RUNNING, oldest first.
 *
 * Where the maximum percent leaves room, a condemned task is stopped once its replacement is ready; where it does not, condemned tasks
 * are stopped one by one as the minimum healthy percent allows. Draining and stopping tasks count towards neither.
 */
export function schedule<T extends SchedulableTask>(tasks: readonly T[], rules: SchedulingRules): SchedulingDecision<T> {
  const condemned = tasks.filter((task) => task.condemned);
  const kept = tasks.filter((task) => !task.condemned);
  if (kept.length > rules.desiredCount) {
    // Scale-in: tasks that are not ready first, then the newest.
    const order = [...kept].reverse().sort((one, other) => Number(one.ready) - Number(other.ready));
    return { start: 0, stop: [...condemned, ...order.slice(0, kept.length - rules.desiredCount)] };
  }
  const maximum = Math.max(Math.floor((rules.desiredCount * rules.maximumPercent) / 100), 0);
  const minimum = Math.ceil((rules.desiredCount * rules.minimumHealthyPercent) / 100);
  const missing = rules.desiredCount - kept.length;
  const room = Math.max(maximum - tasks.length, 0);
  const ready = kept.filter((task) => task.ready).length;
  // Condemned tasks that are no longer needed: enough others are ready, or their replacements failed too.
  const superfluous = Math.min(condemned.length, Math.max(0, ready + condemned.length - rules.desiredCount));
  if (superfluous > 0) {
    return { start: Math.min(missing, room), stop: condemned.slice(0, superfluous) };
  }
  const blocked = missing > 0 && room === 0 && condemned.length > 0;
  return { start: Math.min(missing, room), stop: blocked && tasks.length - 1 >= minimum ? [condemned[0]] : [] };
}
