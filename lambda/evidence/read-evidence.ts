import type { LoadBalancer, Service, Task } from '@aws-sdk/client-ecs';
import type { EvidenceClients } from './clients';
import { readService, readTasks } from './ecs';
import { networkInterfaceOf } from './network-interface';
import { ofDeployment, ofService } from './of-deployment';
import { readTargetGroup, targetsAt } from './target-health';
import { locate } from './task-location';
import type { TaskLocation } from './task-location';
import type { Plan } from '../../src/verification/plan';
import type { ContainerHealth, ServiceEvidence, StoppedTask, TargetEvidence, TaskEvidence, TaskIdentity } from '../diagnosis/evidence';

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
  const all = await readTasks(clients, plan.service, abortSignal);
  const { counts, deployments, tasks } = plan.deployment ? ofDeployment(service, all, plan.deployment) : ofService(service, all);
  const present = tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  const locationOf = await locate(plan, present, clients.instances, abortSignal);
  const targetsOf = ({ targetIds, targetPort }: TaskLocation) => groups.flatMap((group) => {
    const registered = registeredIn(service, group.arn);
    const containerPort = registered?.containerPort ?? plan.port;
    const port = containerPort && targetPort(registered?.containerName ?? plan.service.container, containerPort);
    return port === undefined ? [] : targetsAt(targetIds, port, group);
  });
  return {
    ...counts,
    deployments: deployments.map(({ status, rolloutState, createdAt, failedTasks }) => ({
      status: status ?? 'UNKNOWN',
      ...rolloutState ? { rolloutState } : {},
      ...createdAt ? { createdAt: createdAt.toISOString() } : {},
      ...failedTasks ? { failedTasks } : {},
    })),
    tasks: present
      .map((task) => taskEvidence(task, plan, locationOf(task), targetsOf))
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

function taskEvidence(task: Task, plan: Plan, location: TaskLocation, targetsOf: (location: TaskLocation) => TargetEvidence[]): TaskEvidence {
  const networkInterface = networkInterfaceOf(task);
  return {
    ...identityOf(task, location),
    task: shortName(task.taskArn ?? ''),
    ...networkInterface ? { networkInterface } : {},
    containerHealth: healthOf(task, plan.service.container),
    agentConnected: task.connectivity !== 'DISCONNECTED',
    targets: targetsOf(location),
  };
}

/** What tells this task from another. */
export function identityOf(task: Task, location: TaskLocation): TaskIdentity {
  const { taskArn = '', lastStatus = 'UNKNOWN', desiredStatus = 'UNKNOWN', startedAt } = task;
  const { address, hostPorts, unprobed } = location;
  return {
    taskArn,
    ...address ? { address } : {},
    ...hostPorts ? { hostPorts } : {},
    ...unprobed ? { unprobed } : {},
    lastStatus,
    desiredStatus,
    ...startedAt ? { startedAt: startedAt.toISOString() } : {},
  };
}

/** arn:…:task/CLUSTER/ID → ID */
function shortName(taskArn: string): string {
  return taskArn.split('/').pop() ?? taskArn;
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
