import type { EvidenceClients, RateBudgets } from './clients';
import { ClusterTasks } from './cluster-tasks';
import { describeTasks } from './ecs';
import { buildEvidence, identityOf } from './read-evidence';
import { TargetHealth } from './target-health';
import { locate } from './task-location';
import type { Plan } from '../../../src/shared/plan';
import type { ServiceEvidence, TaskIdentity } from '../../diagnosis/evidence';

/** What was read for a plan, or why it could not be. */
export type Read<T> = ReadonlyMap<Plan, T | Error>;

/** Tasks of one plan that are to be read once more. */
export interface Reread {
  readonly plan: Plan;
  readonly arns: readonly string[];
}

/**
 * What ECS and the load balancers say of many services: read by cluster, in batches, within the rate budgets. What does not fit into them
 * is as old as its last turn; what was read last is kept from one sweep to the next.
 */
export class FleetEvidence {
  private readonly clusters = new Map<string, ClusterTasks>();
  private readonly groups: TargetHealth;

  constructor(private readonly clients: EvidenceClients, private readonly budgets: RateBudgets, private readonly now: () => number) {
    this.groups = new TargetHealth(clients, now);
  }

  /**
   * Reads the services and their tasks, and target groups where they are few, as far as they can be read until the signal aborts; the other
   * tasks in turn, until `minute` does. Never rejects; a plan whose service cannot be read gets an error of its own.
   */
  public async read(plans: readonly Plan[], signal: AbortSignal, minute: AbortSignal): Promise<Read<ServiceEvidence>> {
    const byCluster = groupBy(plans, ({ service }) => service.cluster);
    const few = this.groups.readFew(plans.flatMap(({ targetGroups }) => targetGroups), signal);
    await Promise.all([few, ...[...byCluster].map(async ([name, its]) => {
      const cluster = this.clusters.get(name) ?? new ClusterTasks(name, this.clients, this.budgets, this.now);
      this.clusters.set(name, cluster);
      await cluster.read(its.map(({ service }) => service.name), signal, minute);
    })]);
    return this.build(plans, signal);
  }

  /** Reads target groups whose turn has come, one after the other, until the signal aborts. Never rejects. */
  public async readInTurn(plans: readonly Plan[], signal: AbortSignal): Promise<void> {
    await this.groups.readInTurn(plans.flatMap(({ targetGroups }) => targetGroups), signal);
  }

  /** Resolves when no task is read any more. Never rejects. */
  public async finished(): Promise<void> {
    await Promise.all([...this.clusters.values()].map((cluster) => cluster.finished()));
  }

  /** Reads all target groups of the plans now, because they can change a verdict. Never rejects. */
  public async refresh(plans: readonly Plan[], since: number, signal: AbortSignal): Promise<Read<ServiceEvidence>> {
    await this.groups.refresh(plans.flatMap(({ targetGroups }) => targetGroups), since, signal);
    return this.build(plans, signal);
  }

  /** Reads tasks of many services once more, a hundred at a time. Never rejects. */
  public async identities(rereads: readonly Reread[], signal: AbortSignal): Promise<Read<readonly TaskIdentity[]>> {
    const byCluster = groupBy(rereads, ({ plan }) => plan.service.cluster);
    const found = await Promise.all([...byCluster].map(([cluster, its]) => this.reread(cluster, its, signal)));
    return new Map(found.flat());
  }

  /** What was read last, without reading it again. Never rejects. */
  public async known(plans: readonly Plan[], signal: AbortSignal): Promise<Read<ServiceEvidence>> {
    return this.build(plans.filter(({ service }) => this.clusters.has(service.cluster)), signal);
  }

  private async reread(cluster: string, rereads: readonly Reread[], signal: AbortSignal): Promise<Array<[Plan, TaskIdentity[] | Error]>> {
    try {
      const arns = [...new Set(rereads.flatMap((reread) => reread.arns))];
      const tasks = await describeTasks(this.clients, cluster, arns, signal);
      return await Promise.all(rereads.map(async ({ plan, arns: its }): Promise<[Plan, TaskIdentity[]]> => {
        const own = tasks.filter(({ taskArn = '' }) => its.includes(taskArn));
        const locationOf = await locate(plan, own, this.clients.instances, signal);
        return [plan, own.map((task) => identityOf(task, locationOf(task)))];
      }));
    } catch (error) {
      return rereads.map(({ plan }) => [plan, asError(error)]);
    }
  }

  private async build(plans: readonly Plan[], signal: AbortSignal): Promise<Read<ServiceEvidence>> {
    return new Map(await Promise.all(plans.map(async (plan): Promise<[Plan, ServiceEvidence | Error]> => {
      const known = this.clusters.get(plan.service.cluster)!.of(plan.service.name);
      if (known instanceof Error) { return [plan, known]; }
      const { service, tasks, readAt } = known;
      const { groups, unread } = this.groups.of(plan.targetGroups);
      try {
        const evidence = await buildEvidence(plan, { service, tasks, groups, unread }, this.clients.instances, signal, this.now());
        return [plan, { ...evidence, readAt: { tasks: readAt, ...this.groups.oldest(plan.targetGroups) } }];
      } catch (error) {
        return [plan, asError(error)];
      }
    })));
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) { groups.set(keyOf(item), [...groups.get(keyOf(item)) ?? [], item]); }
  return groups;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
