import { repeat } from '../repeat';
import type { SandboxContext } from './context';
import { decide } from './scheduling';
import { Task } from './task';
import { deploymentId, type Revision } from '../deployments/revision';
import { hash, lastPart } from '../template/identifiers';
import type { ServiceModel } from '../template/model';

const LOOK_MS = 200;
/** Stopped tasks stay visible for a while, as ECS keeps them for an hour. */
const STOPPED_KEPT = 50;

/** A service: keeps its desired count of tasks running, as the ECS scheduler does. */
export class Service {
  readonly createdAt = Date.now();
  /** While true, nothing is started, stopped or replaced by the scheduler: time to look at a fault. */
  paused = false;
  /** The one that serves. */
  revision: Revision;
  /** The one that is being deployed. */
  next?: Revision;
  private readonly everyTask: Task[] = [];
  private desired: number;
  private missingSince?: number;
  /** Tasks that are missing were lost, not wanted anew: ECS takes its time to replace them. */
  private settled = false;
  private steadyOnce = false;

  constructor(
    readonly model: ServiceModel,
    private readonly context: SandboxContext,
    private readonly replacementDelayMs: number,
  ) {
    this.desired = model.desiredCount;
    this.revision = { number: parseInt(hash(model.logicalId, 12), 16), alternate: false };
  }

  get name(): string { return this.model.name; }
  get desiredCount(): number { return this.desired; }
  /** Every task of which ECS would still know, the stopped ones too, oldest first. */
  get tasks(): readonly Task[] { return this.everyTask; }
  /** Tasks of the revision that serves that are meant to run, oldest first. */
  get active(): readonly Task[] { return this.tasksOf(this.revision); }
  get runningCount(): number { return this.active.filter((task) => task.lastStatus === 'RUNNING').length; }
  get pendingCount(): number { return this.active.filter((task) => task.lastStatus === 'PENDING').length; }
  /** All that is desired runs and every check says that it is well. */
  get steady(): boolean {
    return this.active.length === this.desired && this.active.every((task) => task.ready && !task.condemned);
  }
  /** The first deployment is over: all tasks were well once. */
  get deployed(): boolean {
    // Whoever has just seen the service steady must not hear that it is still being deployed.
    this.noticeSteadyState();
    return this.steadyOnce;
  }

  setDesiredCount(count: number): void {
    this.desired = count;
    this.settled = false;
    this.context.events.add('service', `desired count is ${count}`, { service: this.name });
  }

  /** Schedules until the sandbox stops. */
  async run(): Promise<void> {
    this.look();
    await repeat(() => LOOK_MS, this.context.stopping, async () => this.look());
  }

  /** Tasks of a revision that are meant to run, oldest first. */
  tasksOf(revision: Revision): readonly Task[] {
    return this.everyTask.filter((task) => task.revision === revision && task.desiredStatus === 'RUNNING');
  }

  /** Starts as many tasks of another revision as are desired, beside those that serve. */
  startRevision(command: string): Revision {
    this.next = { number: this.revision.number + 1, command, alternate: !this.revision.alternate };
    for (let index = 0; index < this.desired; index += 1) {
      this.startTask(this.next);
    }
    return this.next;
  }

  /** Ends a deployment: either the new revision serves from now on, or it goes. Resolves when the tasks of the other are gone. */
  async settle(revision: Revision, serves: boolean): Promise<void> {
    const gone = serves ? this.revision : revision;
    const stopped = this.tasksOf(gone);
    this.revision = serves ? revision : this.revision;
    this.next = undefined;
    await Promise.all(stopped.map(async (task) => task.stop('ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${deploymentId(gone)})`)));
  }

  private startTask(revision: Revision): void {
    const task = new Task(this.model, this.context, revision);
    this.everyTask.push(task);
    task.start();
  }

  private look(): void {
    this.forgetOldTasks();
    this.noticeSteadyState();
    if (this.paused) {
      return;
    }
    const tasks = this.active.map((task) => ({ task, ready: task.ready, condemned: this.condemns(task) }));
    const decision = decide(tasks, {
      desiredCount: this.desired,
      maximumPercent: this.model.maximumPercent,
      minimumHealthyPercent: this.model.minimumHealthyPercent,
    });
    for (const { task } of decision.stop) {
      void task.stop('ServiceSchedulerInitiated', task.condemned ?? `Scaling activity initiated by (deployment ${lastPart(this.model.arn)})`);
    }
    this.startMissing(decision.start);
  }

  private noticeSteadyState(): void {
    if (!this.steadyOnce && this.steady) {
      this.steadyOnce = true;
      this.context.events.add('service', 'has reached a steady state', { service: this.name });
    }
  }

  private condemns(task: Task): boolean {
    const before = task.condemned;
    const verdict = task.judge();
    if (verdict && !before) {
      this.context.events.add('service', `will replace the task: ${verdict}`, { service: this.name, task: task.id });
    }
    return verdict !== undefined;
  }

  private startMissing(count: number): void {
    if (count === 0) {
      this.missingSince = undefined;
      return;
    }
    this.missingSince ??= Date.now();
    if (this.settled && Date.now() - this.missingSince < this.replacementDelayMs) {
      return;
    }
    for (let index = 0; index < count; index += 1) {
      this.startTask(this.revision);
    }
    this.settled = true;
    this.missingSince = undefined;
  }

  private forgetOldTasks(): void {
    const stopped = this.everyTask.filter((task) => task.lastStatus === 'STOPPED');
    for (const task of stopped.slice(0, Math.max(0, stopped.length - STOPPED_KEPT))) {
      this.everyTask.splice(this.everyTask.indexOf(task), 1);
    }
  }
}
