import { DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand, type Service, type Task } from '@aws-sdk/client-ecs';
import type { EvidenceClients } from './clients';
import type { ServicePlan } from '../../../src/shared/plan';
import { inBatches } from '../../shared/batches';
import { lastPart } from '../../shared/names';

/** DescribeTasks takes no more at once: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const DESCRIBE_BATCH = 100;

/** The service as ECS describes it; rejects when it does not exist. */
export async function readService(clients: EvidenceClients, { cluster, name }: ServicePlan, abortSignal: AbortSignal): Promise<Service> {
  const described = (await describeServices(clients, cluster, [name], abortSignal)).get(lastPart(name))!;
  if (described instanceof Error) { throw described; }
  return described;
}

/** At most ten services of a cluster in one call, by name; an error for one that does not exist. */
export async function describeServices(
  { ecs }: EvidenceClients, cluster: string, names: readonly string[], abortSignal: AbortSignal,
): Promise<ReadonlyMap<string, Service | Error>> {
  const { services = [], failures = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [...names] }), { abortSignal });
  return new Map(names.map((given) => {
    const name = lastPart(given);
    const service = services.find(({ serviceName, serviceArn }) => (serviceName ?? lastPart(serviceArn ?? '')) === name)
      ?? (names.length === 1 ? services[0] : undefined);
    const failure = failures.find(({ arn }) => lastPart(arn ?? '') === name) ?? (names.length === 1 ? failures[0] : undefined);
    // A deleted service stays visible as INACTIVE for a while; a plan that outlives its service is nothing to call healthy.
    const missing = service ? service.status === 'INACTIVE' && 'INACTIVE' : failure?.reason ?? 'no reason given';
    return [name, service && !missing ? service : new Error(`ECS knows no service ${given} in cluster ${cluster}: ${missing}`)];
  }));
}

/**
 * The service's tasks, those that are being stopped or have stopped included. Of stopped tasks ECS lists up to an hour's; the first
 * page is enough to find the few that are still stopping and to see a crash loop, and a service that restarts in circles does not
 * cost more than others.
 */
export async function readTasks(clients: EvidenceClients, plan: ServicePlan, abortSignal: AbortSignal): Promise<Task[]> {
  const [running, stopping] = await Promise.all([
    listTasks(clients, plan, 'RUNNING', Infinity, abortSignal),
    listTasks(clients, plan, 'STOPPED', 1, abortSignal),
  ]);
  return describeTasks(clients, plan.cluster, [...new Set([...running.arns, ...stopping.arns])], abortSignal);
}

/** The tasks with these ARNs, as far as ECS still knows them. */
export async function describeTasks(
  { ecs }: EvidenceClients, cluster: string, arns: readonly string[], abortSignal: AbortSignal,
): Promise<Task[]> {
  const described = await Promise.all(
    inBatches(arns, DESCRIBE_BATCH).map((tasks) => ecs.send(new DescribeTasksCommand({ cluster, tasks }), { abortSignal })),
  );
  return described.flatMap(({ tasks }) => tasks ?? []);
}

/** ARNs of tasks, and whether there are more than the pages that were read. */
export interface ListedTasks {
  readonly arns: readonly string[];
  readonly complete: boolean;
}

/**
 * Lists tasks of a service, or of a whole cluster where no name is given.
 * @param pages most pages of 100 that are read
 */
export async function listTasks(
  { ecs }: EvidenceClients,
  { cluster, name }: { readonly cluster: string; readonly name?: string },
  desiredStatus: 'RUNNING' | 'STOPPED',
  pages: number,
  abortSignal: AbortSignal,
): Promise<ListedTasks> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await ecs.send(new ListTasksCommand({ cluster, serviceName: name, desiredStatus, nextToken }), { abortSignal });
    arns.push(...answer.taskArns ?? []);
    nextToken = answer.nextToken;
    if (!nextToken) { break; }
  }
  return { arns, complete: !nextToken };
}
