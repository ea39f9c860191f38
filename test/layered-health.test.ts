import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, Ec2Service, Ec2TaskDefinition, NetworkMode } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancedEc2Service,
  ApplicationLoadBalancedFargateService,
  NetworkLoadBalancedFargateService,
} from 'aws-cdk-lib/aws-ecs-patterns';
import { ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { contract, ECHO_PROBE, fargateService, ingressRules, Match, stackWithVpc, Template } from './fixtures';
import { DeepVerifier, LayeredHealth, type LayeredHealthProps } from '../src';

function withPattern(props: Partial<LayeredHealthProps> = {}) {
  const { stack, vpc } = stackWithVpc();
  const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
    cluster: new Cluster(stack, 'Cluster', { vpc }),
    minHealthyPercent: 100,
    taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
  });
  const health = new LayeredHealth(stack, 'Health', {
    contract: contract(),
    service: web.service,
    targetGroups: [web.targetGroup],
    containerProbe: ECHO_PROBE,
    alert: { topic: new Topic(stack, 'Topic') },
    ...props,
  });
  return { stack, web, health };
}

/** Verifier and prober with schedule and record, what they may do, the notifier behind the alarms, and the alarms on the two. */
const SHARED = 23;

const noWarnings = (stack: Stack) => Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-ecs-layered-health'));

test('one contract reaches every layer', () => {
  const { stack } = withPattern();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [
      Match.objectLike({
        StopTimeout: 30,
        HealthCheck: Match.objectLike({ Command: ['CMD', 'echo', '/health/live', '3000', '5'], StartPeriod: 60 }),
      }),
    ],
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckPath: '/health/ready',
    HealthCheckIntervalSeconds: 35,
  });
  template.hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 135 });
  template.resourceCountIs('AWS::Scheduler::Schedule', 1);
  template.resourceCountIs('AWS::SSM::Parameter', 2); // the verifier and the plan
  template.resourceCountIs('AWS::CloudWatch::Alarm', 3); // the incident, a blind verifier, alerts that reached nobody
  template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 0);
  noWarnings(stack);
});

test('what services share is paid once, each further service adds two resources, its plan and its alarm', () => {
  const build = (services: number, healthy: number) => {
    const { stack, vpc } = stackWithVpc();
    const cluster = new Cluster(stack, 'Cluster', { vpc });
    const topic = new Topic(stack, 'Topic');
    for (let index = 0; index < services; index += 1) {
      const service = fargateService(stack, cluster, `Service${index}`);
      if (index < healthy) {
        new LayeredHealth(stack, `Health${index}`, { contract: contract(), service, containerProbe: ECHO_PROBE, alert: { topic: topic } });
      }
    }
    return Object.keys(Template.fromStack(stack).toJSON().Resources).length;
  };
  const [none, one, two, three] = [build(3, 0), build(3, 1), build(3, 2), build(3, 3)];
  const perService = two - one;
  expect(three - two).toBe(perService);
  expect(perService).toBe(2);
  expect(one - none - perService).toBe(SHARED);
});

test('every part can be turned off', () => {
  const { stack, health } = withPattern({ verify: false });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 0);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  expect(health.verification).toBeUndefined();

  const silent = withPattern({ alarms: false });
  Template.fromStack(silent.stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  Template.fromStack(silent.stack).resourceCountIs('AWS::Scheduler::Schedule', 1);

  const untouched = withPattern({ targetGroups: [], containerProbe: undefined });
  Template.fromStack(untouched.stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckPath: Match.absent(),
  });
  Template.fromStack(untouched.stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [Match.objectLike({ HealthCheck: Match.absent() })],
  });
});

test('an NLB from the patterns', () => {
  const { stack, vpc } = stackWithVpc();
  const web = new NetworkLoadBalancedFargateService(stack, 'Web', {
    cluster: new Cluster(stack, 'Cluster', { vpc }),
    minHealthyPercent: 100,
    taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
  });
  new LayeredHealth(stack, 'Health', {
    contract: contract(),
    service: web.service,
    targetGroups: [web.targetGroup],
    alert: { topic: new Topic(stack, 'Topic') },
  });
  Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 315 });
  noWarnings(stack);
});

test('EC2 services: own in awsvpc mode, and from the patterns in bridge mode', () => {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc, capacity: { instanceType: new InstanceType('t3.small') } });
  const taskDefinition = new Ec2TaskDefinition(stack, 'Tasks', { networkMode: NetworkMode.AWS_VPC });
  taskDefinition.addContainer('web', {
    image: ContainerImage.fromRegistry('web'),
    memoryLimitMiB: 128,
    portMappings: [{ containerPort: 3000 }],
  });
  const own = new Ec2Service(stack, 'Own', { cluster, taskDefinition, minHealthyPercent: 100, desiredCount: 1 });
  new LayeredHealth(stack, 'OwnHealth', {
    contract: contract(),
    service: own,
    containerProbe: ECHO_PROBE,
    alert: { topic: new Topic(stack, 'Topic') },
  });
  noWarnings(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
    NetworkMode: 'awsvpc',
    ContainerDefinitions: [Match.objectLike({ StopTimeout: 60 })],
  });

  const other = stackWithVpc();
  const web = new ApplicationLoadBalancedEc2Service(other.stack, 'Web', {
    cluster: new Cluster(other.stack, 'Cluster', { vpc: other.vpc, capacity: { instanceType: new InstanceType('t3.small') } }),
    memoryLimitMiB: 128,
    minHealthyPercent: 100,
    taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
  });
  new LayeredHealth(other.stack, 'Health', {
    contract: contract(),
    service: web.service,
    targetGroups: [web.targetGroup],
    containerProbe: ECHO_PROBE,
    alert: { topic: new Topic(other.stack, 'Topic') },
  });
  Template.fromStack(other.stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckPath: '/health/ready',
    HealthCheckPort: 'traffic-port',
  });
  expect(ingressRules(Template.fromStack(other.stack))).toContainEqual(
    expect.objectContaining({ FromPort: 32768, ToPort: 65535, Description: 'Prober of cdk-ecs-layered-health' }),
  );
  noWarnings(other.stack);
});

test('a service whose load balancer is attached later is not overlooked', () => {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  new LayeredHealth(stack, 'Health', { contract: contract(), service, containerProbe: ECHO_PROBE });
  const group = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  service.attachToApplicationTargetGroup(group);
  expect(() => Template.fromStack(stack)).toThrow(
    /\[Stack\/Health\] The service is behind a load balancer.*got no targetGroups, allowed: the one target group that the service is registered with \(port 3000 of container 'web'\)\. Attach the service before/,
  );
});

test('the service and the verifier may live in different stacks', () => {
  const app = new App();
  const network = new Stack(app, 'Network');
  const vpc = new Vpc(network, 'Vpc', { maxAzs: 2 });
  const verifier = new DeepVerifier(network, 'Verifier', { vpc });
  const stack = new Stack(app, 'Service');
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  new LayeredHealth(stack, 'Health', {
    contract: contract(),
    service,
    verifier,
    containerProbe: ECHO_PROBE,
    alert: { topic: new Topic(stack, 'Topic') },
  });
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1); // the notifier
  Template.fromStack(stack).resourceCountIs('AWS::SSM::Parameter', 1);
  Template.fromStack(network).resourceCountIs('AWS::Scheduler::Schedule', 1);
  Template.fromStack(network).resourceCountIs('AWS::Lambda::Function', 2);
});

test('an imported target group is verified and left as it is, which is said', () => {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const targetGroup = ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Imported', {
    targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef',
  });
  const alert = { topic: new Topic(stack, 'Topic') };
  new LayeredHealth(stack, 'Health', { contract: contract(), service, targetGroups: [targetGroup], alert });
  Annotations.fromStack(stack).hasWarning('/Stack/Health', Match.stringLikeRegexp("'Stack/Imported' is imported: it is verified"));
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::SSM::Parameter'))).toContain('targetgroup/web/0123456789abcdef');
});

test('alarms without a topic tell nobody, which is said', () => {
  const { stack } = withPattern({ alert: undefined });
  Annotations.fromStack(stack).hasWarning('/Stack/Health', Match.stringLikeRegexp('NobodyIsAlerted'));
});

describe('the container check never uses readiness while a load balancer is attached', () => {
  test('a single task without one may', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }), 'Service', 1);
    new LayeredHealth(stack, 'Health', { contract: contract(), service, containerProbe: ECHO_PROBE, containerCheckUsesReadiness: true });
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ HealthCheck: Match.objectLike({ Command: Match.arrayWith(['/health/ready']) }) })],
    });
  });

  test('with target groups it is refused', () => {
    expect(() => withPattern({ containerCheckUsesReadiness: true })).toThrow(
      /\[Stack\/Health\] The container check would make ECS replace tasks that drain/,
    );
  });

  test('with several tasks it is refused', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }), 'Service', 2);
    expect(() => new LayeredHealth(stack, 'Health', { contract: contract(), service, containerCheckUsesReadiness: true })).toThrow(
      /\[Stack\/Health\].*with 2 tasks/,
    );
  });

  test('with a load balancer that is attached later it is refused at synthesis', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }), 'Service', 1);
    new LayeredHealth(stack, 'Health', { contract: contract(), service, containerCheckUsesReadiness: true });
    service.attachToApplicationTargetGroup(new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP }));
    expect(() => Template.fromStack(stack)).toThrow(/\[Stack\/Health\] The container check would make ECS replace tasks that drain/);
  });
});

test('the slow start and the security group rule reach their resources', () => {
  const { stack } = withPattern({ slowStart: Duration.seconds(45) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    TargetGroupAttributes: Match.arrayWith([{ Key: 'slow_start.duration_seconds', Value: '45' }]),
  });
  expect(ingressRules(template)).toContainEqual(
    expect.objectContaining({ FromPort: 3000, Description: 'Prober of cdk-ecs-layered-health' }),
  );
});

test('the same app gives the same template, and logical ids do not depend on the order of services', () => {
  const ids = (order: string[]) => {
    const { stack, vpc } = stackWithVpc();
    const cluster = new Cluster(stack, 'Cluster', { vpc });
    for (const id of order) {
      new LayeredHealth(stack, `Health${id}`, { contract: contract(), service: fargateService(stack, cluster, id), alarms: false });
    }
    return Object.keys(Template.fromStack(stack).toJSON().Resources).sort();
  };
  expect(ids(['A', 'B'])).toEqual(ids(['B', 'A']));
  expect(JSON.stringify(Template.fromStack(withPattern().stack).toJSON())).toBe(
    JSON.stringify(Template.fromStack(withPattern().stack).toJSON()),
  );
});


describe('target groups that nobody passed', () => {
  const attached = (props: Partial<LayeredHealthProps> = {}) => withPattern({ targetGroups: undefined, ...props });

  test('are those that the service is attached to', () => {
    const { stack, web, health } = attached();
    expect(health.targetGroups).toEqual([web.targetGroup]);
    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/health/ready' });
    noWarnings(stack);
  });

  test('are those of the container that is checked', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
    const image = ContainerImage.fromRegistry('admin');
    const admin = service.taskDefinition.addContainer('admin', { image, portMappings: [{ containerPort: 8080 }] });
    const [web, other] = ['Web', 'Admin'].map((id) => new ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: TargetType.IP }));
    service.attachToApplicationTargetGroup(web);
    other.addTarget(service.loadBalancerTarget({ containerName: 'admin', containerPort: 8080 }));
    const health = (id: string, props: Partial<LayeredHealthProps>) => (
      new LayeredHealth(stack, id, { contract: contract(), service, verify: false, ...props })
    );
    expect(health('OfWeb', {}).targetGroups).toEqual([web]);
    expect(health('OfAdmin', { container: admin, contract: contract({ port: 8080 }) }).targetGroups).toEqual([other]);
    expect(health('OfPart', { contractName: 'web', targetGroups: [web] }).targetGroups).toEqual([web]);
  });

  test('an imported one cannot be found, which is said', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
    service.attachToApplicationTargetGroup(ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Imported', {
      targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef',
    }));
    new LayeredHealth(stack, 'Health', { contract: contract(), service, verify: false });
    expect(() => Template.fromStack(stack)).toThrow(
      /got no targetGroups, allowed: the one target group that the service is registered with/,
    );
  });
});

describe('events', () => {
  test('are told on demand, by one rule', () => {
    const { stack, health } = withPattern({ events: {} });
    Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 1);
    expect(health.events!.notifier).toBeDefined();
    const without = withPattern();
    Template.fromStack(without.stack).resourceCountIs('AWS::Events::Rule', 0);
    expect(without.health.events).toBeUndefined();
  });

  test('without a topic are refused', () => {
    expect(() => withPattern({ events: {}, alert: undefined })).toThrow(
      /\[Stack\/Health\] Nobody would be alerted about the events: got events without alert/,
    );
  });
});
