import { flag, number, object, objects, text, type Properties } from './fields';
import { arn, lastPart, type Place } from './identifiers';
import type { CircuitBreakerModel, ContainerModel, ServiceModel, TrafficShiftModel } from './model';

/** A service's identity and the containers of its task definition, found by the caller. */
export interface ServiceParts {
  readonly logicalId: string;
  readonly arn: string;
  readonly name: string;
  readonly taskDefinitionArn: string;
  readonly networkMode: string;
  readonly containers: readonly ContainerModel[];
  readonly place: Place;
}

/** Reads a service; defaults are those of ECS. */
export function readService(parts: ServiceParts, properties: Properties): ServiceModel {
  const cluster = lastPart(text(properties, 'Cluster') ?? 'default');
  const deployment = object(properties, 'DeploymentConfiguration');
  const daemon = properties.SchedulingStrategy === 'DAEMON';
  const desiredCount = daemon ? 1 : number(properties, 'DesiredCount', 1);
  return {
    logicalId: parts.logicalId,
    name: parts.name,
    arn: parts.arn,
    cluster: { name: cluster, arn: arn(parts.place, 'ecs', `cluster/${cluster}`) },
    taskDefinition: { arn: parts.taskDefinitionArn, networkMode: parts.networkMode, containers: parts.containers },
    launchType: launchType(properties),
    desiredCount,
    gracePeriodSeconds: number(properties, 'HealthCheckGracePeriodSeconds', 0),
    maximumPercent: number(deployment, 'MaximumPercent', daemon ? 100 : 200),
    minimumHealthyPercent: number(deployment, 'MinimumHealthyPercent', daemon ? 0 : 100),
    shift: trafficShift(deployment),
    deploymentAlarms: deploymentAlarms(object(deployment, 'Alarms')),
    circuitBreaker: circuitBreaker(object(deployment, 'DeploymentCircuitBreaker'), desiredCount),
    zones: zones(properties, parts.place),
    loadBalancers: objects(properties, 'LoadBalancers').map((entry) => ({
      targetGroupArn: text(entry, 'TargetGroupArn') ?? '',
      alternateTargetGroupArn: text(object(entry, 'AdvancedConfiguration'), 'AlternateTargetGroupArn'),
      productionListenerRule: text(object(entry, 'AdvancedConfiguration'), 'ProductionListenerRule'),
      testListenerRule: text(object(entry, 'AdvancedConfiguration'), 'TestListenerRule'),
      containerName: text(entry, 'ContainerName') ?? '',
      containerPort: number(entry, 'ContainerPort', 0),
    })).filter((entry) => entry.targetGroupArn !== ''),
    hooks: objects(deployment, 'LifecycleHooks').filter(({ TargetType }) => TargetType !== 'PAUSE').map((hook) => ({
      functionArn: text(hook, 'HookTargetArn') ?? '',
      stages: (hook.LifecycleStages ?? []) as string[],
      details: hook.HookDetails,
    })),
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-service-deploymentconfiguration.html
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
 */
function trafficShift(deployment: Properties): TrafficShiftModel | undefined {
  const bakeMinutes = number(deployment, 'BakeTimeInMinutes', 15);
  const canary = object(deployment, 'CanaryConfiguration');
  const linear = object(deployment, 'LinearConfiguration');
  switch (text(deployment, 'Strategy') ?? 'ROLLING') {
    case 'ROLLING': return undefined;
    case 'CANARY': return {
      steps: [...new Set([number(canary, 'CanaryPercent', 5), 100])],
      stepMinutes: number(canary, 'CanaryBakeTimeInMinutes', 10),
      bakeMinutes,
    };
    case 'LINEAR': return {
      steps: linearSteps(number(linear, 'StepPercent', 10)),
      stepMinutes: number(linear, 'StepBakeTimeInMinutes', 6),
      bakeMinutes,
    };
    default: return { steps: [100], stepMinutes: 0, bakeMinutes };
  }
}

/** 30, 60, 90, 100. Percents are multiples of a tenth. */
function linearSteps(percent: number): number[] {
  const before = Array.from({ length: Math.ceil(100 / percent) - 1 }, (_, index) => Math.round((index + 1) * percent * 10) / 10);
  return [...before, 100];
}

/** An alarm that only fails a deployment, without a rollback, changes nothing for clients. */
function deploymentAlarms(alarms: Properties): string[] {
  const names = alarms.AlarmNames;
  return flag(alarms, 'Enable', false) && flag(alarms, 'Rollback', false) && Array.isArray(names) ? names.map(String) : [];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
function circuitBreaker(breaker: Properties, desiredCount: number): CircuitBreakerModel | undefined {
  const configuration = object(breaker, 'ThresholdConfiguration');
  const value = number(configuration, 'Value', 50);
  const share = Math.ceil(desiredCount * value / 100);
  const type = text(configuration, 'Type') ?? 'BOUNDED_PERCENT';
  const threshold = type === 'COUNT' ? value : type === 'UNBOUNDED_PERCENT' ? share : Math.min(200, Math.max(3, share));
  return flag(breaker, 'Enable', false)
    ? { threshold, rollback: flag(breaker, 'Rollback', false), resetOnHealthyTask: flag(breaker, 'ResetOnHealthyTask', true) }
    : undefined;
}

const ZONE_LETTERS = 'abcdef';

/** The zones of its subnets are known to AWS alone: here each subnet is in one of its own, and without subnets there are two. */
function zones(properties: Properties, place: Place): string[] {
  const { Subnets: subnets } = object(object(properties, 'NetworkConfiguration'), 'AwsvpcConfiguration');
  const count = Array.isArray(subnets) && subnets.length > 0 ? Math.min(subnets.length, ZONE_LETTERS.length) : 2;
  return [...ZONE_LETTERS.slice(0, count)].map((letter) => `${place.region}${letter}`);
}

function launchType(properties: Properties): ServiceModel['launchType'] {
  const stated = text(properties, 'LaunchType');
  if (stated === 'FARGATE' || stated === 'EXTERNAL') {
    return stated;
  }
  const providers = objects(properties, 'CapacityProviderStrategy').map((item) => text(item, 'CapacityProvider'));
  return providers.some((name) => name?.startsWith('FARGATE')) ? 'FARGATE' : 'EC2';
}

/** How tasks of a definition are reached: with an interface of their own in awsvpc, at ports of their instance otherwise. */
export function networkMode(taskDefinition: Properties): string {
  return text(taskDefinition, 'NetworkMode') ?? 'bridge';
}

/** What of a service the sandbox leaves aside, in words. */
export function serviceNotes(name: string, properties: Properties, taskDefinition: Properties): string[] {
  const mode = networkMode(taskDefinition);
  return [
    ...objects(object(properties, 'DeploymentConfiguration'), 'LifecycleHooks').some(({ TargetType }) => TargetType === 'PAUSE')
      ? [`Service ${name}: a deployment passes its PAUSE hooks at once, there is nobody here to continue it.`] : [],
    ...mode !== 'awsvpc'
      ? [`Service ${name}: in network mode ${mode} each task has an instance of its own here, and its ports are those of the container.`]
      : [],
    ...properties.SchedulingStrategy === 'DAEMON' ? [`Service ${name}: the sandbox is one host, a daemon service runs one task.`] : [],
  ];
}
