import { DescribeInstancesCommand, DescribeSecurityGroupsCommand, type Instance, type SecurityGroup } from '@aws-sdk/client-ec2';
import {
  DescribeServicesCommand, DescribeTaskDefinitionCommand, DescribeTasksCommand, ListClustersCommand, ListServicesCommand, ListTasksCommand,
  type Service, type Task, type TaskDefinition,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand, DescribeLoadBalancerAttributesCommand, DescribeLoadBalancersCommand, DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand, DescribeTargetGroupsCommand, DescribeTargetHealthCommand, type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Calls } from './calls';
import type { AccountClients } from './clients';
import { type AccountFacts, type LoadBalancerFacts, type ServiceFacts, type TargetGroupFacts, targetGroupsOf } from './facts';
import { readAlarms } from './read-alarms';
import { readDeployments } from './read-deployments';
import { readHealthChecks } from './read-health-checks';
import { readLogs } from './read-logs';
import { readNetwork } from './read-network';
import { readScaling } from './read-scaling';
import { readUsage } from './read-usage';
import { groupsOnTheWayOut } from './routes';
import { groupsOnTheWay } from './security-groups';
import { isSuspect } from './suspects';
import { inBatches } from '../../lambda/shared/batches';
import { lastPart } from '../../lambda/shared/names';

/** What to read; nothing named: all of the region. */
export interface Selection {
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  /** Milliseconds back from now: what stopped before is not read. */
  readonly sinceMs: number;
}

/** What AWS takes at once. */
const SERVICES_A_CALL = 10;
const TASKS_A_CALL = 100;
const GROUPS_A_CALL = 20;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html: values of a filter. */
const SECURITY_GROUPS_A_CALL = 200;
/** Of stopped tasks ECS lists those of about an hour: a cluster's first pages show what stops in circles. */
const STOPPED_PAGES = 5;
/** With more services than these the tasks of a cluster are listed together. */
const FEW = 3;

/** Reads an account, what looks unwell first. Never rejects for what could not be read: that is in `unread`. */
export async function readAccount(
  clients: AccountClients, calls: Calls, region: string, selection: Selection, now: () => number, tell: (what: string) => void,
): Promise<AccountFacts> {
  const readAt = now();
  const clusters = selection.clusters.length > 0 ? selection.clusters : await listClusters(clients, calls);
  tell(`Reading ${count(clusters.length, 'cluster')}`);
  const read = await Promise.all(clusters.map((cluster) => readCluster(clients, calls, cluster, selection.services)));
  const services = read.flatMap((cluster) => cluster.services);
  const found = new Set(services.flatMap(({ service }) => [service.serviceName, service.serviceArn]));
  // The ones that look unwell come first in every queue: if the time ends, it ends with those that are well.
  const queue = [...services].sort((a, b) => Number(isSuspect(b, readAt)) - Number(isSuspect(a, readAt)));
  tell(`Reading ${count(services.length, 'service')}: task definitions and load balancers`);
  const since = readAt - selection.sinceMs;
  const scaling = readScaling(clients, calls, queue);
  const deployments = readDeployments(clients, calls, queue, since);
  const described = describeTargetGroups(clients, calls, queue);
  const usage = described.then((groups) => readUsage(clients, calls, queue, groups, since, readAt));
  const alarms = described.then((groups) => readAlarms(clients, calls, queue, groups));
  // Settings of every service take their time: what is known of those that look unwell is not to wait for it.
  const suspects = queue.filter((each) => isSuspect(each, readAt));
  const first = readTaskDefinitions(clients, calls, suspects);
  const logs = first.then((known) => readLogs(clients, calls, queue, known, since));
  const others = readTaskDefinitions(clients, calls, queue.filter((each) => !suspects.includes(each)));
  const [{ targetGroups, loadBalancers }, network] = await Promise.all([
    described.then((groups) => readLoadBalancing(clients, calls, queue, groups)),
    readNetwork(clients, calls, queue, since, readAt),
  ]);
  const taskDefinitions = new Map([...await others, ...await first]);
  const dns = readHealthChecks(clients, calls, loadBalancers);
  const onTheWay = queue.flatMap((each) => [
    ...groupsOnTheWay(each, { targetGroups, loadBalancers }), ...groupsOnTheWayOut(each, network, since, readAt),
  ]);
  return {
    region,
    readAt,
    services,
    taskDefinitions,
    targetGroups,
    loadBalancers,
    network,
    usage: await usage,
    deployments: await deployments,
    alarms: await alarms,
    scaling: await scaling,
    dns: await dns,
    securityGroups: await readSecurityGroups(clients, calls, onTheWay),
    logs: await logs,
    missing: selection.services.filter((name) => !found.has(name) && !found.has(lastPart(name))),
    unread: calls.unread,
    calls: calls.made,
  };
}

/** By filter, since one that is gone would otherwise fail the call. */
async function readSecurityGroups(
  { ec2 }: AccountClients, calls: Calls, ids: readonly string[],
): Promise<ReadonlyMap<string, SecurityGroup>> {
  const answers = await Promise.all(inBatches([...new Set(ids)], SECURITY_GROUPS_A_CALL).map((Values) => (
    calls.ask('DescribeSecurityGroups', (abortSignal) => (
      ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values }] }), { abortSignal })
    ))
  )));
  return new Map(answers.flatMap((answer) => answer?.SecurityGroups ?? []).map((group) => [group.GroupId ?? '', group]));
}

/** EC2 instances by id, those that are gone missing. */
export function instanceReader({ ec2 }: AccountClients, calls: Calls) {
  return async (ids: readonly string[]): Promise<Instance[]> => {
    const filters = [{ Name: 'instance-id', Values: [...ids] }];
    const answer = await calls.ask('DescribeInstances', (abortSignal) => (
      ec2.send(new DescribeInstancesCommand({ Filters: filters }), { abortSignal })
    ));
    return answer?.Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
  };
}

/** Tasks once more, those that are gone missing; undefined where ECS does not say. */
export function taskReader({ ecs }: AccountClients, calls: Calls) {
  return async (cluster: string, arns: readonly string[]): Promise<readonly Task[] | undefined> => {
    const answers = await Promise.all(inBatches(arns, TASKS_A_CALL).map((tasks) => (
      calls.ask('DescribeTasks', (abortSignal) => ecs.send(new DescribeTasksCommand({ cluster, tasks }), { abortSignal }))
    )));
    return answers.every((answer) => answer !== undefined) ? answers.flatMap((answer) => answer?.tasks ?? []) : undefined;
  };
}

async function listClusters({ ecs }: AccountClients, calls: Calls): Promise<string[]> {
  const pages = await calls.pages('ListClusters', (nextToken, abortSignal) => (
    ecs.send(new ListClustersCommand({ nextToken }), { abortSignal })
  ));
  return pages.flatMap(({ clusterArns }) => clusterArns ?? []);
}

async function readCluster(
  clients: AccountClients, calls: Calls, cluster: string, named: readonly string[],
): Promise<{ readonly services: readonly ServiceFacts[] }> {
  const names = named.length > 0 ? named : await listServices(clients, calls, cluster);
  const described = await Promise.all(inBatches(names, SERVICES_A_CALL).map((batch) => (
    calls.ask('DescribeServices', (abortSignal) => clients.ecs.send(
      new DescribeServicesCommand({ cluster, services: batch.map(lastPart) }), { abortSignal },
    ))
  )));
  const services = described.flatMap((answer) => answer?.services ?? []).filter(({ status }) => status === 'ACTIVE');
  const tasks = await readTasks(clients, calls, cluster, services);
  return {
    services: services.map((service) => {
      const its = tasks.get(service.serviceName ?? '');
      return { cluster: lastPart(service.clusterArn ?? cluster), service, ...its ? { tasks: its } : {} };
    }),
  };
}

async function listServices({ ecs }: AccountClients, calls: Calls, cluster: string): Promise<string[]> {
  const pages = await calls.pages('ListServices', (nextToken, abortSignal) => (
    ecs.send(new ListServicesCommand({ cluster, nextToken, maxResults: 100 }), { abortSignal })
  ));
  return pages.flatMap(({ serviceArns }) => serviceArns ?? []);
}

/** Tasks by the service's name; those of a cluster together where that costs fewer calls. */
async function readTasks(
  clients: AccountClients, calls: Calls, cluster: string, services: readonly Service[],
): Promise<ReadonlyMap<string, readonly Task[]>> {
  const names = services.flatMap(({ serviceName }) => serviceName ?? []);
  const scopes = names.length > FEW ? [undefined] : names;
  const listed = await Promise.all(scopes.flatMap((name) => [
    listTasks(clients, calls, cluster, name, 'RUNNING', Infinity),
    listTasks(clients, calls, cluster, name, 'STOPPED', name === undefined ? STOPPED_PAGES : 1),
  ]));
  // Without a list nobody knows that there is none.
  if (listed.some((arns) => arns === undefined)) { return new Map(); }
  const arns = [...new Set(listed.flatMap((each) => each ?? []))];
  const described = await Promise.all(inBatches(arns, TASKS_A_CALL).map((batch) => (
    calls.ask('DescribeTasks', (abortSignal) => clients.ecs.send(new DescribeTasksCommand({ cluster, tasks: batch }), { abortSignal }))
  )));
  if (described.some((answer) => answer === undefined)) { return new Map(); }
  const byService = new Map<string, Task[]>(names.map((name) => [name, []]));
  for (const task of described.flatMap((answer) => answer?.tasks ?? [])) {
    byService.get((task.group ?? '').replace(/^service:/, ''))?.push(task);
  }
  return byService;
}

async function listTasks(
  { ecs }: AccountClients, calls: Calls, cluster: string, serviceName: string | undefined, desiredStatus: 'RUNNING' | 'STOPPED',
  most: number,
): Promise<string[] | undefined> {
  const pages = await calls.pages('ListTasks', (nextToken, abortSignal) => (
    ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus, nextToken }), { abortSignal })
  ), most);
  return pages.length === 0 ? undefined : pages.flatMap(({ taskArns }) => taskArns ?? []);
}

async function readTaskDefinitions(
  { ecs }: AccountClients, calls: Calls, queue: readonly ServiceFacts[],
): Promise<ReadonlyMap<string, TaskDefinition>> {
  const arns = [...new Set(queue.flatMap(({ service }) => service.taskDefinition ?? []))];
  const read = await Promise.all(arns.map(async (taskDefinition): Promise<[string, TaskDefinition][]> => {
    const answer = await calls.ask('DescribeTaskDefinition', (abortSignal) => (
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }), { abortSignal })
    ));
    return answer?.taskDefinition ? [[taskDefinition, answer.taskDefinition]] : [];
  }));
  return new Map(read.flat());
}

/** Target groups without their state and attributes, in the order of the queue. */
async function describeTargetGroups(
  { loadBalancing }: AccountClients, calls: Calls, queue: readonly ServiceFacts[],
): Promise<ReadonlyMap<string, Pick<TargetGroupFacts, 'group'>>> {
  const arns = [...new Set(queue.flatMap(({ service }) => targetGroupsOf(service)))];
  const described = await Promise.all(inBatches(arns, GROUPS_A_CALL).map((TargetGroupArns) => (
    calls.ask('DescribeTargetGroups', (abortSignal) => (
      loadBalancing.send(new DescribeTargetGroupsCommand({ TargetGroupArns }), { abortSignal })
    ))
  )));
  const read = new Map(described.flatMap((answer) => answer?.TargetGroups ?? []).map((group) => [group.TargetGroupArn ?? '', group]));
  return new Map(arns.flatMap((arn) => (read.has(arn) ? [[arn, { group: read.get(arn)! }]] : [])));
}

async function readLoadBalancing(
  clients: AccountClients, calls: Calls, queue: readonly ServiceFacts[], described: ReadonlyMap<string, Pick<TargetGroupFacts, 'group'>>,
): Promise<Pick<AccountFacts, 'targetGroups' | 'loadBalancers'>> {
  const groups = [...described.values()].map(({ group }) => group);
  const inUse = new Set(queue.filter(({ tasks = [] }) => tasks.some(({ lastStatus }) => lastStatus === 'RUNNING'))
    .flatMap(({ service }) => targetGroupsOf(service)));
  // Turns come in the order in which they are asked for: the state of targets before settings, and what looks unwell first.
  const targets = groups.map((group) => readTargets(clients, calls, group, inUse));
  const attributes = groups.map((group) => readAttributes(clients, calls, group));
  const balancers = readLoadBalancers(clients, calls, [...new Set(groups.flatMap(({ LoadBalancerArns }) => LoadBalancerArns ?? []))]);
  const targetGroups = await Promise.all(groups.map(async (group, index): Promise<[string, TargetGroupFacts]> => (
    [group.TargetGroupArn ?? '', { group, ...await targets[index], ...await attributes[index] }]
  )));
  return { targetGroups: new Map(targetGroups), loadBalancers: await balancers };
}

/** A group without a task that runs has nothing to say. */
async function readTargets(
  { loadBalancing }: AccountClients, calls: Calls, { TargetGroupArn }: TargetGroup, inUse: ReadonlySet<string>,
): Promise<Pick<TargetGroupFacts, 'targets'>> {
  if (!inUse.has(TargetGroupArn ?? '')) { return { targets: [] }; }
  const answer = await calls.ask('DescribeTargetHealth', (abortSignal) => (
    loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn }), { abortSignal })
  ));
  return answer ? { targets: answer.TargetHealthDescriptions ?? [] } : {};
}

async function readAttributes(
  { loadBalancing }: AccountClients, calls: Calls, { TargetGroupArn }: TargetGroup,
): Promise<Pick<TargetGroupFacts, 'attributes'>> {
  const answer = await calls.ask('DescribeTargetGroupAttributes', (abortSignal) => (
    loadBalancing.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }), { abortSignal })
  ));
  return answer ? { attributes: answer.Attributes ?? [] } : {};
}

async function readLoadBalancers(
  { loadBalancing }: AccountClients, calls: Calls, arns: readonly string[],
): Promise<ReadonlyMap<string, LoadBalancerFacts>> {
  const described = await Promise.all(inBatches(arns, GROUPS_A_CALL).map((LoadBalancerArns) => (
    calls.ask('DescribeLoadBalancers', (abortSignal) => (
      loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns }), { abortSignal })
    ))
  )));
  const read = await Promise.all(described.flatMap((answer) => answer?.LoadBalancers ?? []).map(async (loadBalancer) => {
    const { LoadBalancerArn = '' } = loadBalancer;
    const attributes = await calls.ask('DescribeLoadBalancerAttributes', (abortSignal) => (
      loadBalancing.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }), { abortSignal })
    ));
    const answer = await calls.ask('DescribeListeners', (abortSignal) => (
      loadBalancing.send(new DescribeListenersCommand({ LoadBalancerArn }), { abortSignal })
    ));
    const listeners = answer && await Promise.all((answer.Listeners ?? []).map(async (listener) => {
      const rules = await calls.ask('DescribeRules', (abortSignal) => (
        loadBalancing.send(new DescribeRulesCommand({ ListenerArn: listener.ListenerArn }), { abortSignal })
      ));
      return rules && { listener, rules: rules.Rules ?? [] };
    }));
    const complete = listeners?.every((listener) => listener !== undefined);
    return [LoadBalancerArn, {
      loadBalancer,
      ...attributes ? { attributes: attributes.Attributes ?? [] } : {},
      ...complete ? { listeners: listeners!.flatMap((listener) => listener ?? []) } : {},
    }] as const;
  }));
  return new Map(read);
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
