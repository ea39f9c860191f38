import type { Revision } from './revision';
import type { Task } from './task';
import type { StopCode } from './task-phase';
import type { CircuitBreakerModel } from '../template/model';

/** What a rolling deployment knows of a service. */
export interface RolloutRules {
  readonly desiredCount: number;
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
}

/** What a rolling deployment does next. */
export interface RolloutStep {
  /** Number of tasks of the new revision to start. */
  readonly start: number;
  /** Tasks of the old revision to stop. */
  readonly stop: readonly Task[];
}

const FAILURES: ReadonlyArray<StopCode | undefined> = ['EssentialContainerExited', 'TaskFailedToStart'];

/**
 * A rolling deployment: tasks of a new revision take the place of the old ones in batches, as both percentages allow, until the circuit
 * breaker gives it up.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export class Rollout {
  private readonly failed = new Set<Task>();
  private readonly forgiven = new Set<Task>();

  constructor(public readonly revision: Revision, private readonly breaker?: CircuitBreakerModel) {}

  /** Tasks of the new revision that have failed since one has become healthy. */
  public get failedTasks(): number {
    return [...this.failed].filter((task) => !this.forgiven.has(task)).length;
  }

  /** Whether the circuit breaker has given the deployment up. */
  public get broken(): boolean {
    return this.breaker !== undefined && this.failedTasks >= this.breaker.threshold;
  }

  public get rollsBack(): boolean {
    return this.breaker?.rollback ?? false;
  }

  /** Counts tasks of the new revision that have ended, or are replaced because of their checks. */
  public count(tasks: readonly Task[]): void {
    const failed = tasks.filter(({ condemned, stopCode }) => condemned !== undefined || FAILURES.includes(stopCode));
    failed.forEach((task) => this.failed.add(task));
    if (this.breaker?.resetOnHealthyTask && tasks.some((task) => task.ready)) {
      this.failed.forEach((task) => this.forgiven.add(task));
    }
  }

  /**
   * @param fresh tasks of the new revision with the desired status RUNNING
   * @param old those of the revision before
   */
  public step(fresh: readonly Task[], old: readonly Task[], rules: RolloutRules): RolloutStep {
    const { desiredCount, maximumPercent, minimumHealthyPercent } = rules;
    const maximum = Math.floor(desiredCount * maximumPercent / 100);
    const minimum = Math.ceil(desiredCount * minimumHealthyPercent / 100);
    const room = Math.max(0, maximum - fresh.length - old.length);
    const healthy = [...fresh, ...old].filter((task) => task.ready).length;
    // Old tasks that are not healthy go first: they count for nothing.
    const order = [...old].sort((one, other) => Number(one.ready) - Number(other.ready));
    const spare = Math.max(0, healthy - minimum) + order.filter((task) => !task.ready).length;
    const replaced = Math.max(0, fresh.filter((task) => task.ready).length + old.length - desiredCount);
    const needsRoom = room === 0 && fresh.length < desiredCount;
    return {
      start: Math.min(Math.max(0, desiredCount - fresh.length), room),
      stop: order.slice(0, needsRoom ? spare : Math.min(spare, replaced)),
    };
  }
}
