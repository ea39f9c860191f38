import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { Container } from './container';
import type { SandboxContext } from './context';
import { withOwnFiles } from './own-files';
import type { Revision } from './revision';
import type { StartConditions } from './start-conditions';
import { Target } from './target';
import { STARTING, type StopCode, type TaskPhase, type TaskStop } from './task-phase';
import type { ContainerHealthStatus } from '../checks/container-health';
import { loopbackOf } from '../shared/loopback-block';
import type { Signal } from '../shared/signal';
import { arn, hash } from '../template/identifiers';
import type { ServiceModel } from '../template/model';

/** What tasks share, and who is notified of them. */
export interface TaskContext extends SandboxContext {
  readonly taskChanges: Signal<Task>;
}

/** What a new task is told. */
export interface TaskOptions {
  readonly revision: Revision;
  /** Availability Zone that it is placed in. */
  readonly zone: string;
  readonly conditions: StartConditions;
}

/** Times of a start, in epoch milliseconds of sandbox time; absent what has not happened. */
interface StartTimes {
  connectivityAt?: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
}

const ENDED_ALREADY: readonly StopCode[] = ['EssentialContainerExited', 'TerminationNotice'];

/** One task: its containers on an address of its own, registered with the service's target groups, from start to STOPPED. */
export class Task {
  public readonly id = randomBytes(16).toString('hex');
  public readonly arn: string;
  public readonly address: string;
  /** Where localhost leads in it, apart from its address: a process may listen there alone. */
  public readonly loopback: string;
  public readonly revision: Revision;
  public readonly zone: string;
  /** Whether the application has protected it from scale-in. */
  public isProtected = false;
  /** Whether the agent that reports its state is connected to ECS; without it, ECS's view stands still. */
  public agentConnected = true;
  /** Epoch milliseconds of sandbox time. */
  public readonly createdAt: number;
  /** Whether the instance that it runs on is drained. */
  public instanceDrains = false;
  public readonly times: StartTimes = {};
  public readonly containers: Container[] = [];
  public readonly targets: Target[] = [];
  private readonly conditions: StartConditions;
  private phase: TaskPhase = { status: 'PROVISIONING' };
  private ranAt = 0;
  private stopWork?: Promise<void>;

  constructor(public readonly service: ServiceModel, private readonly context: TaskContext, options: TaskOptions) {
    this.revision = options.revision;
    this.zone = options.zone;
    this.conditions = options.conditions;
    this.createdAt = context.clock.now;
    this.address = context.addresses.take();
    this.loopback = loopbackOf(this.address);
    this.arn = arn(context.place, 'ecs', `task/${service.cluster.name}/${this.id}`);
    context.taskChanges.emit(this);
  }

  /** On EC2 each task has an instance of its own. */
  public get instanceId(): string { return `i-${hash(this.id, 17)}`; }
  public get lastStatus(): TaskPhase['status'] { return this.phase.status; }
  public get desiredStatus(): 'RUNNING' | 'STOPPED' { return this.stopped ? 'STOPPED' : 'RUNNING'; }
  public get startedAt(): number | undefined { return 'startedAt' in this.phase ? this.phase.startedAt : undefined; }
  public get stoppingAt(): number | undefined { return this.stopped?.at; }
  public get stoppedAt(): number | undefined { return this.phase.status === 'STOPPED' ? this.phase.stoppedAt : undefined; }
  public get stopCode(): StopCode | undefined { return this.stopped?.code; }
  public get stoppedReason(): string | undefined { return this.stopped?.reason; }
  /** Whether it is on its way to RUNNING. */
  public get starting(): boolean { return (STARTING as readonly string[]).includes(this.phase.status); }
  /** Why the scheduler replaces this task; absent while it does not. */
  public get condemned(): string | undefined { return this.phase.status === 'RUNNING' ? this.phase.condemned : undefined; }

  /** The worst status of the essential containers with a check: UNHEALTHY before UNKNOWN before HEALTHY. */
  public get healthStatus(): ContainerHealthStatus {
    const checked = this.containers.filter((container) => container.model.essential && container.check);
    const statuses = checked.map((container) => container.healthStatus);
    if (statuses.includes('UNHEALTHY')) {
      return 'UNHEALTHY';
    }
    return statuses.length === 0 || statuses.includes('UNKNOWN') ? 'UNKNOWN' : 'HEALTHY';
  }

  /** Running, and every check passes. */
  public get ready(): boolean {
    const checked = this.service.taskDefinition.containers.some((container) => container.essential && container.healthCheck);
    return this.phase.status === 'RUNNING'
      && (!checked || this.healthStatus === 'HEALTHY')
      && this.targets.every((target) => target.health.state === 'healthy');
  }

  /** A container by its name; the first essential one when no name is given. */
  public container(name?: string): Container {
    const found = name === undefined
      ? this.containers.find((container) => container.model.essential)
      : this.containers.find((container) => container.name === name);
    if (!found) {
      throw new Error(
        `Task ${this.id} has no container '${name}'; it has ${this.containers.map((container) => container.name).join(', ')}.`,
      );
    }
    return found;
  }

  /** Goes as far towards RUNNING as the service's conditions let it; called again as long as it has not got there. */
  public start(): void {
    const { hold, failure } = this.conditions;
    if (this.phase.status === 'PROVISIONING' && hold !== 'PROVISIONING') {
      this.times.connectivityAt = this.context.clock.now;
      this.times.pullStartedAt = this.times.connectivityAt;
      this.enter({ status: 'PENDING' });
    }
    if (this.phase.status === 'PENDING' && failure !== undefined) {
      void this.stop('TaskFailedToStart', failure);
    } else if (this.phase.status === 'PENDING' && hold !== 'PENDING') {
      this.times.pullStoppedAt = this.context.clock.now;
      this.enter({ status: 'ACTIVATING' });
    }
    if (this.phase.status === 'ACTIVATING' && hold !== 'ACTIVATING') {
      this.run();
    }
  }

  /** The agent that reports the task's state is lost: ECS keeps what it knew last. */
  public loseAgent(): () => void {
    this.agentConnected = false;
    this.containers.forEach((container) => container.keepHealth());
    return () => {
      this.agentConnected = true;
      this.times.connectivityAt = this.context.clock.now;
      this.containers.forEach((container) => container.reportHealth());
    };
  }

  /**
   * Judges the checks of a running task once its grace period is over.
   * @returns why the scheduler replaces it; undefined while it does not
   */
  public judge(): string | undefined {
    const { phase } = this;
    if (phase.status !== 'RUNNING' || phase.condemned !== undefined) { return this.condemned; }
    const age = this.context.clock.now - phase.startedAt;
    const booting = !phase.wasReady && performance.now() - this.ranAt < this.context.bootAllowanceMs;
    if (age < this.service.gracePeriodSeconds * 1000 || booting) { return undefined; }
    const unhealthy = this.targets.find((target) => target.health.state === 'unhealthy');
    const condemned = this.healthStatus === 'UNHEALTHY'
      ? 'Task failed container health checks'
      : unhealthy && `Task failed ELB health checks in (target-group ${unhealthy.group.arn})`;
    this.phase = { ...phase, condemned };
    return condemned;
  }

  /** Its instance is drained: the scheduler replaces the task. */
  public drainInstance(): void {
    this.instanceDrains = true;
    this.condemn('The container instance is DRAINING');
  }

  /** Marks it for replacement, whatever its checks find; the scheduler does the rest, as both percentages allow. */
  private condemn(reason: string): void {
    if (this.phase.status === 'RUNNING') { this.phase = { ...this.phase, condemned: this.phase.condemned ?? reason }; }
  }

  /** Drains the targets, then stops the containers; resolves when the task is STOPPED. */
  public async stop(code: StopCode, reason: string): Promise<void> {
    this.stopWork ??= this.stopInOrder(code, reason);
    return this.stopWork;
  }

  /** The containers start, and the task is registered with the service's target groups. */
  private run(): void {
    for (const stated of this.service.taskDefinition.containers) {
      const { model, files } = withOwnFiles(stated, this.address);
      const command = this.revision.command ?? this.context.command(this.service.name, model.name);
      const container = new Container(model, command, this, this.context, {
        onHealth: (status, detail) => this.onHealth(container, status, detail),
        onExit: () => {
          files.forEach((file) => rmSync(file, { force: true }));
          this.onExit(container);
        },
        onLine: (line) => this.context.output.emit({ service: this.service.name, task: this.id, container: model.name, line }),
      });
      this.containers.push(container);
    }
    this.ranAt = performance.now();
    this.enter({ status: 'RUNNING', startedAt: this.context.clock.now, wasReady: false }, `RUNNING on ${this.address}`);
    for (const { targetGroupArn, alternateTargetGroupArn, containerPort } of this.service.loadBalancers) {
      const group = this.context.targetGroups.get(this.revision.alternate ? alternateTargetGroupArn ?? targetGroupArn : targetGroupArn)!;
      const target = new Target(group, this, containerPort, this.context, (changed) => this.onTarget(changed));
      this.targets.push(target);
      group.add(target);
      void target.run(this.context.stopping);
    }
  }

  private async stopInOrder(code: StopCode, reason: string): Promise<void> {
    const stopping = { startedAt: this.startedAt, stop: { at: this.context.clock.now, code, reason } };
    const stopContainers = async () => Promise.all(this.containers.map(async (container) => container.stop()));
    // On Fargate Spot the processes receive SIGTERM before the load balancer knows.
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
    const interrupted = code === 'SpotInterruption' ? stopContainers() : undefined;
    const drained = this.deregister();
    // A task whose essential container or instance has ended does not wait for its targets, which drain beyond its own end.
    if (!ENDED_ALREADY.includes(code) && this.targets.length > 0) {
      this.enter({ status: 'DEACTIVATING', ...stopping }, `DEACTIVATING, its targets drain (${reason})`);
      await (interrupted ?? drained);
    }
    this.enter({ status: 'STOPPING', ...stopping }, `STOPPING (${reason})`);
    await stopContainers();
    this.enter({ status: 'DEPROVISIONING', ...stopping });
    this.enter({ status: 'STOPPED', ...stopping, stoppedAt: this.context.clock.now }, 'STOPPED');
    await drained;
    this.context.addresses.release(this.address);
  }

  private async deregister(): Promise<void> {
    await Promise.all(this.targets.map(async (target) => {
      await target.deregister(this.context.stopping);
      target.group.remove(target);
    }));
  }

  private onExit(container: Container): void {
    const { code, signal, failure } = container.exit!;
    const words = container.reason ?? (code === 0 || signal ? undefined : container.lastWords);
    this.log('container', `container ${container.name} exited: ${failure ?? signal ?? `code ${code}`}${words ? ` (${words})` : ''}`);
    if (container.model.essential && !this.stopped && !this.context.stopping.aborted) {
      void this.stop('EssentialContainerExited', 'Essential container in task exited');
    }
  }

  private onHealth(container: Container, status: ContainerHealthStatus, detail: string): void {
    this.noteReadiness();
    this.log('container', `container ${container.name} is ${status} (${detail})`);
  }

  private onTarget(target: Target): void {
    this.noteReadiness();
    const { state, reason, description } = target.health;
    this.log('target', `target ${target.address}:${target.port} is ${state}${reason ? ` (${reason}: ${description})` : ''}`);
  }

  private get stopped(): TaskStop | undefined {
    return 'stop' in this.phase ? this.phase.stop : undefined;
  }

  private noteReadiness(): void {
    if (this.phase.status === 'RUNNING' && this.ready) { this.phase = { ...this.phase, wasReady: true }; }
  }

  /** @param what for the log; absent for a state that only passes */
  private enter(phase: TaskPhase, what?: string): void {
    this.phase = phase;
    if (what) { this.log('task', what); }
    this.context.taskChanges.emit(this);
  }

  private log(kind: 'task' | 'container' | 'target', what: string): void {
    if (!this.context.stopping.aborted) {
      this.context.events.add(kind, what, { service: this.service.name, task: this.id });
    }
  }
}
