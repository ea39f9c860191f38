import type { Clock, Dice } from './clock';
import type { StoppedTask } from '../../../lambda/diagnosis/evidence';

/** What a process answers. */
export type Condition = 'well' | 'slow' | 'hung' | 'closed' | 'dead' | 'filtered' | 'component' | 'dependency' | 'out of service';

/** What helps a process that is not well. */
export type Cure = 'asking' | 'restart' | 'replacement' | 'nothing';

export interface Task {
  readonly arn: string;
  readonly address: string;
  readonly revision: number;
  readonly stage: 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPED';
  /** STOPPED once ECS takes it away, for whatever reason. */
  readonly wanted: 'RUNNING' | 'STOPPED';
  readonly startedAt?: number;
  /** From when on its process answers. */
  readonly bootedAt: number;
  readonly condition: Condition;
  readonly cure: Cure;
  readonly failsContainerCheck: boolean;
  readonly isProtected: boolean;
  readonly isInTargetGroup: boolean;
}

/** How far ECS is with a revision. */
interface Deployment {
  readonly revision: number;
  readonly status: 'PRIMARY' | 'ACTIVE';
  readonly rolloutState: 'COMPLETED' | 'IN_PROGRESS' | 'FAILED';
  readonly createdAt: number;
}

/** A service as it is at one moment; never changed, but followed by another one. */
export interface Service {
  readonly desired: number;
  readonly deployments: readonly Deployment[];
  readonly tasks: readonly Task[];
  /** The newest first. */
  readonly stopped: readonly StoppedTask[];
  readonly switchedOff: boolean;
}

/** How one history's ECS behaves. */
export interface Habits {
  readonly desired: number;
  /** Seconds from the start of a task to its first answer, where it is slow. */
  readonly slowStartSeconds: number;
  readonly slowStarts: number;
}

/** The service's past and present, and ECS's scheduler, which keeps as many tasks as are desired. */
export class World {
  private readonly past: Array<{ readonly since: number; readonly service: Service }> = [];
  private tasksEver = 0;
  private isReconciling = false;

  constructor(private readonly clock: Clock, private readonly dice: Dice, private readonly habits: Habits) {
    const begun = clock.now - 3_600_000;
    const deployments: Deployment[] = [{ revision: 1, status: 'PRIMARY', rolloutState: 'COMPLETED', createdAt: begun }];
    this.past.push({ since: 0, service: { desired: habits.desired, deployments, tasks: [], stopped: [], switchedOff: false } });
    for (let index = 0; index < habits.desired; index += 1) {
      this.change({
        tasks: [
          ...this.now.tasks,
          { ...this.newTask(1), stage: 'RUNNING', startedAt: begun + index, bootedAt: begun, isInTargetGroup: true },
        ],
      });
    }
  }

  public get now(): Service {
    return this.past.at(-1)!.service;
  }

  public get time(): number {
    return this.clock.now;
  }

  /** As it was some time ago: what a stale answer says. */
  public before(ms: number): Service {
    const moment = this.clock.now - ms;
    return this.past.filter(({ since }) => since <= moment).at(-1)!.service;
  }

  public change(part: Partial<Service>): void {
    this.past.push({ since: this.clock.now, service: { ...this.now, ...part } });
    this.reconcileSoon();
  }

  public task(arn: string): Task | undefined {
    return this.now.tasks.find((task) => task.arn === arn);
  }

  public changeTask(arn: string, part: Partial<Task>): void {
    this.change({ tasks: this.now.tasks.map((task) => (task.arn === arn ? { ...task, ...part } : task)) });
  }

  /** Takes a task away as ECS does: out of the target group first, then the signal, then it is gone. */
  public stop(arn: string, stopCode: string): void {
    if (this.task(arn)?.wanted !== 'RUNNING') { return; }
    this.changeTask(arn, { wanted: 'STOPPED', stage: 'DEACTIVATING', isInTargetGroup: false });
    this.clock.after(this.dice.between(5_000, 60_000), () => {
      const startedAt = this.task(arn)?.startedAt;
      const stopped: StoppedTask = {
        task: arn.split('/').at(-1)!,
        stoppedAt: iso(this.clock.now),
        stopCode,
        ...startedAt ? { startedAt: iso(startedAt) } : {},
      };
      this.changeTask(arn, { stage: 'STOPPED' });
      this.change({ stopped: [stopped, ...this.now.stopped].slice(0, 10) });
      this.clock.after(this.dice.between(0, 60_000), () => this.change({ tasks: this.now.tasks.filter((task) => task.arn !== arn) }));
    });
  }

  /** A new revision, which a bad one never comes up in, until ECS takes it back. */
  public deploy(isGood: boolean): void {
    if (this.now.deployments.length > 1) { return; }
    const [old] = this.now.deployments;
    const revision = old.revision + (isGood ? 1 : 0.5); // a half never boots
    const fresh: Deployment = { revision, status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: this.clock.now };
    this.change({ deployments: [fresh, { ...old, status: 'ACTIVE' }] });
    if (!isGood) {
      this.clock.after(600_000, () =>
        this.change({ deployments: [{ ...old, status: 'PRIMARY', rolloutState: 'COMPLETED', createdAt: this.clock.now }] }),
      );
    }
  }

  private reconcileSoon(): void {
    if (this.isReconciling) { return; }
    this.isReconciling = true;
    this.clock.after(this.dice.between(500, 5_000), () => {
      this.isReconciling = false;
      this.reconcile();
    });
  }

  private reconcile(): void {
    const { desired, deployments: [primary, ...older] } = this.now;
    const kept = this.now.tasks.filter(({ wanted }) => wanted === 'RUNNING');
    const fresh = kept.filter(({ revision }) => revision === primary.revision);
    for (let missing = desired - fresh.length; missing > 0; missing -= 1) { this.start(primary.revision); }
    const surplus = fresh.filter(({ isProtected }) => !isProtected).slice(0, Math.max(0, fresh.length - desired));
    const old = kept.filter(({ revision }) => revision !== primary.revision);
    // Those of another revision go once the new ones serve, or at once where their revision was taken back.
    const replaced = older.length === 0 || fresh.filter((task) => serves(task, this.clock.now)).length >= desired ? old : [];
    for (const { arn } of [...surplus, ...replaced]) { this.stop(arn, 'ServiceSchedulerInitiated'); }
    for (const { arn } of fresh.filter(({ failsContainerCheck }) => failsContainerCheck)) { this.stop(arn, 'ServiceSchedulerInitiated'); }
    if (older.length > 0 && old.length === 0 && replaced.length === 0) {
      this.change({ deployments: [{ ...primary, rolloutState: 'COMPLETED' }] });
    }
  }

  private start(revision: number): void {
    const task = this.newTask(revision);
    this.change({ tasks: [...this.now.tasks, task] });
    this.clock.after(this.dice.between(5_000, 40_000), () => {
      if (this.task(task.arn)?.wanted !== 'RUNNING') { return; }
      const isSlow = this.dice.chance(this.habits.slowStarts);
      const boot = Number.isInteger(revision)
        ? isSlow
          ? this.habits.slowStartSeconds * 1_000
          : this.dice.between(2_000, 30_000)
        : Infinity;
      this.changeTask(task.arn, { stage: 'RUNNING', startedAt: this.clock.now, bootedAt: this.clock.now + boot });
      if (boot === Infinity) { return; }
      this.clock.after(boot + this.dice.between(0, 20_000), () => {
        if (this.task(task.arn)?.wanted === 'RUNNING') { this.changeTask(task.arn, { isInTargetGroup: true }); }
      });
    });
  }

  /** At the lowest address that is free: addresses are used again. */
  private newTask(revision: number): Task {
    this.tasksEver += 1;
    const used = this.now.tasks.filter(({ stage }) => stage !== 'STOPPED').map(({ address }) => address);
    let host = 10;
    while (used.includes(`10.0.0.${host}`)) { host += 1; }
    return {
      arn: `arn:aws:ecs:eu-central-1:123456789012:task/prod/${String(this.tasksEver).padStart(32, '0')}`,
      address: `10.0.0.${host}`,
      revision,
      stage: 'PENDING',
      wanted: 'RUNNING',
      bootedAt: Infinity,
      condition: 'well',
      cure: 'nothing',
      failsContainerCheck: false,
      isProtected: false,
      isInTargetGroup: false,
    };
  }
}

/** Whether clients get an answer from it: what the floor counts. */
export function serves({ stage, wanted, bootedAt, condition, isInTargetGroup, failsContainerCheck }: Task, now: number): boolean {
  return (
    stage === 'RUNNING'
    && wanted === 'RUNNING'
    && bootedAt <= now
    && (condition === 'well' || condition === 'slow')
    && isInTargetGroup
    && !failsContainerCheck
  );
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
