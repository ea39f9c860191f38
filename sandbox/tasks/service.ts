import { deploymentId, type Revision } from './revision';
import { Rollout } from './rollout';
import { schedule } from './scheduling';
import type { StartConditions } from './start-conditions';
import { Task, type TaskContext } from './task';
import { repeat } from '../shared/repeat';
import { hash } from '../template/identifiers';
import type { ServiceModel } from '../template/model';

const SCHEDULING_INTERVAL_MS = 200;
/** ECS lists stopped tasks for an hour; here the last of them stay. */
const MAXIMUM_STOPPED_TASKS = 50;

const LONGEST_BACK_OFF_SECONDS = 27 * 60;

/** An event of a service, as the console lists it. */
export interface ServiceMessage {
  /** Epoch milliseconds of sandbox time. */
  readonly createdAt: number;
  readonly message: string;
}

/** What a service uses from then on. */
interface UsageSample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Percent. */
  readonly cpu: number;
  readonly memory: number;
}

/** A service: keeps its desired count of tasks running, as the ECS scheduler does. */
export class Service {
  /** Epoch milliseconds of sandbox time. */
  public readonly createdAt: number;
  /** What its new tasks meet. */
  public readonly conditions: StartConditions = {};
  /** Zones in which no task is placed. */
  public readonly closedZones = new Set<string>();
  /** Service events, newest first, as DescribeServices lists them. */
  public readonly messages: ServiceMessage[] = [];
  /** What it used of CPU and memory, oldest first: the processes of a sandbox have no limits that they could come near. */
  public readonly usage: UsageSample[] = [];
  /** While true, the scheduler neither starts nor stops a task, so that a fault can be verified. */
  public paused = false;
  /** The revision that serves requests. */
  public revision: Revision;
  /** The revision that is being deployed. */
  public next?: Revision;
  /** The rolling deployment in progress, or the last one where the circuit breaker has given it up. */
  public rollout?: Rollout;
  private readonly everyTask: Task[] = [];
  private desired: number;
  private failedStarts = 0;
  /** Revisions whose desired count has been reached: a task that is missing then was lost, and ECS takes seconds to replace it. */
  private readonly complete = new Set<Revision>();
  private readonly missingSince = new Map<Revision, number>();
  private steadyOnce = false;

  constructor(
    public readonly model: ServiceModel,
    private readonly context: TaskContext,
    private readonly replacementDelayMs: number,
  ) {
    this.desired = model.desiredCount;
    this.createdAt = context.clock.now;
    this.revision = { number: parseInt(hash(model.logicalId, 12), 16), alternate: false, createdAt: this.createdAt };
  }

  public get name(): string { return this.model.name; }
  public get desiredCount(): number { return this.desired; }
  /** Every task that ECS would still list, stopped ones included, oldest first. */
  public get tasks(): readonly Task[] { return this.everyTask; }
  /** Command of the serving revision's containers. */
  public get command(): string {
    const [container] = this.model.taskDefinition.containers;
    return this.revision.command ?? this.context.command(this.name, container.name);
  }
  /** Tasks of the serving revision whose desired status is RUNNING, oldest first. */
  public get active(): readonly Task[] { return this.tasksOf(this.revision); }
  public get runningCount(): number { return this.counted.filter((task) => task.lastStatus === 'RUNNING').length; }
  public get pendingCount(): number { return this.counted.filter((task) => task.starting).length; }
  /** In a rolling deployment the tasks of both revisions serve; a revision that is deployed beside the other one serves at its end. */
  private get counted(): readonly Task[] {
    return this.rollout && this.next ? [...this.active, ...this.tasksOf(this.next)] : this.active;
  }
  /** As many tasks as desired run, and all their checks pass. */
  public get steady(): boolean {
    return this.active.length === this.desired && this.active.every((task) => task.ready && !task.condemned);
  }
  /** Whether the first deployment is over: the service was steady once. */
  public get deployed(): boolean {
    // A caller that has just read `steady` must not read that the deployment is still in progress.
    this.noticeSteadyState();
    return this.steadyOnce;
  }

  public setDesiredCount(count: number): void {
    this.desired = count;
    this.complete.clear();
    this.context.events.add('service', `desired count is ${count}`, { service: this.name });
  }

  /** Schedules until the sandbox stops. */
  public async run(): Promise<void> {
    this.schedule();
    await repeat(() => SCHEDULING_INTERVAL_MS, this.context.stopping, async () => this.schedule());
  }

  /** Tasks of a revision whose desired status is RUNNING, oldest first. */
  public tasksOf(revision: Revision): readonly Task[] {
    return this.everyTask.filter((task) => task.revision === revision && task.desiredStatus === 'RUNNING');
  }

  /** Starts the desired count of tasks of another revision, beside those that serve. */
  public startRevision(command: string): Revision {
    this.next = this.following(command, !this.revision.alternate);
    this.startMissing(this.desired, this.next);
    return this.next;
  }

  /** Starts a rolling deployment of another revision; the scheduler does the rest. */
  public rollOut(command: string): Rollout {
    this.next = this.following(command, this.revision.alternate);
    this.rollout = new Rollout(this.next, this.model.circuitBreaker);
    return this.rollout;
  }

  /** Ends a deployment: the new revision serves from now on, or is removed. Resolves when the tasks of the other revision are stopped. */
  public async finishDeployment(revision: Revision, serves: boolean): Promise<void> {
    const removed = serves ? this.revision : revision;
    const stopped = this.tasksOf(removed);
    this.revision = serves ? revision : this.revision;
    this.next = undefined;
    this.forget(removed);
    await Promise.all(
      stopped.map(async (task) =>
        task.stop('ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${deploymentId(removed)})`),
      ),
    );
  }

  private following(command: string, alternate: boolean): Revision {
    return { number: this.revision.number + 1, command, alternate, createdAt: this.context.clock.now };
  }

  private startTask(revision: Revision): void {
    const task = new Task(this.model, this.context, { revision, zone: this.nextZone(), conditions: this.conditions });
    this.everyTask.push(task);
    task.start();
    this.failedStarts = task.stopCode === 'TaskFailedToStart' ? this.failedStarts + 1 : 0;
  }

  /** The zone with the fewest tasks, as ECS spreads them. */
  private nextZone(): string {
    const open = this.model.zones.filter((zone) => !this.closedZones.has(zone));
    const tasksIn = (zone: string) => this.counted.filter((task) => task.zone === zone).length;
    return [...open.length > 0 ? open : this.model.zones].sort((one, other) => tasksIn(one) - tasksIn(other))[0];
  }

  private schedule(): void {
    this.forgetOldTasks();
    this.noticeSteadyState();
    this.counted.filter((task) => task.starting).forEach((task) => task.start());
    if (this.paused) {
      return;
    }
    if (this.rollout && this.next) {
      this.advanceRollout(this.rollout, this.next);
      return;
    }
    this.keep(this.revision);
    if (this.next) { this.keep(this.next); }
  }

  /** Keeps the desired count of tasks of a revision. */
  private keep(revision: Revision): void {
    const tasks = this.tasksOf(revision).map((task) => ({ task, ready: task.ready, condemned: this.condemns(task) }));
    const decision = schedule(tasks, {
      desiredCount: this.desired,
      maximumPercent: this.model.maximumPercent,
      minimumHealthyPercent: this.model.minimumHealthyPercent,
    });
    for (const { task } of decision.stop) {
      void task.stop('ServiceSchedulerInitiated', task.condemned ?? this.scaling(revision));
    }
    this.startMissing(decision.start, revision);
  }

  private advanceRollout(rollout: Rollout, next: Revision): void {
    const fresh = this.tasksOf(next);
    const condemned = fresh.filter((task) => this.condemns(task));
    rollout.count(this.everyTask.filter((task) => task.revision === next));
    condemned.forEach((task) => void task.stop('ServiceSchedulerInitiated', task.condemned!));
    if (rollout.broken) {
      this.say(`(deployment ${deploymentId(next)}) deployment failed: tasks failed to start.`);
      if (rollout.rollsBack) { this.rollBack(next); }
      return;
    }
    const { start, stop } = rollout.step(this.tasksOf(next), this.active, {
      desiredCount: this.desired,
      maximumPercent: this.model.maximumPercent,
      minimumHealthyPercent: this.model.minimumHealthyPercent,
    });
    stop.forEach((task) => void task.stop('ServiceSchedulerInitiated', this.scaling(this.revision)));
    this.startMissing(start, next);
    if (this.active.length === 0 && fresh.length === this.desired && fresh.every((task) => task.ready)) {
      this.revision = next;
      this.next = undefined;
      this.rollout = undefined;
      this.say(`(deployment ${deploymentId(next)}) deployment completed.`);
    }
  }

  private rollBack(next: Revision): void {
    this.say(`rolling back to deployment ${deploymentId(this.revision)}.`);
    this.tasksOf(next).forEach((task) => void task.stop('ServiceSchedulerInitiated', this.scaling(next)));
    this.next = undefined;
    this.forget(next);
    this.complete.delete(this.revision);
  }

  private forget(revision: Revision): void {
    this.complete.delete(revision);
    this.missingSince.delete(revision);
  }

  private scaling(revision: Revision): string {
    return `Scaling activity initiated by (deployment ${deploymentId(revision)})`;
  }

  /** Adds a service event, once as long as it stays the newest. */
  private say(text: string): void {
    const message = `(service ${this.name}) ${text}`;
    if (this.messages[0]?.message === message) { return; }
    this.messages.unshift({ createdAt: this.context.clock.now, message });
    this.context.events.add('service', text, { service: this.name });
  }

  private noticeSteadyState(): void {
    if (!this.steadyOnce && this.steady) {
      this.steadyOnce = true;
      this.say('has reached a steady state');
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

  private startMissing(count: number, revision: Revision): void {
    if (count === 0) {
      this.missingSince.delete(revision);
      return;
    }
    const since = this.missingSince.get(revision) ?? performance.now();
    this.missingSince.set(revision, since);
    if (this.complete.has(revision) && performance.now() - since < this.restartDelayMs) {
      return;
    }
    if (this.conditions.noCapacity !== undefined) {
      this.say(`was unable to place a task ${this.conditions.noCapacity}`);
      return;
    }
    for (let index = 0; index < count; index += 1) {
      this.startTask(revision);
    }
    this.complete.add(revision);
    this.missingSince.delete(revision);
  }

  /**
   * ECS waits longer after each task that fails to start.
   * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
   */
  private get restartDelayMs(): number {
    const seconds = this.failedStarts < 3 ? 0 : Math.min(60 * 2 ** (this.failedStarts - 3), LONGEST_BACK_OFF_SECONDS);
    return Math.max(this.replacementDelayMs, this.context.clock.milliseconds(seconds));
  }

  private forgetOldTasks(): void {
    const stopped = this.everyTask.filter((task) => task.lastStatus === 'STOPPED');
    for (const task of stopped.slice(0, Math.max(0, stopped.length - MAXIMUM_STOPPED_TASKS))) {
      this.everyTask.splice(this.everyTask.indexOf(task), 1);
    }
  }
}
