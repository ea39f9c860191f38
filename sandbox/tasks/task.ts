import { randomBytes } from 'node:crypto';
import { Container } from './container';
import type { SandboxContext } from './context';
import { Target } from './target';
import type { ContainerHealthStatus } from '../checks/container-health';
import type { Revision } from '../deployments/revision';
import { arn } from '../template/identifiers';
import type { ServiceModel } from '../template/model';

export type TaskStatus = 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

export type StopCode = 'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'UserInitiated';

/** One task: its containers on an address of its own, registered with the service's target groups, from start to STOPPED. */
export class Task {
  readonly id = randomBytes(16).toString('hex');
  readonly arn: string;
  readonly address: string;
  /** The address that ECS tells of; a fault may change it. */
  knownAddress: string;
  /** Whether the application has protected it from scale-in. */
  isProtected = false;
  readonly createdAt = Date.now();
  readonly containers: Container[] = [];
  readonly targets: Target[] = [];
  private status: TaskStatus = 'PENDING';
  private started?: number;
  private stopRequested?: { at: number; code: StopCode; reason: string };
  private stopped?: number;
  private wellOnce = false;
  private condemnation?: string;
  private stopWork?: Promise<void>;

  constructor(readonly service: ServiceModel, private readonly context: SandboxContext, readonly revision: Revision) {
    this.address = context.addresses.take();
    this.knownAddress = this.address;
    this.arn = arn(context.place, 'ecs', `task/${service.cluster.name}/${this.id}`);
  }

  get lastStatus(): TaskStatus { return this.status; }
  get desiredStatus(): 'RUNNING' | 'STOPPED' { return this.stopRequested ? 'STOPPED' : 'RUNNING'; }
  get startedAt(): number | undefined { return this.started; }
  get stoppingAt(): number | undefined { return this.stopRequested?.at; }
  get stoppedAt(): number | undefined { return this.stopped; }
  get stopCode(): StopCode | undefined { return this.stopRequested?.code; }
  get stoppedReason(): string | undefined { return this.stopRequested?.reason; }
  /** Why the scheduler has decided to replace this task; absent when it has not. */
  get condemned(): string | undefined { return this.condemnation; }

  /** Only essential containers with a check decide: UNHEALTHY before UNKNOWN before HEALTHY. */
  get healthStatus(): ContainerHealthStatus {
    const checked = this.containers.filter((container) => container.model.essential && container.check);
    const statuses = checked.map((container) => container.healthStatus);
    if (statuses.includes('UNHEALTHY')) {
      return 'UNHEALTHY';
    }
    return statuses.length === 0 || statuses.includes('UNKNOWN') ? 'UNKNOWN' : 'HEALTHY';
  }

  /** Running, and every check that there is says so. */
  get ready(): boolean {
    const checked = this.service.taskDefinition.containers.some((container) => container.essential && container.healthCheck);
    return this.status === 'RUNNING'
      && (!checked || this.healthStatus === 'HEALTHY')
      && this.targets.every((target) => target.health.state === 'healthy');
  }

  /** A container by its name; the first essential one when no name is given. */
  container(name?: string): Container {
    const found = name === undefined
      ? this.containers.find((container) => container.model.essential)
      : this.containers.find((container) => container.name === name);
    if (!found) {
      throw new Error(`Task ${this.id} has no container '${name}'; it has ${this.containers.map((container) => container.name).join(', ')}.`);
    }
    return found;
  }

  /** Starts the containers and registers the task with the service's target groups. */
  start(): void {
    for (const model of this.service.taskDefinition.containers) {
      const command = this.revision.command ?? this.context.command(this.service.name, model.name);
      const container = new Container(model, command, this.address, this.context, (...change) => this.onHealth(...change));
      this.containers.push(container);
      void container.process.exited.then(() => this.onExit(container));
    }
    this.started = Date.now();
    this.become('RUNNING', `RUNNING on ${this.address}`);
    for (const { targetGroupArn, alternateTargetGroupArn, containerPort } of this.service.loadBalancers) {
      const group = this.context.targetGroups.get(this.revision.alternate ? alternateTargetGroupArn ?? targetGroupArn : targetGroupArn)!;
      const { clock, shortestTimeoutMs } = this.context;
      const target = new Target(group, this.address, containerPort, clock, shortestTimeoutMs, (changed) => this.onTarget(changed));
      this.targets.push(target);
      group.add(target);
      void target.run(this.context.stopping);
    }
  }

  /** What the scheduler would replace the task for, once the times are over in which it does not judge. */
  judge(): string | undefined {
    const age = Date.now() - this.createdAt;
    const grace = this.context.clock.milliseconds(this.service.gracePeriodSeconds);
    if (this.status === 'RUNNING' && age >= grace && (this.wellOnce || age >= this.context.bootAllowanceMs)) {
      const unhealthy = this.targets.find((target) => target.health.state === 'unhealthy');
      this.condemnation ??= this.healthStatus === 'UNHEALTHY'
        ? 'Task failed container health checks'
        : unhealthy && `Task failed ELB health checks in (target-group ${unhealthy.group.arn})`;
    }
    return this.condemnation;
  }

  /** Drains the targets, then stops the containers; resolves when the task is STOPPED. */
  async stop(code: StopCode, reason: string): Promise<void> {
    this.stopWork ??= this.stopInOrder(code, reason);
    return this.stopWork;
  }

  private async stopInOrder(code: StopCode, reason: string): Promise<void> {
    this.stopRequested = { at: Date.now(), code, reason };
    const drained = this.deregister();
    // A task whose essential container is gone has nothing to drain: only its targets do, and outlive it.
    if (code !== 'EssentialContainerExited' && this.targets.length > 0) {
      this.become('DEACTIVATING', `DEACTIVATING, its targets drain (${reason})`);
      await drained;
    }
    this.become('STOPPING', `STOPPING (${reason})`);
    await Promise.all(this.containers.map(async (container) => container.stop()));
    this.stopped = Date.now();
    this.become('STOPPED', 'STOPPED');
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
    const words = code === 0 || signal ? undefined : container.lastWords;
    this.tell('container', `container ${container.name} exited: ${failure ?? signal ?? `code ${code}`}${words ? ` (${words})` : ''}`);
    if (container.model.essential && !this.stopRequested && !this.context.stopping.aborted) {
      void this.stop('EssentialContainerExited', 'Essential container in task exited');
    }
  }

  private onHealth(container: Container, status: ContainerHealthStatus, detail: string): void {
    this.wellOnce ||= this.ready;
    this.tell('container', `container ${container.name} is ${status} (${detail})`);
  }

  private onTarget(target: Target): void {
    this.wellOnce ||= this.ready;
    const { state, reason, description } = target.health;
    this.tell('target', `target ${target.address}:${target.port} is ${state}${reason ? ` (${reason}: ${description})` : ''}`);
  }

  private become(status: TaskStatus, what: string): void {
    this.status = status;
    this.tell('task', what);
    this.context.taskChanged(this);
  }

  private tell(kind: 'task' | 'container' | 'target', what: string): void {
    if (!this.context.stopping.aborted) {
      this.context.events.add(kind, what, { service: this.service.name, task: this.id });
    }
  }
}
