import type { Service, Task } from '@aws-sdk/client-ecs';
import type { EvidenceClients, RateBudgets } from './clients';
import { describeServices, describeTasks, listTasks } from './ecs';
import { relevantTask } from './relevant-task';
import { inBatches } from '../../shared/batches';
import { describeError } from '../../shared/describe-error';
import { lastPart } from '../../shared/names';
import { isDenied } from '../../shared/retry';

/** DescribeServices takes no more at once: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_A_CALL = 10;
/** Tasks of so many are described together, where services are read one by one. */
const TASKS_A_CALL = 100;
/** Services whose tasks are listed together, where services are read one by one. */
const SERVICES_A_WAVE = 25;
/** Of stopped tasks ECS lists those of about an hour; a crash loop shows on the first pages. */
const STOPPED_PAGES = 3;
/** A cluster that is mostly others' is not listed as a whole again for so long. */
const OTHERS_MS = 600_000;
/** Where services are read one by one, their stopped tasks are read so often, or when something has changed. */
const STOPPED_MS = 300_000;
/** Evidence is read for about so long in a sweep. */
const LOOK_AHEAD_MS = 20_000;
/** What was read of tasks is taken for true for so long, whatever keeps them from being read again. */
const KEPT_MS = 600_000;
/** Stopped tasks do not change, so they are described once; above this many they are forgotten. */
const MOST_STOPPED = 10_000;

/** What is known of one service and its tasks. */
export interface KnownService {
  readonly service: Service;
  readonly tasks: readonly Task[];
  /** When the tasks were read, milliseconds since the epoch. */
  readonly readAt: number;
}

/** How urgent it is to read a service that has changed, where others are as urgent as their reading is old. */
const CHANGED = 1;

interface Inventory {
  readonly tasks: readonly Task[];
  readonly readAt: number;
  readonly stoppedAt: number;
  /** What ECS said of the service at that time. */
  readonly counts: string;
}

/** The services and tasks of one cluster, as far as a verifier is concerned with them. */
export class ClusterTasks {
  private readonly services = new Map<string, Service | Error>();
  private readonly inventories = new Map<string, Inventory>();
  private readonly stopped = new Map<string, Task>();
  private othersUntil = 0;
  /** Why tasks could not be read last time. */
  private trouble?: Error;
  /** What is read beside the probes. */
  private rest?: Promise<void>;

  constructor(
    private readonly cluster: string,
    private readonly clients: EvidenceClients,
    private readonly budgets: RateBudgets,
    private readonly now: () => number,
  ) {}

  /**
   * Reads services and tasks. Where the tasks are more than the budget reads at once, it resolves when those are read of which nothing is
   * known or whose service has changed, and reads the others in turn beside the probes. Never rejects.
   * @param given names or ARNs of services
   * @param signal aborts when the probes have to begin
   * @param minute aborts when the sweep ends
   */
  public async read(given: readonly string[], signal: AbortSignal, minute: AbortSignal): Promise<void> {
    const names = [...new Set(given)];
    await Promise.all(inBatches(names, SERVICES_A_CALL).map((batch) => this.readServices(batch, signal)));
    const present = names.map(lastPart).filter((name) => !(this.services.get(name) instanceof Error));
    if (present.length === 0) { return; }
    const began = this.now();
    const first = this.readFirst(present, signal, minute);
    const others = () => present.filter((name) => (this.inventories.get(name)?.readAt ?? -Infinity) < began);
    this.rest ??= first.then(() => this.readOneByOne(others(), minute))
      .catch((error: unknown) => { this.noteTrouble(error); })
      .finally(() => { this.rest = undefined; });
    await Promise.race([first, aborted(signal)]);
  }

  /** Resolves when nothing is read any more, which is when the minute is over at the latest. Never rejects. */
  public async finished(): Promise<void> {
    await this.rest;
  }

  /** What is known of a service, or why nothing is. */
  public of(name: string): KnownService | Error {
    const service = this.services.get(lastPart(name));
    if (!service || service instanceof Error) { return service ?? new Error('the service has not been read yet'); }
    const inventory = this.inventories.get(lastPart(name));
    if (!inventory) {
      return this.trouble ?? new Error('its tasks have not been read yet: the turn of the service comes within minutes');
    }
    if (this.now() - inventory.readAt > KEPT_MS) {
      return this.trouble ?? new Error(`its tasks could not be read again within ${KEPT_MS / 60_000} minutes: no call was left for them`);
    }
    return { service, tasks: inventory.tasks, readAt: inventory.readAt };
  }

  /** The tasks of the whole cluster, or those that are urgent. Never rejects. */
  private async readFirst(names: readonly string[], signal: AbortSignal, minute: AbortSignal): Promise<void> {
    try {
      if (!await this.readWhole(names, minute)) {
        await this.readOneByOne(names.filter((name) => this.urgency(name) <= CHANGED), signal);
      }
    } catch (error) {
      this.noteTrouble(error);
    }
  }

  private noteTrouble(error: unknown): void {
    // A denial does not pass: nothing would say any more that the tasks have changed.
    if (isDenied(error)) { this.inventories.clear(); }
    this.trouble = new Error(`the tasks of cluster ${lastPart(this.cluster)} could not be read: ${describeError(error)}`);
  }

  private async readServices(batch: readonly string[], signal: AbortSignal): Promise<void> {
    try {
      const described = await describeServices(this.clients, this.cluster, batch, signal);
      for (const [name, service] of described) { this.services.set(name, service); }
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const name of batch) { this.services.set(lastPart(name), reason); }
    }
  }

  /** Lists the cluster as a whole where that costs fewer calls. False where it is mostly others', or larger than the budget. */
  private async readWhole(names: readonly string[], signal: AbortSignal): Promise<boolean> {
    if (names.length < 2 || this.now() < this.othersUntil) { return false; }
    const desired = names.reduce((sum, name) => sum + ((this.services.get(name) as Service).runningCount ?? 0), 0);
    // One by one costs a list a service and the same descriptions; more pages than that are no gain.
    const least = Math.ceil(desired / TASKS_A_CALL);
    const pages = Math.min(names.length, 2 * least + 1, Math.floor(this.budgets.clusterReads.within(LOOK_AHEAD_MS) / 2));
    if (pages < least) { return false; }
    const running = await listTasks(this.clients, { cluster: this.cluster }, 'RUNNING', pages, signal);
    if (!running.complete) {
      this.othersUntil = this.now() + OTHERS_MS;
      return false;
    }
    const stopping = await listTasks(this.clients, { cluster: this.cluster }, 'STOPPED', STOPPED_PAGES, signal);
    const tasks = await this.describe([...running.arns, ...stopping.arns], signal);
    const readAt = this.now();
    this.trouble = undefined;
    const byService = new Map<string, Task[]>(names.map((name) => [name, []]));
    for (const task of tasks) { byService.get(serviceOf(task))?.push(task); }
    for (const [name, its] of byService) {
      this.inventories.set(name, { tasks: its, readAt, stoppedAt: readAt, counts: this.countsOf(name) });
    }
    return true;
  }

  /** In waves, the most urgent services first; what the budget does not reach keeps what was read of it before. */
  private async readOneByOne(names: readonly string[], signal: AbortSignal): Promise<void> {
    const ordered = [...names].sort((a, b) => this.urgency(a) - this.urgency(b));
    for (const wave of this.waves(ordered)) {
      if (signal.aborted) { return; }
      try {
        await this.readWave(wave, signal);
      } catch (error) {
        if (signal.aborted) { return; }
        throw error;
      }
    }
  }

  private async readWave(names: readonly string[], signal: AbortSignal): Promise<void> {
    const listed = await Promise.all(names.map(async (name) => {
      const known = this.inventories.get(name);
      const withStopped = known
        ? known.counts !== this.countsOf(name) || this.now() - known.stoppedAt >= STOPPED_MS
        : !this.isSteady(name);
      const service = { cluster: this.cluster, name };
      const [running, stopped] = await Promise.all([
        listTasks(this.clients, service, 'RUNNING', Infinity, signal),
        withStopped ? listTasks(this.clients, service, 'STOPPED', 1, signal) : undefined,
      ]);
      const kept = known?.tasks.filter(({ lastStatus, desiredStatus }) => lastStatus === 'STOPPED' || desiredStatus === 'STOPPED') ?? [];
      const stopping = stopped?.arns ?? kept.flatMap(({ taskArn }) => taskArn ?? []);
      return { name, arns: [...new Set([...running.arns, ...stopping])], stoppedAt: withStopped ? this.now() : known?.stoppedAt ?? 0 };
    }));
    const tasks = new Map((await this.describe(listed.flatMap(({ arns }) => arns), signal)).map((task) => [task.taskArn, task]));
    const readAt = this.now();
    this.trouble = undefined;
    for (const { name, arns, stoppedAt } of listed) {
      this.inventories.set(name, { tasks: arns.flatMap((arn) => tasks.get(arn) ?? []), readAt, stoppedAt, counts: this.countsOf(name) });
    }
  }

  private async describe(arns: readonly string[], signal: AbortSignal): Promise<Task[]> {
    const distinct = [...new Set(arns)];
    const unknown = distinct.filter((arn) => !this.stopped.has(arn));
    const described = (await describeTasks(this.clients, this.cluster, unknown, signal)).map(relevantTask);
    const known = distinct.flatMap((arn) => this.stopped.get(arn) ?? []);
    if (this.stopped.size > MOST_STOPPED) { this.stopped.clear(); }
    for (const task of described) { if (task.lastStatus === 'STOPPED' && task.taskArn) { this.stopped.set(task.taskArn, task); } }
    return [...known, ...described];
  }

  /** Never read, then changed since, then by age. */
  private urgency(name: string): number {
    const known = this.inventories.get(name);
    if (!known) { return 0; }
    return known.counts === this.countsOf(name) ? known.readAt : CHANGED;
  }

  /** Whether ECS says that all of its tasks run, and no deployment is in progress. */
  private isSteady(name: string): boolean {
    const { desiredCount = 0, runningCount = 0, pendingCount = 0, deployments = [] } = this.services.get(name) as Service;
    const isDeployed = deployments.length < 2 && !deployments.some(({ failedTasks }) => failedTasks);
    return runningCount >= desiredCount && pendingCount === 0 && isDeployed;
  }

  private waves(names: readonly string[]): string[][] {
    const waves: string[][] = [];
    let tasks = Infinity;
    for (const name of names) {
      const its = (this.services.get(name) as Service).runningCount ?? 0;
      const wave = waves[waves.length - 1];
      if (wave && tasks + its <= TASKS_A_CALL && wave.length < SERVICES_A_WAVE) {
        wave.push(name);
        tasks += its;
      } else {
        waves.push([name]);
        tasks = its;
      }
    }
    return waves;
  }

  /** What changes in the answer of DescribeServices when tasks come or go. */
  private countsOf(name: string): string {
    const { desiredCount, runningCount, pendingCount, deployments = [], events = [] } = this.services.get(name) as Service;
    const parts = deployments.map(({ id, runningCount: running, pendingCount: pending, failedTasks: failed }) => (
      [id, running, pending, failed]
    ));
    return JSON.stringify([desiredCount, runningCount, pendingCount, parts, events[0]?.id]);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) { resolve(); }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** `service:NAME` → NAME */
function serviceOf({ group = '' }: Task): string {
  return group.replace(/^service:/, '');
}
