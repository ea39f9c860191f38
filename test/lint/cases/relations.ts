import type { FamilyCases } from './case';
import { calculated, healthCheck } from './ranges';
import { withCheck, withContainer, withProperties, type Part } from '../template';

const PARAMETER = { Ref: 'Parameter' };

function withTargetGroup(part: Part): Part {
  return withProperties({ TargetGroup: part });
}

function withService(part: Part): Part {
  return withProperties({ Service: part });
}

function withAttributes(attributes: Readonly<Record<string, unknown>>, part: Part = {}): Part {
  return withTargetGroup({ ...part, TargetGroupAttributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })) });
}

/** A service without a load balancer, whose container has no check. */
function unchecked(service: Part): Part {
  return withProperties({ TaskDefinition: { ContainerDefinitions: [{ Name: 'web' }] }, Service: { LoadBalancers: undefined, ...service } });
}

/** A container that gets 90 s after SIGTERM, behind a target group that drains for so long. */
function drained(delay: unknown, part: Part = {}): Part {
  return withProperties({
    TaskDefinition: { ContainerDefinitions: [{ Name: 'web', StopTimeout: 90 }] },
    TargetGroup: { TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: delay }], ...part },
  });
}

function percent(MinimumHealthyPercent: unknown, MaximumPercent: unknown, service: Part = {}): Part {
  return withService({ DeploymentConfiguration: { MinimumHealthyPercent, MaximumPercent }, ...service });
}

/** The service behind a network load balancer that checks by TCP. */
function network(targetGroup: Part, service: Part = {}): Part {
  return withProperties({
    TargetGroup: { Protocol: 'TCP', HealthCheckProtocol: 'TCP', HealthCheckPath: undefined, Matcher: undefined, ...targetGroup },
    Service: service,
  });
}

function spot(container: Part, provider: unknown = 'FARGATE_SPOT'): Part {
  const strategy = { LaunchType: undefined, CapacityProviderStrategy: [{ CapacityProvider: provider, Weight: 1 }] };
  return withProperties({ TaskDefinition: { ContainerDefinitions: [{ Name: 'web', StopTimeout: 60, ...container }] }, Service: strategy });
}

function waiting(awaited: Part, Condition = 'HEALTHY'): Part {
  const HealthCheck = { Command: ['CMD', '/check'], Interval: 30, Timeout: 5, StartPeriod: 90 };
  return withProperties({
    TaskDefinition: {
      ContainerDefinitions: [{ Name: 'web', DependsOn: [{ ContainerName: 'db', Condition }] }, { Name: 'db', HealthCheck, ...awaited }],
    },
  });
}

function breaker(service: Part, ThresholdConfiguration?: Part, deployment: Part = {}): Part {
  return withService({
    ...service,
    DeploymentConfiguration: {
      ...deployment,
      DeploymentCircuitBreaker: {
        Enable: true,
        Rollback: true,
        ThresholdConfiguration,
      },
    },
  });
}

export const RELATIONS: FamilyCases = {
  ContainerTimeoutNotBelowInterval: {
    compliant: {
      'timeout below interval': withCheck({ Timeout: 5, Interval: 10 }),
      'timeout below the default interval of 30 s': withCheck({ Timeout: 29, Interval: undefined }),
      'an interval that a parameter decides': withCheck({ Timeout: 60, Interval: PARAMETER }),
      'a check that is turned off': withCheck({ Timeout: 60, Interval: 5, Command: ['NONE'] }),
    },
    nonCompliant: {
      'timeout equals interval': withCheck({ Timeout: 10, Interval: 10 }),
      'the default timeout of 5 s and an interval of 5 s': withCheck({ Timeout: undefined, Interval: 5 }),
      'numbers as text': withCheck({ Timeout: '60', Interval: '30' }),
    },
    says: /may take (10|5|60) s and runs every (10|5|30) s/,
  },
  TargetGroupTimeoutNotBelowInterval: {
    compliant: {
      'timeout below interval': withTargetGroup({ HealthCheckTimeoutSeconds: 9, HealthCheckIntervalSeconds: 10 }),
      'a network load balancer that waits as long as its interval': withTargetGroup({
        Protocol: 'TCP',
        HealthCheckProtocol: 'TCP',
        HealthCheckTimeoutSeconds: 10,
        HealthCheckIntervalSeconds: 10,
      }),
      'a protocol that a parameter decides': withTargetGroup({
        Protocol: PARAMETER,
        HealthCheckTimeoutSeconds: undefined,
        HealthCheckIntervalSeconds: 5,
      }),
      'a load balancer as target, whose default is not known': withTargetGroup({
        TargetType: 'alb',
        Protocol: 'TCP',
        HealthCheckTimeoutSeconds: undefined,
        HealthCheckIntervalSeconds: 8,
      }),
      'a gateway load balancer, whose default is 5 s': withTargetGroup({
        Protocol: 'GENEVE',
        HealthCheckTimeoutSeconds: undefined,
        HealthCheckIntervalSeconds: 5,
      }),
    },
    nonCompliant: {
      'timeout equals interval': withTargetGroup({ HealthCheckTimeoutSeconds: 10, HealthCheckIntervalSeconds: 10 }),
      'the default timeout of TCP and an interval of 5 s': withTargetGroup({
        Protocol: 'TCP',
        HealthCheckTimeoutSeconds: undefined,
        HealthCheckIntervalSeconds: 5,
        HealthCheckPath: undefined,
        Matcher: undefined,
      }),
      'the default timeout and an interval of 5 s': withTargetGroup({
        HealthCheckTimeoutSeconds: undefined,
        HealthCheckIntervalSeconds: 5,
      }),
    },
    says: /may take (5|10) s and runs every (5|10) s/,
  },
  GracePeriodBelowStartup: {
    compliant: {
      'grace above startPeriod and two checks': withService({ HealthCheckGracePeriodSeconds: 95 }),
      'a container without startPeriod': withCheck({ StartPeriod: undefined }),
      'a startPeriod that a parameter decides': withCheck({ StartPeriod: PARAMETER }),
      'a task definition from elsewhere': withService({ TaskDefinition: 'web:7', HealthCheckGracePeriodSeconds: 1 }),
      'no load balancer': withService({ LoadBalancers: undefined, HealthCheckGracePeriodSeconds: 1 }),
    },
    nonCompliant: {
      'grace below startPeriod': withService({ HealthCheckGracePeriodSeconds: 30 }),
      'the 60 s of the CDK and a slow start': withProperties({
        Service: { HealthCheckGracePeriodSeconds: 60 },
        TaskDefinition: { ContainerDefinitions: [{ Name: 'web', HealthCheck: { Command: ['CMD', 'true'], StartPeriod: 120 } }] },
      }),
    },
    says: /is (30|60), and .* given (60|120) s to start/,
  },
  NetworkGracePeriodBelowRegistration: {
    compliant: {
      'time for the registration': network({}, { HealthCheckGracePeriodSeconds: 300 }),
      'an application load balancer': withService({ HealthCheckGracePeriodSeconds: 60 }),
      'none, which NoGracePeriod finds': network({}, { HealthCheckGracePeriodSeconds: 0 }),
      'a parameter': network({}, { HealthCheckGracePeriodSeconds: PARAMETER }),
    },
    nonCompliant: { 'the 60 s of the CDK': network({}, { HealthCheckGracePeriodSeconds: 60 }) },
    says: /is 60, and the network load balancer .* Set HealthCheckGracePeriodSeconds to 275/,
  },
  SpotStopTimeoutLeftAtDefault: {
    compliant: {
      'a time of its own': spot({}),
      'no Spot': withContainer({ StopTimeout: undefined }),
      'a strategy that a parameter decides': spot({ StopTimeout: undefined }, PARAMETER),
      'a time that a condition decides': spot({ StopTimeout: { 'Fn::If': ['Condition', 120, { Ref: 'AWS::NoValue' }] } }),
    },
    nonCompliant: { 'Spot and the default': spot({ StopTimeout: undefined }) },
    says: /StopTimeout of container 'web' is not given, which means 30 s\. Set StopTimeout to 120/,
  },
  StartTimeoutBelowDependency: {
    compliant: {
      'time enough': waiting({ StartTimeout: 95 }),
      'none': waiting({}),
      'a parameter': waiting({ StartTimeout: PARAMETER }),
      'another condition': waiting({ StartTimeout: 10 }, 'START'),
    },
    nonCompliant: { 'less than the boot': waiting({ StartTimeout: 30 }) },
    says: /waits until it is HEALTHY, which may take 95 s .* Set StartTimeout of container 'db' to 95/,
  },
  DrainOfZero: {
    compliant: {
      'a drain': withAttributes({ 'deregistration_delay.timeout_seconds': '5' }),
      'a parameter': withAttributes({ 'deregistration_delay.timeout_seconds': PARAMETER }),
      'a target group without a service': withProperties({
        Service: { LoadBalancers: undefined },
        TargetGroup: { TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '0' }] },
      }),
    },
    nonCompliant: { none: withAttributes({ 'deregistration_delay.timeout_seconds': '0' }) },
    says: /timeout_seconds is 0\. Set it to/,
  },
  BadDeploymentOutlivesCloudFormation: {
    compliant: {
      'the default': breaker({ DesiredCount: 6 }),
      'many tasks that fail at once': breaker({ DesiredCount: 200 }, { Type: 'COUNT', Value: 200 }),
      'a bake time': breaker({ DesiredCount: 1 }, { Type: 'COUNT', Value: 200 }, { BakeTimeInMinutes: 10 }),
      'a bake time that a parameter decides': breaker({ DesiredCount: 1 }, { Type: 'COUNT', Value: 200 }, { BakeTimeInMinutes: PARAMETER }),
      'a parameter': breaker({ DesiredCount: PARAMETER }, { Type: 'UNBOUNDED_PERCENT', Value: 500 }),
      'a type that a parameter decides': breaker({ DesiredCount: 1 }, { Type: PARAMETER, Value: 200 }),
      'no circuit breaker': withService({ DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: false } } }),
    },
    nonCompliant: {
      '200 tasks, one after the other': breaker({ DesiredCount: 1 }, { Type: 'COUNT', Value: 200 }),
      'many times the tasks': breaker({ DesiredCount: 1 }, { Type: 'UNBOUNDED_PERCENT', Value: 20_000 }),
      'more than a bake time allows': breaker(
        { DesiredCount: 1, HealthCheckGracePeriodSeconds: 3600 }, { Type: 'COUNT', Value: 200 }, { BakeTimeInMinutes: 10 },
      ),
    },
    says: /after 200 failed tasks, 1 at a time, each of which lives (95 s or more: 5\.3 h, .* waits 3 h|3600 s or more: 200\.0 h, .* waits 36 h)/,
  },
  NoGracePeriod: {
    compliant: {
      'a grace period': withService({ HealthCheckGracePeriodSeconds: 60 }),
      'one that a parameter decides': withService({ HealthCheckGracePeriodSeconds: PARAMETER }),
      'no load balancer': withService({ HealthCheckGracePeriodSeconds: 0, LoadBalancers: [] }),
    },
    nonCompliant: {
      'nothing given': withService({ HealthCheckGracePeriodSeconds: undefined }),
      'zero': withService({ HealthCheckGracePeriodSeconds: 0 }),
      'a task that does not say how long it starts': withProperties({
        TaskDefinition: { ContainerDefinitions: [{ Name: 'web' }] }, Service: { HealthCheckGracePeriodSeconds: 0 },
      }),
    },
    says: /is (0|not given).* Set it to (95: a start of 60 s \(StartPeriod\)|65: a start of 30 s), and the checks/,
  },
  GracePeriodWithoutCheck: {
    compliant: {
      'a load balancer': withService({}),
      'a container check': withService({ LoadBalancers: undefined }),
      'no grace period': unchecked({ HealthCheckGracePeriodSeconds: undefined }),
      'load balancers that a condition decides': unchecked({ LoadBalancers: { 'Fn::If': ['Condition', [], []] } }),
      'VPC Lattice': unchecked({ VpcLatticeConfigurations: [{ PortName: 'web' }] }),
    },
    nonCompliant: { 'nothing that checks': unchecked({}) },
    says: /is (90|95), and the service has neither/,
  },
  ContainerKillBeforeTrafficRemoval: {
    compliant: {
      'traffic goes first': withCheck({ Retries: 4, Interval: 30 }),
      'a container that is not essential': withContainer({ Essential: false, HealthCheck: { Retries: 2, Interval: 5 } }),
      'retries that a parameter decides': withCheck({ Retries: PARAMETER, Interval: 5 }),
      'a target group from elsewhere': withProperties({
        TaskDefinition: { ContainerDefinitions: [{ Name: 'web', HealthCheck: { Command: ['CMD', '/check'], Interval: 5 } }] },
        Service: { LoadBalancers: [{ TargetGroupArn: { 'Fn::ImportValue': 'elsewhere' }, ContainerName: 'web', ContainerPort: 3000 }] },
      }),
      'a check that cannot fail': withCheck({ Command: ['CMD-SHELL', 'exit 0'], Retries: 2, Interval: 5 }),
      'a check that may be one that cannot fail': withCheck({ Command: ['CMD-SHELL', PARAMETER], Retries: 2, Interval: 5 }),
    },
    nonCompliant: {
      'two retries': withCheck({ Retries: 2, Interval: 30 }),
      'a port that a parameter decides': withCheck({
        Command: ['CMD-SHELL', { 'Fn::Sub': 'curl -f http://127.0.0.1:${Port}/live || exit 1' }], Retries: 2, Interval: 30,
      }),
      'the defaults of both': withProperties({
        TaskDefinition: { ContainerDefinitions: [{ Name: 'web', HealthCheck: { Command: ['CMD', '/check'] } }] },
        TargetGroup: { HealthCheckIntervalSeconds: undefined, HealthCheckTimeoutSeconds: undefined, UnhealthyThresholdCount: undefined },
      }),
    },
    says: /replace the task of container 'web' (30|60) s after a fault .* takes up to (35|65) s .* Set Retries to (3|4) with Interval 30, or check the target more often/,
  },
  DeregistrationDelayLeftAtDefault: {
    compliant: {
      'a delay of its own': withAttributes({ 'deregistration_delay.timeout_seconds': '300' }),
      'one that a parameter decides': withAttributes({ 'deregistration_delay.timeout_seconds': PARAMETER }),
      'attributes that a condition decides': withTargetGroup({ TargetGroupAttributes: { 'Fn::If': ['Condition', [], []] } }),
    },
    nonCompliant: {
      'no attributes': withTargetGroup({ TargetGroupAttributes: undefined }),
      'another attribute': withAttributes({ 'stickiness.enabled': 'false' }),
    },
    says: /up to 300 s/,
  },
  StopTimeoutAboveDrain: {
    compliant: {
      'a drain as long': drained('90'),
      'a drain that a parameter decides': drained(PARAMETER),
      'a network load balancer, which cuts no flow': drained('10', { Protocol: 'TCP' }),
      'the usual stop timeout': withAttributes({ 'deregistration_delay.timeout_seconds': '10' }),
    },
    nonCompliant: { 'a short drain': drained('10') },
    says: /closes requests 10 s .* has 90 s more/,
  },
  SlowStartWithAlgorithm: {
    compliant: {
      'round robin': withAttributes({ 'slow_start.duration_seconds': '30' }),
      'no slow start': withAttributes({ 'load_balancing.algorithm.type': 'least_outstanding_requests' }),
      'an algorithm that a parameter decides': withAttributes({
        'slow_start.duration_seconds': '30',
        'load_balancing.algorithm.type': PARAMETER,
      }),
    },
    nonCompliant: {
      'least outstanding requests': withAttributes({
        'slow_start.duration_seconds': '30',
        'load_balancing.algorithm.type': 'least_outstanding_requests',
      }),
      'weighted random': withAttributes({ 'slow_start.duration_seconds': '30', 'load_balancing.algorithm.type': 'weighted_random' }),
    },
  },
  SlowStartWithoutHttp: {
    compliant: {
      'HTTP': withAttributes({ 'slow_start.duration_seconds': '30' }),
      'a protocol that a parameter decides': withAttributes({ 'slow_start.duration_seconds': '30' }, { Protocol: PARAMETER }),
      'off': withAttributes({ 'slow_start.duration_seconds': '0' }, { Protocol: 'TCP' }),
    },
    nonCompliant: { TCP: withAttributes({ 'slow_start.duration_seconds': '30' }, { Protocol: 'TCP' }) },
    says: /is 30, and the protocol is TCP/,
  },
  Route53ThresholdAboveChildren: {
    compliant: {
      'as many as there are': calculated(['one', 'two'], 2),
      'no threshold': calculated(['one']),
      'a threshold that a parameter decides': calculated(['one'], PARAMETER),
      'children that a parameter decides': calculated(PARAMETER, 3),
      'a check that is not calculated': healthCheck({ HealthThreshold: 3 }),
    },
    nonCompliant: { 'three of two': calculated(['one', 'two'], 3) },
    says: /is 3, and there are 2 children/,
  },
  DeploymentWithoutRoom: {
    compliant: {
      'the defaults': percent(undefined, undefined),
      'room below': percent(50, 100),
      'a number of tasks that a parameter decides': percent(100, 100, { DesiredCount: PARAMETER }),
      'a daemon': percent(100, 100, { SchedulingStrategy: 'DAEMON' }),
      'blue and green': withService({
        DeploymentConfiguration: { Strategy: 'BLUE_GREEN', MinimumHealthyPercent: 100, MaximumPercent: 100 },
      }),
      'a deployment of its own': percent(100, 100, { DeploymentController: { Type: 'CODE_DEPLOY' } }),
    },
    nonCompliant: {
      'as many as must run': percent(100, 100),
      'one task, rounded up and down': percent(50, 100, { DesiredCount: 1 }),
    },
    says: /Of (2|1) tasks at least (2|1) must run/,
  },
};
