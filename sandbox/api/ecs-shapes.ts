import { containerInstanceArn } from './container-instances';
import { deploymentId, type Revision } from '../tasks/revision';
import type { Service } from '../tasks/service';
import type { Task } from '../tasks/task';
import { hash } from '../template/identifiers';
import type { ContainerModel } from '../template/model';

/** A deployment as DescribeServices shows it. */
function deploymentShape(service: Service, revision: Revision, primary: boolean): object {
  const { rollout } = service;
  const tasks = service.tasksOf(revision);
  const failed = rollout?.revision === revision && rollout.broken;
  const inProgress = primary ? service.next === revision || !service.deployed : false;
  const state = failed ? 'FAILED' : inProgress ? 'IN_PROGRESS' : 'COMPLETED';
  return {
    id: deploymentId(revision),
    status: primary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: service.model.taskDefinition.arn,
    desiredCount: service.desiredCount,
    runningCount: tasks.filter((task) => task.lastStatus === 'RUNNING').length,
    pendingCount: tasks.filter((task) => task.starting).length,
    failedTasks: rollout?.revision === revision ? rollout.failedTasks : 0,
    rolloutState: state,
    rolloutStateReason: ROLLOUT_REASONS[state],
    createdAt: seconds(revision.createdAt),
    updatedAt: seconds(revision.createdAt),
    launchType: service.model.launchType,
  };
}

const ROLLOUT_REASONS = {
  FAILED: 'ECS deployment circuit breaker: tasks failed to start.',
  IN_PROGRESS: 'ECS deployment in progress.',
  COMPLETED: 'ECS deployment completed.',
} as const;

/** AWS JSON carries times as seconds. */
function seconds(moment: number | undefined): number | undefined {
  return moment === undefined ? undefined : Math.round(moment) / 1000;
}

/** ECS keeps this many events of a service. */
const MAXIMUM_MESSAGES = 100;

/** A service as DescribeServices shows it. */
export function serviceShape(service: Service): Readonly<Record<string, unknown>> & { readonly deploymentConfiguration: object } {
  const { model, desiredCount, runningCount, pendingCount, next } = service;
  return {
    serviceArn: model.arn,
    serviceName: model.name,
    clusterArn: model.cluster.arn,
    status: 'ACTIVE',
    desiredCount,
    runningCount,
    pendingCount,
    launchType: model.launchType,
    schedulingStrategy: 'REPLICA',
    taskDefinition: model.taskDefinition.arn,
    loadBalancers: model.loadBalancers.map(({ targetGroupArn, containerName, containerPort, ...advancedConfiguration }) => ({
      targetGroupArn, containerName, containerPort, ...advancedConfiguration.alternateTargetGroupArn ? { advancedConfiguration } : {},
    })),
    healthCheckGracePeriodSeconds: model.gracePeriodSeconds,
    deploymentConfiguration: { maximumPercent: model.maximumPercent, minimumHealthyPercent: model.minimumHealthyPercent },
    deploymentController: { type: 'ECS' },
    createdAt: seconds(service.createdAt),
    deployments: [...next ? [deploymentShape(service, next, true)] : [], deploymentShape(service, service.revision, !next)],
    events: service.messages.slice(0, MAXIMUM_MESSAGES).map(({ createdAt, message }, index) => ({
      id: hash(`${service.name} ${createdAt} ${index}`, 32), createdAt: seconds(createdAt), message,
    })),
  };
}

/**
 * A task as DescribeTasks shows it: on an elastic network interface of its own in mode awsvpc, at ports of its instance otherwise.
 * @param subnet of its interface, where the template states one
 */
export function taskShape(task: Task, subnet?: string): object {
  const { service, times } = task;
  const attached = task.lastStatus !== 'PROVISIONING';
  const ofOwn = service.taskDefinition.networkMode === 'awsvpc';
  return {
    taskArn: task.arn,
    ...service.launchType === 'EC2' && attached ? { containerInstanceArn: containerInstanceArn(task) } : {},
    clusterArn: service.cluster.arn,
    taskDefinitionArn: service.taskDefinition.arn,
    group: `service:${service.name}`,
    startedBy: deploymentId(task.revision),
    launchType: service.launchType,
    availabilityZone: task.zone,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: task.healthStatus,
    ...attached ? { connectivity: task.agentConnected ? 'CONNECTED' : 'DISCONNECTED' } : {},
    connectivityAt: seconds(times.connectivityAt),
    createdAt: seconds(task.createdAt),
    pullStartedAt: seconds(times.pullStartedAt),
    pullStoppedAt: seconds(times.pullStoppedAt),
    startedAt: seconds(task.startedAt),
    stoppingAt: seconds(task.stoppingAt),
    executionStoppedAt: seconds(task.stoppedAt),
    stoppedAt: seconds(task.stoppedAt),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    attachments: !ofOwn ? [] : [{
      id: hash(task.id, 32),
      type: 'ElasticNetworkInterface',
      status: task.lastStatus === 'STOPPED' ? 'DELETED' : attached ? 'ATTACHED' : 'PRECREATED',
      details: attached ? [
        ...subnet === undefined ? [] : [{ name: 'subnetId', value: subnet }],
        { name: 'networkInterfaceId', value: `eni-${hash(task.id, 17)}` },
        { name: 'privateIPv4Address', value: task.address },
      ] : [],
    }],
    containers: service.taskDefinition.containers.map((model) => containerShape(task, model)),
  };
}

function containerShape(task: Task, { name, image, ports }: ContainerModel): object {
  const container = task.containers.find((each) => each.name === name);
  const { networkMode } = task.service.taskDefinition;
  return {
    containerArn: `${task.arn.replace(':task/', ':container/')}/${hash(name, 16)}`,
    taskArn: task.arn,
    name,
    image,
    lastStatus: task.lastStatus === 'STOPPED' || container?.exit ? 'STOPPED' : container ? 'RUNNING' : 'PENDING',
    exitCode: container?.exit?.code,
    reason: container?.reason ?? container?.exit?.failure,
    healthStatus: container?.healthStatus ?? 'UNKNOWN',
    networkInterfaces: networkMode !== 'awsvpc' || task.lastStatus === 'PROVISIONING'
      ? [] : [{ attachmentId: hash(task.id, 32), privateIpv4Address: task.address }],
    networkBindings: networkMode === 'awsvpc' || !container ? [] : ports.map((port) => ({
      bindIP: '0.0.0.0', containerPort: port, hostPort: port, protocol: 'tcp',
    })),
  };
}
