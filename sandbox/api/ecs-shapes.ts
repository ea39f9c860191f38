import type { Clock } from '../clock';
import { deploymentId, type Revision } from '../deployments/revision';
import type { Container } from '../tasks/container';
import type { Service } from '../tasks/service';
import type { Task } from '../tasks/task';
import { hash } from '../template/identifiers';

/** The deployment that is on its way, as far as anybody asks for it. */
function nextShape(service: Service, revision: Revision): object {
  const tasks = service.tasksOf(revision);
  return {
    id: deploymentId(revision),
    status: 'PRIMARY',
    taskDefinition: service.model.taskDefinition.arn,
    desiredCount: service.desiredCount,
    runningCount: tasks.filter((task) => task.lastStatus === 'RUNNING').length,
    pendingCount: tasks.filter((task) => task.lastStatus === 'PENDING').length,
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: 'ECS deployment in progress.',
    launchType: service.model.launchType,
  };
}

const LONGEST_START_PERIOD_SECONDS = 300;

/** AWS JSON carries times as seconds. */
function seconds(clock: Clock, moment: number | undefined): number | undefined {
  return moment === undefined ? undefined : Math.round(clock.reported(moment)) / 1000;
}

/** A service as DescribeServices shows it. */
export function serviceShape(service: Service, clock: Clock): object {
  const { model, desiredCount, runningCount, pendingCount } = service;
  const deployed = service.deployed;
  const counts = { desiredCount, runningCount, pendingCount };
  return {
    serviceArn: model.arn,
    serviceName: model.name,
    clusterArn: model.cluster.arn,
    status: 'ACTIVE',
    ...counts,
    launchType: model.launchType,
    schedulingStrategy: 'REPLICA',
    taskDefinition: model.taskDefinition.arn,
    loadBalancers: model.loadBalancers,
    healthCheckGracePeriodSeconds: model.gracePeriodSeconds,
    deploymentConfiguration: { maximumPercent: model.maximumPercent, minimumHealthyPercent: model.minimumHealthyPercent },
    deploymentController: { type: 'ECS' },
    createdAt: seconds(clock, service.createdAt),
    deployments: [{
      id: deploymentId(service.revision),
      status: service.next ? 'ACTIVE' : 'PRIMARY',
      taskDefinition: model.taskDefinition.arn,
      ...counts,
      failedTasks: 0,
      rolloutState: deployed ? 'COMPLETED' : 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ${deployed ? 'completed' : 'in progress'}.`,
      createdAt: seconds(clock, service.createdAt),
      updatedAt: seconds(clock, service.createdAt),
      launchType: model.launchType,
    }, ...service.next ? [nextShape(service, service.next)] : []],
    events: [],
  };
}

/**
 * Whoever acts on a task first makes sure that it still is the one that was looked at, also by its start time. So that time may move, with the
 * scale, only as long as somebody may ask whether the task still starts.
 */
function startedAt(task: Task, clock: Clock): number | undefined {
  const patience = task.service.gracePeriodSeconds || LONGEST_START_PERIOD_SECONDS;
  return task.startedAt === undefined || task.stoppedAt !== undefined
    ? seconds(clock, task.startedAt)
    : Math.round(clock.reportedStart(task.startedAt, patience)) / 1000;
}

/** A task as DescribeTasks shows it: on an elastic network interface of its own. */
export function taskShape(task: Task, clock: Clock): object {
  const { service } = task;
  return {
    taskArn: task.arn,
    clusterArn: service.cluster.arn,
    taskDefinitionArn: service.taskDefinition.arn,
    group: `service:${service.name}`,
    startedBy: deploymentId(task.revision),
    launchType: service.launchType,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: task.healthStatus,
    connectivity: 'CONNECTED',
    createdAt: seconds(clock, task.createdAt),
    startedAt: startedAt(task, clock),
    stoppingAt: seconds(clock, task.stoppingAt),
    stoppedAt: seconds(clock, task.stoppedAt),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    attachments: [{
      id: hash(task.id, 32),
      type: 'ElasticNetworkInterface',
      status: task.lastStatus === 'STOPPED' ? 'DELETED' : 'ATTACHED',
      details: [
        { name: 'networkInterfaceId', value: `eni-${hash(task.id, 17)}` },
        { name: 'privateIPv4Address', value: task.knownAddress },
      ],
    }],
    containers: task.containers.map((container) => containerShape(task, container)),
  };
}

function containerShape(task: Task, container: Container): object {
  return {
    containerArn: `${task.arn.replace(':task/', ':container/')}/${hash(container.name, 16)}`,
    taskArn: task.arn,
    name: container.name,
    image: container.model.image,
    lastStatus: container.exit ? 'STOPPED' : 'RUNNING',
    exitCode: container.exit?.code,
    reason: container.exit?.failure,
    healthStatus: container.healthStatus,
    networkInterfaces: [{ attachmentId: hash(task.id, 32), privateIpv4Address: task.knownAddress }],
    networkBindings: [],
  };
}
