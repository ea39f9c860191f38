import { flag, number, object, objects, text, type Properties } from './fields';
import { arn, lastPart, type Place } from './identifiers';
import type { CircuitBreakerModel, ContainerModel, ServiceModel } from './model';

/** A service's identity and the containers of its task definition, found by the caller. */
export interface ServiceParts {
  readonly logicalId: string;
  readonly arn: string;
  readonly name: string;
  readonly taskDefinitionArn: string;
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
    taskDefinition: { arn: parts.taskDefinitionArn, containers: parts.containers },
    launchType: launchType(properties),
    desiredCount,
    gracePeriodSeconds: number(properties, 'HealthCheckGracePeriodSeconds', 0),
    maximumPercent: number(deployment, 'MaximumPercent', daemon ? 100 : 200),
    minimumHealthyPercent: number(deployment, 'MinimumHealthyPercent', daemon ? 0 : 100),
    besides: !['ROLLING', undefined].includes(text(deployment, 'Strategy')),
    circuitBreaker: circuitBreaker(object(deployment, 'DeploymentCircuitBreaker'), desiredCount),
    zones: zones(properties, parts.place),
    loadBalancers: objects(properties, 'LoadBalancers').map((entry) => ({
      targetGroupArn: text(entry, 'TargetGroupArn') ?? '',
      alternateTargetGroupArn: text(object(entry, 'AdvancedConfiguration'), 'AlternateTargetGroupArn'),
      containerName: text(entry, 'ContainerName') ?? '',
      containerPort: number(entry, 'ContainerPort', 0),
    })).filter((entry) => entry.targetGroupArn !== ''),
    hooks: objects(deployment, 'LifecycleHooks').map((hook) => ({
      functionArn: text(hook, 'HookTargetArn') ?? '',
      stages: (hook.LifecycleStages ?? []) as string[],
      details: hook.HookDetails,
    })),
  };
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

/** What of a service the sandbox leaves aside, in words. */
export function serviceNotes(name: string, properties: Properties, taskDefinition: Properties): string[] {
  const mode = text(taskDefinition, 'NetworkMode') ?? 'bridge';
  return [
    ...mode !== 'awsvpc' ? [`Service ${name}: network mode ${mode} runs as awsvpc, each task on an address of its own.`] : [],
    ...properties.SchedulingStrategy === 'DAEMON' ? [`Service ${name}: the sandbox is one host, a daemon service runs one task.`] : [],
  ];
}
