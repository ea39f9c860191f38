import { DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import type { Service, Task } from '@aws-sdk/client-ecs';
import type { EvidenceClients } from './clients';
import type { ServicePlan } from '../../src/verification/plan';

/** DescribeTasks takes no more at once: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const DESCRIBE_BATCH = 100;

/** The service as ECS describes it; rejects when it does not exist. */
export async function readService({ ecs }: EvidenceClients, { cluster, name }: ServicePlan, abortSignal: AbortSignal): Promise<Service> {
  const { services, failures } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }), { abortSignal });
  const [service] = services ?? [];
  // A deleted service stays visible as INACTIVE for a while; a plan that outlives its service is nothing to call healthy.
  const missing = service ? service.status === 'INACTIVE' && 'INACTIVE' : failures?.[0]?.reason ?? 'no reason given';
  if (missing) throw new Error(`ECS knows no service ${name} in cluster ${cluster}: ${missing}`);
  return service;
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
  return describeTasks(clients, plan, [...new Set([...running, ...stopping])], abortSignal);
}

/** The tasks with these ARNs, as far as ECS still knows them. */
export async function describeTasks(
  { ecs }: EvidenceClients, { cluster }: ServicePlan, arns: readonly string[], abortSignal: AbortSignal,
): Promise<Task[]> {
  const batches: string[][] = [];
  for (let index = 0; index < arns.length; index += DESCRIBE_BATCH) batches.push(arns.slice(index, index + DESCRIBE_BATCH));
  const described = await Promise.all(batches.map((tasks) => ecs.send(new DescribeTasksCommand({ cluster, tasks }), { abortSignal })));
  return described.flatMap(({ tasks }) => tasks ?? []);
}

async function listTasks(
  { ecs }: EvidenceClients, { cluster, name }: ServicePlan, desiredStatus: 'RUNNING' | 'STOPPED', pages: number, abortSignal: AbortSignal,
): Promise<string[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await ecs.send(new ListTasksCommand({ cluster, serviceName: name, desiredStatus, nextToken }), { abortSignal });
    arns.push(...answer.taskArns ?? []);
    nextToken = answer.nextToken;
    if (!nextToken) break;
  }
  return arns;
}
