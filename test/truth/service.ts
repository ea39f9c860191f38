import type { Random } from './random';
import { type Effect, type End, Task } from './task';
import type { Terms } from './terms';

export interface DeploymentState {
  readonly id: string;
  readonly createdAt: number;
  rolloutState: 'COMPLETED' | 'IN_PROGRESS' | 'FAILED';
  failedTasks: number;
}

/** What a fault does to ECS's own work. */
export interface LaunchFault {
  readonly kind: 'NO_CAPACITY' | 'IMAGE' | 'STUCK';
}

const BY_SCHEDULER = { stopCode: 'ServiceSchedulerInitiated' } as const;
const FAILED_TO_START: End = {
  stopCode: 'TaskFailedToStart',
  reason: 'CannotPullContainerError: pull image manifest has been retried 5 time(s)',
};
const STEP = 5;
/** ECS remembers stopped tasks for about an hour. */
const REMEMBERED = 3600;
/**
 * Between attempts to start tasks that never reach RUNNING, at most 27 minutes:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
const LONGEST_BACK_OFF = 1620;

/** An ECS service with its scheduler, in steps of five seconds. */
export class Service {
  public now = 0;
  public desired: number;
  public tasks: Task[] = [];
  public stopped: Task[] = [];
  /** The first one is PRIMARY. */
  public deployments: DeploymentState[] = [{ id: 'ecs-svc/1', createdAt: -86_400, rolloutState: 'COMPLETED', failedTasks: 0 }];
  public hasBreaker = true;
  public launchFault: ((deployment: string) => LaunchFault | undefined) | undefined;
  /** What a fault does to a task. */
  public effectOf: ((task: Task) => Effect) | undefined;
  /** How a task ends by itself now, if it does. */
  public endOf: ((task: Task, now: number) => End | undefined) | undefined;
  public isPlacementFailing = false;
  private nextLaunch = 0;
  private failedLaunches = 0;
  private launched = 0;

  constructor(public readonly terms: Terms, public readonly random: Random) {
    this.desired = terms.desired;
    while (this.tasks.length < this.desired) { this.launch('ecs-svc/1', -7200); }
    // They have been running for two hours.
    for (let at = -7200; at < 0; at += 60) {
      for (const task of this.tasks) { task.advance(at); }
    }
  }

  public get primary(): DeploymentState {
    return this.deployments[0]!;
  }

  public get live(): Task[] {
    return this.tasks.filter((task) => task.isLive);
  }

  public advanceTo(time: number): void {
    while (this.now + STEP <= time) {
      this.now += STEP;
      this.step();
    }
  }

  public deploy(): string {
    const id = `ecs-svc/${Number(this.primary.id.slice(8)) + 1}`;
    this.deployments = [{ id, createdAt: this.now, rolloutState: 'IN_PROGRESS', failedTasks: 0 }, ...this.deployments];
    this.failedLaunches = 0;
    this.nextLaunch = this.now;
    return id;
  }

  /** Whether the task takes a request of a client: the load balancer fails open when none is healthy. */
  public serves(task: Task): boolean {
    if (!task.isWell(this.now)) { return false; }
    if (!task.target) { return true; }
    if (task.target.health === 'HEALTHY') { return true; }
    return task.target.health === 'UNHEALTHY' && !this.tasks.some(({ target, isLive }) => isLive && target?.health === 'HEALTHY');
  }

  public isReady(task: Task): boolean {
    if (task.lifecycle !== 'RUNNING') { return false; }
    return (task.container?.health ?? 'HEALTHY') === 'HEALTHY' && (task.target?.health ?? 'HEALTHY') === 'HEALTHY';
  }

  private step(): void {
    const { now } = this;
    for (const task of this.tasks) {
      task.effect = this.effectOf?.(task) ?? {};
      const isUnpulled = task.lifecycle === 'PENDING' && now >= task.pullStoppedAt && this.launchFault?.(task.deployment)?.kind === 'IMAGE';
      const end = isUnpulled ? FAILED_TO_START : task.isLive ? this.endOf?.(task, now) : undefined;
      if (end) { this.fail(task, end); } else { task.advance(now); }
    }
    this.stopped = [...this.tasks.filter(({ lifecycle }) => lifecycle === 'STOPPED').reverse(), ...this.stopped]
      .filter(({ stoppedAt }) => now - stoppedAt! < REMEMBERED);
    this.tasks = this.tasks.filter(({ lifecycle }) => lifecycle !== 'STOPPED');
    if (now % 10 === 0) { this.schedule(); }
  }

  private fail(task: Task, end: End): void {
    task.die(this.now, end);
    const deployment = this.deployments.find(({ id }) => id === task.deployment);
    if (deployment?.rolloutState === 'IN_PROGRESS') { deployment.failedTasks += 1; }
    if (end.stopCode === 'TaskFailedToStart') {
      this.failedLaunches += 1;
      this.nextLaunch = this.now + Math.min(LONGEST_BACK_OFF, 10 * 2 ** Math.floor(this.failedLaunches / Math.max(1, this.desired)));
    }
  }

  private schedule(): void {
    this.replaceUnhealthy();
    const { primary, live } = this;
    const old = live.filter(({ deployment }) => deployment !== primary.id);
    const fresh = live.filter(({ deployment }) => deployment === primary.id);
    const ready = fresh.filter((task) => this.isReady(task)).length;
    // Scaled in: the youngest first.
    fresh
      .slice(this.desired + this.unhealthy(fresh).length)
      .forEach((task) => this.stopOnPurpose(task, 'Scaling activity initiated by deployment'));
    old.slice(0, Math.max(0, old.length - Math.max(0, this.desired - ready)))
      .forEach((task) => this.stopOnPurpose(task, `Scaling activity initiated by (deployment ${primary.id})`));
    if (!this.terms.hasHeadroom && old.length + fresh.length >= this.desired && old.length > this.desired / 2) {
      this.stopOnPurpose(old[0]!, `Scaling activity initiated by (deployment ${primary.id})`);
    }
    this.start(fresh);
    if (primary.rolloutState === 'IN_PROGRESS') { this.rollOut(old, ready); }
    this.deployments = this.deployments.filter(({ id }) => id === primary.id || this.tasks.some(({ deployment }) => deployment === id));
  }

  private start(fresh: readonly Task[]): void {
    if (this.now < this.nextLaunch) { return; }
    const extra = this.terms.hasHeadroom ? this.unhealthy(fresh).length : 0;
    const room = (this.terms.hasHeadroom ? 2 * this.desired : Math.max(1, this.desired)) - this.live.length;
    const missing = Math.min(this.desired + extra - fresh.length, Math.max(0, room));
    this.isPlacementFailing = missing > 0 && this.launchFault?.(this.primary.id)?.kind === 'NO_CAPACITY';
    if (this.isPlacementFailing) { return; }
    for (let count = 0; count < missing; count += 1) { this.launch(this.primary.id, this.now); }
  }

  private launch(deployment: string, now: number): void {
    const { zones } = this.terms;
    const isStuck = this.launchFault?.(deployment)?.kind === 'STUCK';
    this.tasks.push(new Task(this.terms, this.random, now, zones[this.launched % zones.length]!, deployment, isStuck));
    this.launched += 1;
  }

  private rollOut(old: readonly Task[], ready: number): void {
    const { primary } = this;
    if (old.length === 0 && ready >= this.desired) {
      primary.rolloutState = 'COMPLETED';
      primary.failedTasks = 0;
      return;
    }
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    const threshold = Math.min(200, Math.max(3, Math.ceil(0.5 * this.desired)));
    if (this.hasBreaker && primary.failedTasks >= threshold && this.deployments.length > 1) {
      primary.rolloutState = 'FAILED';
      const [failed, previous, ...rest] = this.deployments;
      previous!.rolloutState = 'IN_PROGRESS';
      this.deployments = [previous!, failed!, ...rest];
      this.failedLaunches = 0;
      this.nextLaunch = this.now;
    }
  }

  private unhealthy(tasks: readonly Task[]): Task[] {
    return tasks.filter((task) => (
      task.lifecycle === 'RUNNING' && task.ageAt(this.now) > this.terms.graceSeconds && !task.effect.isAgentLost
      && (task.container?.health === 'UNHEALTHY' || task.target?.health === 'UNHEALTHY')
    ));
  }

  /**
   * With headroom the replacement starts first, and the task that fails ends when it is ready; else it ends at once:
   * https://aws.amazon.com/about-aws/whats-new/2023/10/amazon-ecs-task-resilience-rolling-update/
   */
  private replaceUnhealthy(): void {
    const unhealthy = this.unhealthy(this.live);
    const ready = this.live.filter((task) => this.isReady(task)).length;
    const ending = this.terms.hasHeadroom ? Math.max(0, ready + unhealthy.length - this.desired) : Math.min(1, unhealthy.length);
    for (const task of unhealthy.slice(0, ending)) {
      const failed = task.container?.health === 'UNHEALTHY'
        ? 'Task failed container health checks'
        : 'Task failed ELB health checks in (target-group orders)';
      const deployment = this.deployments.find(({ id }) => id === task.deployment);
      if (deployment?.rolloutState === 'IN_PROGRESS') { deployment.failedTasks += 1; }
      this.stopOnPurpose(task, failed);
    }
  }

  private stopOnPurpose(task: Task, reason: string): void {
    task.stop(this.now, { ...BY_SCHEDULER, reason });
  }
}
