import type { Service, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Action, LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AccountFacts, ListenerFacts, LoadBalancerFacts, TargetGroupFacts } from './facts';
import { Ids, type Json, type Put, type RunningResource } from './running-resources';
import { putWatch } from './template-watch';
import { lastPart } from '../../lambda/shared/names';
import type { TemplateFile } from '../../src/lint/template';

/** What runs, as the template that would make it, and which resource is which. */
export interface RunningTemplate {
  readonly template: TemplateFile;
  /** ARNs and names by logical id. */
  readonly names: ReadonlyMap<string, RunningResource>;
}

/** What was not read: lint takes it for unknown, and claims nothing of it. */
const NOT_READ = { 'Fn::ImportValue': 'not read' };

/** The services, and what belongs to them, as one template: what lint, timeline and init read. */
export function templateOf(facts: AccountFacts): RunningTemplate {
  const ids = new Ids();
  const { services, taskDefinitions, targetGroups, loadBalancers } = facts;
  for (const [arn, { group }] of targetGroups) { ids.add({ type: 'target group', arn, name: group.TargetGroupName ?? arn }); }
  for (const [arn, { loadBalancer: { LoadBalancerName: name = arn } }] of loadBalancers) { ids.add({ type: 'load balancer', arn, name }); }
  for (const arn of taskDefinitions.keys()) { ids.add({ type: 'task definition', arn, name: lastPart(arn) }); }
  const resources: Record<string, { Type: string; Properties: Json }> = {};
  const put: Put = (id, Type, Properties) => { resources[id] = { Type, Properties: withoutUndefined(Properties) }; };
  for (const [arn, definition] of taskDefinitions) { put(ids.of(arn)!, 'AWS::ECS::TaskDefinition', taskDefinitionProperties(definition)); }
  for (const [arn, group] of targetGroups) { put(ids.of(arn)!, 'AWS::ElasticLoadBalancingV2::TargetGroup', targetGroupProperties(group)); }
  for (const [arn, balancer] of loadBalancers) {
    put(ids.of(arn)!, 'AWS::ElasticLoadBalancingV2::LoadBalancer', loadBalancerProperties(balancer));
    for (const { listener, rules } of balancer.listeners ?? []) {
      const listenerArn = listener.ListenerArn ?? '';
      const name = `${balancer.loadBalancer.LoadBalancerName}:${listener.Port}`;
      const id = ids.add({ type: 'listener', arn: listenerArn, name });
      put(id, 'AWS::ElasticLoadBalancingV2::Listener', listenerProperties({ listener, rules }, balancer.loadBalancer, ids));
      for (const { RuleArn = '', Actions = [] } of rules.filter(({ IsDefault }) => !IsDefault)) {
        const ruleId = ids.add({ type: 'listener', arn: RuleArn, name: `${name} rule` });
        put(ruleId, 'AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn: { Ref: id }, Actions: actions(Actions, ids) });
      }
    }
  }
  for (const { service, cluster } of services) {
    const id = ids.add({ type: 'service', arn: service.serviceArn ?? '', name: service.serviceName ?? '', cluster });
    put(id, 'AWS::ECS::Service', serviceProperties(service, ids));
  }
  putWatch(facts, ids, put);
  return { template: { name: facts.region, body: { Resources: resources } }, names: ids.names };
}

function serviceProperties(service: Service, ids: Ids): Json {
  const { networkConfiguration, loadBalancers = [], deploymentConfiguration, deploymentController, serviceRegistries } = service;
  return {
    ServiceName: service.serviceName,
    TaskDefinition: ids.ref(service.taskDefinition),
    DesiredCount: service.desiredCount,
    LaunchType: service.launchType,
    SchedulingStrategy: service.schedulingStrategy,
    CapacityProviderStrategy: capitalized(service.capacityProviderStrategy),
    HealthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    DeploymentConfiguration: capitalized(deploymentConfiguration),
    DeploymentController: capitalized(deploymentController),
    ServiceRegistries: capitalized(serviceRegistries),
    NetworkConfiguration: capitalized(networkConfiguration),
    LoadBalancers: loadBalancers.map(({ targetGroupArn, loadBalancerName, containerName, containerPort, advancedConfiguration }) => (
      withoutUndefined({
        TargetGroupArn: ids.ref(targetGroupArn),
        LoadBalancerName: loadBalancerName,
        ContainerName: containerName,
        ContainerPort: containerPort,
        AdvancedConfiguration: advancedConfiguration && {
          ...capitalized(advancedConfiguration) as Json,
          AlternateTargetGroupArn: ids.ref(advancedConfiguration.alternateTargetGroupArn),
        },
      })
    )),
  };
}

function taskDefinitionProperties(definition: TaskDefinition): Json {
  const { family, networkMode, cpu, memory, runtimePlatform, requiresCompatibilities, ephemeralStorage, volumes } = definition;
  const containers = (definition.containerDefinitions ?? []).map((container) => ({
    ...container,
    // Nobody but the task needs the values.
    environment: container.environment?.map(({ name }) => ({ name })),
  }));
  return {
    Family: family,
    NetworkMode: networkMode,
    Cpu: cpu,
    Memory: memory,
    RequiresCompatibilities: requiresCompatibilities,
    RuntimePlatform: capitalized(runtimePlatform),
    EphemeralStorage: ephemeralStorage && { SizeInGiB: ephemeralStorage.sizeInGiB },
    Volumes: capitalized(volumes),
    ContainerDefinitions: capitalized(containers),
  };
}

function targetGroupProperties({ group, attributes }: TargetGroupFacts): Json {
  const {
    Protocol, Port, TargetType, ProtocolVersion, HealthCheckEnabled, HealthCheckProtocol, HealthCheckPort, HealthCheckPath,
    HealthCheckIntervalSeconds, HealthCheckTimeoutSeconds, HealthyThresholdCount, UnhealthyThresholdCount, Matcher,
  } = group;
  return {
    Protocol,
    Port,
    TargetType,
    ProtocolVersion,
    HealthCheckEnabled,
    HealthCheckProtocol,
    HealthCheckPort,
    HealthCheckPath,
    HealthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds,
    HealthyThresholdCount,
    UnhealthyThresholdCount,
    Matcher: Matcher && withoutUndefined({ HttpCode: Matcher.HttpCode, GrpcCode: Matcher.GrpcCode }),
    TargetGroupAttributes: attributes ? pairs(attributes) : NOT_READ,
  };
}

function loadBalancerProperties({ loadBalancer, attributes }: LoadBalancerFacts): Json {
  const { Type, Scheme, SecurityGroups, IpAddressType } = loadBalancer;
  return { Type, Scheme, SecurityGroups, IpAddressType, LoadBalancerAttributes: attributes ? pairs(attributes) : NOT_READ };
}

function listenerProperties({ listener }: ListenerFacts, { LoadBalancerArn }: LoadBalancer, ids: Ids): Json {
  const { Port, Protocol, SslPolicy, DefaultActions = [] } = listener;
  return { LoadBalancerArn: ids.ref(LoadBalancerArn), Port, Protocol, SslPolicy, DefaultActions: actions(DefaultActions, ids) };
}

function actions(all: readonly Action[], ids: Ids): Json[] {
  return all.map(({ Type, TargetGroupArn, ForwardConfig }) => withoutUndefined({
    Type,
    // The answer has a lone group twice.
    TargetGroupArn: ids.ref(TargetGroupArn),
    ForwardConfig: ForwardConfig && {
      TargetGroups: (ForwardConfig.TargetGroups ?? []).map((group) => withoutUndefined({
        TargetGroupArn: ids.ref(group.TargetGroupArn), Weight: group.Weight,
      })),
    },
  }));
}

function pairs(attributes: readonly { readonly Key?: string; readonly Value?: string }[]): Json[] {
  return attributes.map(({ Key, Value }) => ({ Key, Value }));
}

/** Members whose names are the user's own. */
const OWN_NAMES: readonly string[] = ['options', 'dockerLabels', 'driverOpts', 'labels'];

/** `healthCheck` is `HealthCheck` in CloudFormation. */
function capitalized(value: unknown, isOwn = false): unknown {
  if (Array.isArray(value)) { return value.map((item) => capitalized(item)); }
  if (typeof value !== 'object' || value === null || value instanceof Date) { return value; }
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => [
    isOwn ? name : name[0].toUpperCase() + name.slice(1), capitalized(member, OWN_NAMES.includes(name)),
  ]));
}

function withoutUndefined(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
