import type { FamilyCases } from './case';
import { only, serviceWith, withCheck, withContainer, withProperties, type Part } from '../template';

const PARAMETER = { Ref: 'Parameter' };

function withService(part: Part): Part {
  return withProperties({ Service: part });
}

/** With automatic scaling from a least number of tasks. */
function scalable(part: Part, MinCapacity: unknown): Part {
  return serviceWith({
    Resources: {
      Service: { Properties: part },
      Scaling: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: {
          MaxCapacity: 9,
          MinCapacity,
          ResourceId: { 'Fn::Sub': 'service/${Cluster}/${Service.Name}' },
          ScalableDimension: 'ecs:service:DesiredCount',
          ServiceNamespace: 'ecs',
        },
      },
    },
  });
}

function asks(path: unknown): Part {
  return withCheck({ Command: ['CMD-SHELL', `curl -f http://localhost:3000${String(path)} || exit 1`] });
}

/** Both checks, each with its path. */
function paths(container: string, targetGroup: unknown): Part {
  return withProperties({
    TaskDefinition: {
      ContainerDefinitions: [{ Name: 'web', HealthCheck: { Command: ['CMD', 'wget', '-qO-', `http://127.0.0.1:3000${container}`] } }],
    },
    TargetGroup: { HealthCheckPath: targetGroup },
  });
}

function cloudMap(part: Part): Part {
  return serviceWith({
    Resources: {
      Map: { Type: 'AWS::ServiceDiscovery::Service', Properties: { Name: 'web', ...part } },
      Service: { Properties: { ServiceRegistries: [{ RegistryArn: { 'Fn::GetAtt': ['Map', 'Arn'] } }] } },
    },
  });
}

function network(targetGroup: Part, container: Part, port = 3000): Part {
  const HealthCheck = { Command: ['CMD', '/check'] };
  return withProperties({
    TaskDefinition: { ContainerDefinitions: [{ Name: 'web', PortMappings: [{ ContainerPort: port }], HealthCheck, ...container }] },
    TargetGroup: { Protocol: 'TCP', HealthCheckProtocol: 'TCP', HealthCheckPath: undefined, Matcher: undefined, ...targetGroup },
    Service: { LoadBalancers: [{ TargetGroupArn: { Ref: 'TargetGroup' }, ContainerName: 'web', ContainerPort: port }] },
  });
}

function failover(part: Part): Part {
  return only('AWS::Route53::RecordSet', { Name: 'www.example.com', Type: 'A', SetIdentifier: 'one', ...part });
}

/** An alarm on too few healthy targets. */
function hosts(part: Part): Part {
  return only('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'HealthyHostCount',
    Statistic: 'Minimum',
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'notBreaching',
    Dimensions: [{ Name: 'LoadBalancer', Value: 'app/x/1' }, { Name: 'TargetGroup', Value: 'targetgroup/x/1' }],
    ...part,
  });
}

function scaled(template: Part): Part {
  const Scaling = { Type: 'AWS::ApplicationAutoScaling::ScalingPolicy', Properties: { PolicyName: 'up', PolicyType: 'StepScaling' } };
  return { Resources: { ...template.Resources as Part, Scaling } };
}

function dependsOn(Condition: unknown, sidecar: Part): Part {
  return withProperties({
    TaskDefinition: {
      ContainerDefinitions: [
        { Name: 'web', DependsOn: [{ ContainerName: 'proxy', Condition }] },
        { Name: 'proxy', ...sidecar },
      ],
    },
  });
}

function record(part: Part, alias: Part = {}, second: Part = { TargetGroupArn: { Ref: 'SecondTargetGroup' } }): Part {
  return serviceWith({
    Resources: {
      SecondTargetGroup: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: { Protocol: 'HTTP', Port: 80, HealthCheckPath: '/' },
      },
      Rule: {
        Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
        Properties: { ListenerArn: { Ref: 'Listener' }, Actions: [{ Type: 'forward', ...second }] },
      },
      Record: {
        Type: 'AWS::Route53::RecordSet',
        Properties: {
          Name: 'www.example.com',
          Type: 'A',
          SetIdentifier: 'eu',
          Weight: 1,
          AliasTarget: { DNSName: { 'Fn::GetAtt': ['LoadBalancer', 'DNSName'] }, EvaluateTargetHealth: true, ...alias },
          ...part,
        },
      },
    },
  });
}

function alarm(part: Part): Part {
  return only('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'UnHealthyHostCount',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:topic'],
    ...part,
  });
}

function intervals(container: unknown, targetGroup: unknown): Part {
  return withProperties({
    TaskDefinition: { ContainerDefinitions: [{ Name: 'web', HealthCheck: { Command: ['CMD', 'true'], Interval: container, Timeout: 2 } }] },
    TargetGroup: { HealthCheckIntervalSeconds: targetGroup, HealthCheckTimeoutSeconds: 2 },
  });
}

const ROUTER_OF_CDK = { Name: 'log-router', MemoryReservation: 50, FirelensConfiguration: { Type: 'fluentbit' } };

export const DESIGN: FamilyCases = {
  SameDeepPathForBothChecks: {
    compliant: {
      'liveness and readiness': paths('/health/live', '/health/ready'),
      'the same shallow path': paths('/ping', '/ping'),
      'the same path of unknown depth': paths('/health', '/health'),
      'a path that a parameter decides': paths('/ready', PARAMETER),
    },
    nonCompliant: {
      'readiness twice': paths('/health/ready', '/health/ready'),
      "the whole of Spring Boot's health": paths('/actuator/health', '/actuator/health'),
    },
    says: /both probe \/(health\/ready|actuator\/health)/,
  },
  ContainerCheckOnReadiness: {
    compliant: {
      'liveness': asks('/health/live'),
      'a path that only sounds alike': asks('/already'),
      'no load balancer': withProperties({
        TaskDefinition: {
          ContainerDefinitions: [{ Name: 'web', HealthCheck: { Command: ['CMD-SHELL', 'curl -f http://localhost/ready'] } }],
        },
        Service: { LoadBalancers: undefined },
      }),
    },
    nonCompliant: { 'readiness': asks('/readyz'), 'readiness of Spring Boot': asks('/actuator/health/readiness') },
    says: /probes \/(readyz|actuator\/health\/readiness)/,
  },
  EssentialContainerWithoutCheck: {
    compliant: {
      'a check': withContainer({}),
      'a container that may fail': withContainer({ HealthCheck: undefined, Essential: false }),
      'a check that a condition decides': withContainer({ HealthCheck: { 'Fn::If': ['Condition', {}, { Ref: 'AWS::NoValue' }] } }),
      'a task of no service': withProperties({
        TaskDefinition: { ContainerDefinitions: [{ Name: 'batch' }] },
        Service: { TaskDefinition: 'other:1' },
      }),
      'a log router that the CDK has added': withContainer({ ...ROUTER_OF_CDK, HealthCheck: undefined }),
    },
    nonCompliant: {
      'no check': withContainer({ HealthCheck: undefined }),
      "a log router of the author's, by its name": withContainer({ ...ROUTER_OF_CDK, Name: 'router', HealthCheck: undefined }),
      "a log router of the author's, by its settings": withContainer({
        ...ROUTER_OF_CDK,
        FirelensConfiguration: { Type: 'fluentbit', Options: { 'enable-ecs-log-metadata': 'true' } },
        HealthCheck: undefined,
      }),
      'a container that has no more of a router than the name': withContainer({
        ...ROUTER_OF_CDK,
        FirelensConfiguration: undefined,
        HealthCheck: undefined,
      }),
      'a check that is turned off, essential by default': withContainer({ HealthCheck: { Command: ['NONE'] }, Essential: undefined }),
      'a worker': withProperties({ TaskDefinition: { ContainerDefinitions: [{ Name: 'web' }] }, Service: { LoadBalancers: undefined } }),
    },
    says: /No check runs in container '(web|router|log-router)'.*(The target group 'TargetGroup' checks it|ECS notices only)|Nothing checks container 'web'/,
  },
  SingleTaskBehindLoadBalancer: {
    compliant: {
      'two tasks': withService({ DesiredCount: 2 }),
      'a number that a parameter decides': withService({ DesiredCount: PARAMETER }),
      'a worker': withService({ DesiredCount: 1, LoadBalancers: [] }),
      'no number': withService({ DesiredCount: undefined }),
      'two tasks at least': scalable({ DesiredCount: PARAMETER }, 2),
      'a least number that a parameter decides': scalable({ DesiredCount: PARAMETER }, PARAMETER),
    },
    nonCompliant: {
      'one task': withService({ DesiredCount: 1 }),
      'a parameter, and scaling down to one task': scalable({ DesiredCount: PARAMETER }, 1),
      'no number, and scaling down to one task': scalable({ DesiredCount: undefined }, 1),
    },
    says: /DesiredCount is 1|MinCapacity is 1/,
  },
  DependsOnUncheckedContainer: {
    compliant: {
      'a checked container': dependsOn('HEALTHY', { HealthCheck: { Command: ['CMD', 'true'] } }),
      'a condition without a check': dependsOn('START', {}),
      'a condition that a parameter decides': dependsOn(PARAMETER, {}),
      'a check that a condition decides': dependsOn('HEALTHY', { HealthCheck: { 'Fn::If': ['Condition', {}, {}] } }),
    },
    nonCompliant: {
      'no check': dependsOn('HEALTHY', {}),
      'a check that is turned off': dependsOn('HEALTHY', { HealthCheck: { Command: ['NONE'] } }),
    },
    says: /'web' waits until 'proxy' is HEALTHY/,
  },
  NoCircuitBreaker: {
    compliant: {
      'a circuit breaker': withService({ DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } } }),
      'an alarm': withService({
        DeploymentConfiguration: { DeploymentCircuitBreaker: undefined, Alarms: { Enable: true, AlarmNames: ['errors'] } },
      }),
      'CodeDeploy': withService({ DeploymentConfiguration: undefined, DeploymentController: { Type: 'CODE_DEPLOY' } }),
      'blue/green': withService({ DeploymentConfiguration: { DeploymentCircuitBreaker: undefined, Strategy: 'BLUE_GREEN' } }),
      'a condition': withService({ DeploymentConfiguration: { 'Fn::If': ['Condition', {}, {}] } }),
    },
    nonCompliant: {
      'nothing': withService({ DeploymentConfiguration: undefined }),
      'off': withService({ DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: 'false' } } }),
      'a bake time': withService({ DeploymentConfiguration: { DeploymentCircuitBreaker: undefined, BakeTimeInMinutes: 10 } }),
    },
    says: /gives up, after (3|36) h/,
  },
  CircuitBreakerWithoutRollback: {
    compliant: {
      'rollback': withService({}),
      'no circuit breaker': withService({ DeploymentConfiguration: undefined }),
      'a parameter': withService({ DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: PARAMETER } } }),
    },
    nonCompliant: {
      'no rollback': withService({ DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: false } } }),
    },
  },
  DeploymentStopsAllTasks: {
    compliant: {
      'half of them': withService({ DeploymentConfiguration: { MinimumHealthyPercent: 50 } }),
      'a worker': withService({ DeploymentConfiguration: { MinimumHealthyPercent: 0 }, LoadBalancers: undefined }),
      'a daemon': withService({ DeploymentConfiguration: { MinimumHealthyPercent: 0 }, SchedulingStrategy: 'DAEMON' }),
    },
    nonCompliant: { 'none must run': withService({ DeploymentConfiguration: { MinimumHealthyPercent: 0 } }) },
    says: /MinimumHealthyPercent is 0/,
  },
  EvaluateTargetHealthOnSharedLoadBalancer: {
    compliant: {
      'not evaluated': record({}, { EvaluateTargetHealth: false }),
      'a record without an alternative': record({ Weight: undefined, SetIdentifier: undefined }),
      'one target group': record({}, {}, { TargetGroupArn: { Ref: 'TargetGroup' } }),
      'a parameter': record({}, { EvaluateTargetHealth: PARAMETER }),
      'a load balancer from elsewhere': record({}, { DNSName: 'web.eu-west-1.elb.amazonaws.com' }),
    },
    nonCompliant: {
      'two target groups': record({}),
      'two target groups by weight': record(
        { Weight: undefined, Failover: 'PRIMARY' },
        {},
        {
          ForwardConfig: { TargetGroups: [{ TargetGroupArn: { Ref: 'TargetGroup' } }, { TargetGroupArn: { Ref: 'SecondTargetGroup' } }] },
        },
      ),
      'a name with the prefix of the console': record(
        {},
        { DNSName: { 'Fn::Join': ['', ['dualstack.', { 'Fn::GetAtt': ['LoadBalancer', 'DNSName'] }]] } },
      ),
    },
    says: /2 target groups are behind the load balancer 'LoadBalancer'/,
  },
  AlarmOnOneDatapoint: {
    compliant: {
      'two of three': alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 }),
      'five minutes': alarm({ Period: 300 }),
      'nobody is told': alarm({ AlarmActions: undefined }),
      'a metric of load': alarm({ Namespace: 'AWS/ECS', MetricName: 'CPUUtilization' }),
      'another service': alarm({ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible' }),
      'nothing but scaling': scaled(alarm({ AlarmActions: [{ Ref: 'Scaling' }] })),
      'a parameter': alarm({ EvaluationPeriods: PARAMETER }),
    },
    nonCompliant: { 'one of one': alarm({}), 'one of three': alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 1 }) },
    says: /after 1 of (1|3) periods of 60 s/,
  },
  TooManyChecks: {
    compliant: {
      'usual intervals': intervals(30, 15),
      'a parameter': intervals(5, PARAMETER),
      'a quick load balancer and a slow container check': intervals(30, 5),
    },
    nonCompliant: { 'both as often as they can': intervals(5, 5) },
    says: /51,840 times a day/,
  },
  CloudMapWithoutHealthCheck: {
    compliant: {
      'a custom check': cloudMap({ HealthCheckCustomConfig: { FailureThreshold: 1 } }),
      'a check of Route 53': cloudMap({ HealthCheckConfig: { Type: 'HTTP', ResourcePath: '/' } }),
      'one that a condition decides': cloudMap({ HealthCheckCustomConfig: { 'Fn::If': ['Condition', {}, { Ref: 'AWS::NoValue' }] } }),
      'a service of Cloud Map that no ECS service uses': serviceWith({
        Resources: { Map: { Type: 'AWS::ServiceDiscovery::Service', Properties: { Name: 'web' } } },
      }),
    },
    nonCompliant: { 'no check': cloudMap({}) },
    says: /neither HealthCheckCustomConfig nor HealthCheckConfig/,
  },
  NetworkTcpCheckAlone: {
    compliant: {
      'a container check': network({}, {}),
      'a check by HTTP': network({ HealthCheckProtocol: 'HTTP' }, { HealthCheck: undefined }),
      'another port': network({}, { HealthCheck: undefined }, 1883),
      'an application load balancer': withContainer({ HealthCheck: undefined }),
    },
    nonCompliant: { 'a connection alone': network({}, { HealthCheck: undefined }) },
    says: /container 'web' connects to port 3000 by TCP, every 15 s, and nothing else checks it/,
  },
  BlueGreenWithoutAlarm: {
    compliant: {
      'a rolling deployment': withService({ DeploymentConfiguration: { Strategy: 'ROLLING' } }),
      'an alarm': withService({ DeploymentConfiguration: { Strategy: 'CANARY', Alarms: { Enable: true, AlarmNames: ['errors'] } } }),
      'a hook': withService({ DeploymentConfiguration: { Strategy: 'BLUE_GREEN', LifecycleHooks: [{ HookTargetArn: 'arn' }] } }),
      'a parameter': withService({ DeploymentConfiguration: { Strategy: PARAMETER } }),
    },
    nonCompliant: { 'blue/green alone': withService({ DeploymentConfiguration: { Strategy: 'BLUE_GREEN' } }) },
    says: /Strategy is BLUE_GREEN, with neither Alarms nor LifecycleHooks/,
  },
  FailoverPrimaryWithoutCheck: {
    compliant: {
      'a check': failover({ Failover: 'PRIMARY', HealthCheckId: 'id' }),
      'a secondary record': failover({ Failover: 'SECONDARY' }),
      'an alias that evaluates its target': failover({ Failover: 'PRIMARY', AliasTarget: { DNSName: 'x', EvaluateTargetHealth: true } }),
      'a parameter': failover({ Failover: PARAMETER }),
    },
    nonCompliant: {
      'an address': failover({ Failover: 'PRIMARY', ResourceRecords: ['203.0.113.10'] }),
      'an alias that does not': failover({ Failover: 'PRIMARY', AliasTarget: { DNSName: 'x', EvaluateTargetHealth: false } }),
      'a record of a group': only('AWS::Route53::RecordSetGroup', {
        RecordSets: [{
          Name: 'www.example.com',
          Type: 'A',
          Failover: 'PRIMARY',
        }],
      }),
    },
    says: /Failover is PRIMARY, HealthCheckId is not given/,
  },
  AlarmIgnoresMissingTargets: {
    compliant: {
      'missing data breaches': hosts({ TreatMissingData: 'breaching' }),
      'too many unhealthy ones': hosts({ MetricName: 'UnHealthyHostCount', ComparisonOperator: 'GreaterThanThreshold' }),
      'a parameter': hosts({ TreatMissingData: PARAMETER }),
    },
    nonCompliant: { 'missing data is fine': hosts({}) },
    says: /TreatMissingData is notBreaching\. Set TreatMissingData to breaching/,
  },
  SlowTrafficRemoval: {
    compliant: {
      'half a minute': withProperties({ TargetGroup: { HealthCheckIntervalSeconds: 15, UnhealthyThresholdCount: 2 } }),
      'a parameter': withProperties({ TargetGroup: { HealthCheckIntervalSeconds: PARAMETER, UnhealthyThresholdCount: 10 } }),
    },
    nonCompliant: {
      'ten failures, a minute apart': withProperties({ TargetGroup: { HealthCheckIntervalSeconds: 60, UnhealthyThresholdCount: 10 } }),
    },
    says: /up to 605 s/,
  },
};
