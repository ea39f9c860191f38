import type { Service, Task } from '@aws-sdk/client-ecs';
import type { EvidenceClients } from './clients';
import { readService, readTasks } from './ecs';
import { readTargetGroup, targetsAt } from './target-health';
import type { Plan } from '../../src/verification/plan';
import type { ContainerHealth, ServiceEvidence, StoppedTask, TargetEvidence, TaskEvidence } from '../diagnosis/evidence';

/**
 * What ECS and the load balancers say of the plan's service now.
 *
 * Rejects when any of them does not answer: half of the evidence would blame the service for what was not read.
 */
export async function readEvidence(plan: Plan, clients: EvidenceClients, abortSignal: AbortSignal): Promise<ServiceEvidence> {
  // Targets before tasks: one that is deregistered in between is then known to be stopping, rather than missing from its group.
  const [service, groups] = await Promise.all([
    readService(clients, plan.service, abortSignal),
    Promise.all(plan.targetGroups.map((arn) => readTargetGroup(clients, arn, abortSignal))),
  ]);
  const tasks = await readTasks(clients, plan.service, abortSignal);
  const targetsOf = (address: string) => groups.flatMap((group) => targetsAt(address, portIn(service, group.arn) ?? plan.port, group));
  return {
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    deployments: (service.deployments ?? []).map(({ status, rolloutState, createdAt, failedTasks }) => ({
      status: status ?? 'UNKNOWN',
      ...rolloutState ? { rolloutState } : {},
      ...createdAt ? { createdAt: createdAt.toISOString() } : {},
      ...failedTasks ? { failedTasks } : {},
    })),
    tasks: tasks
      .filter(({ lastStatus }) => lastStatus !== 'STOPPED')
      .map((task) => taskEvidence(task, plan, targetsOf))
      .sort((a, b) => (a.taskArn < b.taskArn ? -1 : 1)),
    stopped: tasks.flatMap(stoppedTask).sort((a, b) => (a.stoppedAt < b.stoppedAt ? 1 : -1)),
  };
}

function stoppedTask({ taskArn = '', lastStatus, startedAt, stoppedAt, stopCode, stoppedReason }: Task): StoppedTask[] {
  if (lastStatus !== 'STOPPED' || !stoppedAt) return [];
  return [{
    task: shortName(taskArn),
    ...startedAt ? { startedAt: startedAt.toISOString() } : {},
    stoppedAt: stoppedAt.toISOString(),
    ...stopCode ? { stopCode } : {},
    ...stoppedReason ? { reason: stoppedReason.slice(0, 200) } : {},
  }];
}

function taskEvidence(task: Task, plan: Plan, targetsOf: (address: string) => TargetEvidence[]): TaskEvidence {
  const taskArn = task.taskArn ?? '';
  const address = addressOf(task);
  return {
    task: shortName(taskArn),
    taskArn,
    ...address ? { address } : {},
    lastStatus: task.lastStatus ?? 'UNKNOWN',
    desiredStatus: task.desiredStatus ?? 'UNKNOWN',
    containerHealth: healthOf(task, plan.service.container),
    agentConnected: task.connectivity !== 'DISCONNECTED',
    ...task.startedAt ? { startedAt: task.startedAt.toISOString() } : {},
    targets: address ? targetsOf(address) : [],
  };
}

/** arn:…:task/CLUSTER/ID → ID */
function shortName(taskArn: string): string {
  return taskArn.split('/').pop() ?? taskArn;
}

/** The private address of the task's own network interface, which only network mode awsvpc gives it. */
export function addressOf({ attachments, containers }: Task): string | undefined {
  const details = attachments?.flatMap((attachment) => attachment.details ?? []) ?? [];
  const attached = details.find(({ name }) => name === 'privateIPv4Address')?.value;
  const interfaces = containers?.flatMap(({ networkInterfaces }) => networkInterfaces ?? []) ?? [];
  return attached ?? interfaces.find(({ privateIpv4Address }) => privateIpv4Address)?.privateIpv4Address;
}

function healthOf(task: Task, container: string | undefined): ContainerHealth {
  const named = task.containers?.find(({ name }) => name === container);
  const health = (named ?? task).healthStatus;
  return health === 'HEALTHY' || health === 'UNHEALTHY' ? health : 'UNKNOWN';
}

/** Where ECS registers the service's tasks in a target group. */
function portIn(service: Service, arn: string): number | undefined {
  return service.loadBalancers?.find(({ targetGroupArn }) => targetGroupArn === arn)?.containerPort;
}
