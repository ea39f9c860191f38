import type { Container, LoadBalancer, Service, Task } from '@aws-sdk/client-ecs';
import type { EvidenceClients } from './clients';
import { ofDeployment, ofService } from './deployment-scope';
import { readService, readTasks } from './ecs';
import { networkInterfaceOf } from './network-interface';
import { readTargetGroup, type RegisteredTargets, targetGroupName, targetsAt } from './registered-targets';
import { locate, type TaskLocation } from './task-location';
import type { Plan } from '../../../src/shared/plan';
import type {
  ContainerHealth, ServiceEvidence, StoppedContainer, StoppedTask, TargetEvidence, TaskEvidence, TaskIdentity,
} from '../../diagnosis/evidence';
import { describeError } from '../../shared/describe-error';
import { lastPart } from '../../shared/names';
import { clip } from '../../shared/text';
import { timeout } from '../../shared/timeout';

/** What AWS has answered about one service. */
export interface ServiceAnswers {
  readonly service: Service;
  /** Tasks of the service, those that are being stopped or have stopped included. */
  readonly tasks: readonly Task[];
  /** The plan's target groups, as far as they could be read. */
  readonly groups: readonly RegisteredTargets[];
  /** What could not be read, a clause each. */
  readonly unread: readonly string[];
}

/** What is optional is not waited for longer, which is time for a repetition after a throttled call: the tasks are probed all the same. */
const OPTIONAL_MS = 3_000;

/**
 * What ECS and the load balancers say of the plan's service now.
 *
 * Rejects when ECS does not answer: without it nobody knows which tasks there are. A target group that cannot be read is left out and named
 * in `unread`: the tasks are probed all the same.
 */
export async function readEvidence(
  plan: Plan, clients: EvidenceClients, abortSignal: AbortSignal, now: number = Date.now(),
): Promise<ServiceEvidence> {
  const soon = AbortSignal.any([abortSignal, timeout(OPTIONAL_MS)]);
  // Targets before tasks: one that is deregistered in between is then known to be stopping, rather than missing from its group.
  const [service, settled] = await Promise.all([
    readService(clients, plan.service, abortSignal),
    Promise.allSettled(plan.targetGroups.map((arn) => readTargetGroup(clients, arn, soon))),
  ]);
  const groups = settled.flatMap((group) => group.status === 'fulfilled' ? [group.value] : []);
  const unread = settled.flatMap((group, index) => (
    group.status === 'rejected' ? [unreadGroup(plan.targetGroups[index], group.reason)] : []
  ));
  const tasks = await readTasks(clients, plan.service, abortSignal);
  return buildEvidence(plan, { service, tasks, groups, unread }, clients.instances, abortSignal, now);
}

/**
 * The evidence of one service out of what AWS has answered. Rejects when the instances of its tasks cannot be read.
 * @param now milliseconds since the epoch
 */
export async function buildEvidence(
  plan: Plan, { service, tasks: all, groups, unread }: ServiceAnswers, instances: EvidenceClients['instances'], abortSignal: AbortSignal,
  now: number,
): Promise<ServiceEvidence> {
  const { counts, deployments, tasks } = plan.deployment ? ofDeployment(service, all, plan.deployment) : ofService(service, all);
  const present = tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  const locationOf = await locate(plan, present, instances, abortSignal);
  const targetsOf = ({ targetIds, targetPort }: TaskLocation) => groups.flatMap((group) => {
    const registered = registeredIn(service, group.arn);
    const containerPort = registered?.containerPort ?? plan.port;
    const port = containerPort && targetPort(registered?.containerName ?? plan.service.container, containerPort);
    return port === undefined ? [] : targetsAt(targetIds, port, group);
  });
  return {
    ...counts,
    deployments: deployments.map(({ id, status, rolloutState, createdAt, failedTasks }) => ({
      ...id ? { id } : {},
      status: status ?? 'UNKNOWN',
      ...rolloutState ? { rolloutState } : {},
      ...createdAt ? { createdAt: createdAt.toISOString() } : {},
      ...failedTasks ? { failedTasks } : {},
    })),
    tasks: present
      .map((task): TaskEvidence => {
        const evidence = taskEvidence(task, plan, locationOf(task), targetsOf);
        return unread.length > 0 || isYounger(task, groups) ? { ...evidence, targetsIncomplete: true } : evidence;
      })
      .sort((a, b) => (a.taskArn < b.taskArn ? -1 : 1)),
    stopped: tasks.flatMap((task) => stoppedTask(task, plan.service.container)).sort((a, b) => (a.stoppedAt < b.stoppedAt ? 1 : -1)),
    ...placementOf(service, now),
    ...unread.length > 0 ? { unread } : {},
  };
}

/** Whether a task has started since one of the groups was read, which then cannot know it. */
function isYounger({ startedAt }: Task, groups: readonly RegisteredTargets[]): boolean {
  return startedAt !== undefined && groups.some(({ readAt = Infinity }) => readAt < startedAt.getTime());
}

/** How ECS says that it finds no place for a task: service-event-messages-list.html of the ECS developer guide. */
const NOT_PLACED = /unable to (consistently )?(place|start)/;
/** ECS repeats what it cannot do; an older event may be over. */
const EVENT_MS = 600_000;

/** Why ECS could not place or start a task within the last minutes. */
function placementOf({ events = [] }: Service, now: number): Pick<ServiceEvidence, 'placement'> {
  const found = events.find(({ message = '', createdAt }) => (
    NOT_PLACED.test(message) && createdAt !== undefined && now - createdAt.getTime() < EVENT_MS
  ));
  return found ? { placement: clip(found.message ?? '', 300) } : {};
}

/** The clause about a target group that could not be read. */
export function unreadGroup(arn: string, error: unknown): string {
  return `target group ${targetGroupName(arn)} could not be read (${describeError(error)}), so the load balancer's view is missing`;
}

function stoppedTask(
  { taskArn = '', lastStatus, startedAt, startedBy, stoppedAt, stopCode, stoppedReason, containers = [] }: Task, named: string | undefined,
): StoppedTask[] {
  if (lastStatus !== 'STOPPED' || !stoppedAt) { return []; }
  const container = stoppedContainer(containers, named);
  return [{
    task: lastPart(taskArn),
    ...startedAt ? { startedAt: startedAt.toISOString() } : {},
    ...startedBy ? { startedBy } : {},
    stoppedAt: stoppedAt.toISOString(),
    ...stopCode ? { stopCode } : {},
    ...stoppedReason ? { reason: clip(stoppedReason, 200) } : {},
    ...container ? { container } : {},
  }];
}

/** Codes of a container that ended as it was asked to: 143 is SIGTERM, which the others get once an essential one has ended. */
const NO_FAILURE: readonly number[] = [0, 143];

/** The container that failed, the named one first; the named one where none did. */
function stoppedContainer(containers: readonly Container[], named: string | undefined): StoppedContainer | undefined {
  const ended = containers.filter(({ exitCode, reason }) => exitCode !== undefined || reason);
  const failed = ended.filter(({ exitCode = 0, reason }) => !NO_FAILURE.includes(exitCode) || reason);
  const isNamed = ({ name }: Container) => name === named;
  const found = failed.find(isNamed) ?? failed[0] ?? ended.find(isNamed);
  const { name = 'unknown', exitCode, reason } = found ?? {};
  return found && { name, ...exitCode === undefined ? {} : { exitCode }, ...reason ? { reason: clip(reason, 200) } : {} };
}

function taskEvidence(
  task: Task,
  plan: Plan,
  location: TaskLocation,
  targetsOf: (location: TaskLocation) => TargetEvidence[],
): TaskEvidence {
  const networkInterface = networkInterfaceOf(task);
  return {
    ...identityOf(task, location),
    task: lastPart(task.taskArn ?? ''),
    ...networkInterface ? { networkInterface } : {},
    ...task.availabilityZone ? { zone: task.availabilityZone } : {},
    ...task.startedBy ? { startedBy: task.startedBy } : {},
    ...timesOf(task),
    ...waitingOf(task),
    containerHealth: healthOf(task, plan.service.container),
    agentConnected: task.connectivity !== 'DISCONNECTED',
    targets: targetsOf(location),
  };
}

const TIMES = ['pullStartedAt', 'pullStoppedAt', 'stoppingAt'] as const;

function timesOf(task: Task): Pick<TaskEvidence, (typeof TIMES)[number]> {
  return Object.fromEntries(TIMES.flatMap((time) => task[time] ? [[time, task[time].toISOString()]] : []));
}

/** While a task does not run: containers that have not started, such as those that wait for another one. */
function waitingOf({ lastStatus, containers = [] }: Task): Pick<TaskEvidence, 'waiting'> {
  if (lastStatus === 'RUNNING') { return {}; }
  const waiting = containers.filter((container) => container.lastStatus === 'PENDING').flatMap(({ name }) => name ?? []);
  return waiting.length > 0 ? { waiting } : {};
}

/** What tells this task from another. */
export function identityOf(task: Task, location: TaskLocation): TaskIdentity {
  const { taskArn = '', lastStatus = 'UNKNOWN', desiredStatus = 'UNKNOWN', createdAt, startedAt } = task;
  const { address, hostPorts, unprobeableReason: unprobed } = location;
  return {
    taskArn,
    ...address ? { address } : {},
    ...hostPorts ? { hostPorts } : {},
    ...unprobed ? { unprobeableReason: unprobed } : {},
    ...createdAt ? { createdAt: createdAt.toISOString() } : {},
    lastStatus,
    desiredStatus,
    ...startedAt ? { startedAt: startedAt.toISOString() } : {},
  };
}

function healthOf(task: Task, container: string | undefined): ContainerHealth {
  const named = task.containers?.find(({ name }) => name === container);
  const health = (named ?? task).healthStatus;
  return health === 'HEALTHY' || health === 'UNHEALTHY' ? health : 'UNKNOWN';
}

/** Which container and port of the service's tasks ECS registers in a target group, be it the other one of a blue/green pair. */
function registeredIn({ loadBalancers }: Service, arn: string): LoadBalancer | undefined {
  return loadBalancers?.find(({ targetGroupArn, advancedConfiguration }) => (
    targetGroupArn === arn || advancedConfiguration?.alternateTargetGroupArn === arn
  ));
}
