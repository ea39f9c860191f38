import { Duration, Tags } from 'aws-cdk-lib';
import { InstanceType, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster, DeploymentControllerType, Ec2Service, Ec2TaskDefinition, FargateService, NetworkMode, type PortMapping,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancedFargateService, ApplicationMultipleTargetGroupsFargateService, NetworkLoadBalancedFargateService,
} from 'aws-cdk-lib/aws-ecs-patterns';
import {
  ApplicationLoadBalancer, ApplicationTargetGroup, NetworkListener, NetworkLoadBalancer, NetworkTargetGroup, Protocol, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { begin, contradictions, image, settingsOf, tasks, warningsOf } from './adopt';
import { HealthEndpoint, TargetGroupHealth } from '../../src';
import { contract, ingressRules, Match, Template } from '../fixtures';

type Begun = ReturnType<typeof begin>;

const MAPPED = { web: [3000, 9090] };

test('a pattern with an ALB, on the contract\'s port', () => {
  const { stack, cluster, adopt } = begin();
  const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
    cluster,
    minHealthyPercent: 100,
    taskImageOptions: { image, containerPort: 3000 },
  });
  adopt({ service: web.service });
  const settings = settingsOf(stack);
  expect(settings).toEqual({
    containers: { web: '/health/live 3000' },
    targetGroups: ['web:3000 HTTP /health/ready traffic-port'],
    gracePeriods: [135],
    prober: ['3000'],
    warnings: [],
  });
  expect(contradictions(settings, MAPPED)).toEqual([]);
});

test('a pattern with an NLB', () => {
  const { stack, cluster, adopt } = begin();
  const web = new NetworkLoadBalancedFargateService(stack, 'Web', {
    cluster,
    minHealthyPercent: 100,
    taskImageOptions: { image, containerPort: 3000 },
  });
  adopt({ service: web.service });
  expect(settingsOf(stack)).toMatchObject({
    targetGroups: ['web:3000 HTTP /health/ready traffic-port'],
    gracePeriods: [315],
    prober: ['3000'],
    warnings: [],
  });
});

test('a pattern with two target groups: the one of another port keeps its check, and that is said', () => {
  const { stack, cluster, adopt } = begin();
  const web = new ApplicationMultipleTargetGroupsFargateService(stack, 'Web', {
    cluster,
    taskImageOptions: { image, containerPorts: [3000, 9090] },
    targetGroups: [{ containerPort: 3000 }, { containerPort: 9090, pathPattern: '/admin/*', priority: 10 }],
  });
  adopt({ service: web.service });
  const settings = settingsOf(stack);
  expect(settings.targetGroups).toEqual(['web:3000 HTTP /health/ready traffic-port', expect.not.stringContaining('/health')]);
  expect(settings.warnings).toContain('TargetGroupOfAnotherPort');
  expect(contradictions(settings, MAPPED)).toEqual([]);
});

describe('an NLB for another port of the container', () => {
  function twoPorts({ stack, vpc, cluster }: Begun) {
    const service = new FargateService(stack, 'Service', { cluster, taskDefinition: tasks(stack, MAPPED), minHealthyPercent: 100 });
    const alb = new ApplicationLoadBalancer(stack, 'Alb', { vpc })
      .addListener('Http', { port: 80, open: false })
      .addTargets('Web', { port: 80, targets: [service] });
    const nlb = new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Raw', { port: 9090 }).addTargets('Raw', {
      port: 9090, protocol: Protocol.TCP, targets: [service.loadBalancerTarget({ containerName: 'web', containerPort: 9090 })],
    });
    return { service, alb, nlb };
  }

  test('found by itself, it keeps its TCP check', () => {
    const app = begin();
    const { service, alb } = twoPorts(app);
    expect(app.adopt({ service }).targetGroups).toEqual([alb]);
    expect(settingsOf(app.stack)).toMatchObject({
      targetGroups: ['web:3000 HTTP /health/ready traffic-port', expect.not.stringContaining('/health')],
      warnings: ['TargetGroupOfAnotherPort'],
    });
  });

  test('passed, it is checked at the contract\'s port, which is opened to it', () => {
    const app = begin();
    const { service, alb, nlb } = twoPorts(app);
    app.adopt({ service, targetGroups: [alb, nlb] });
    const settings = settingsOf(app.stack);
    expect(settings).toMatchObject({
      targetGroups: ['web:3000 HTTP /health/ready traffic-port', 'web:9090 HTTP /health/ready 3000'],
      warnings: [],
    });
    expect(contradictions(settings, MAPPED)).toEqual([]);
    expect(ingressRules(Template.fromStack(app.stack))).toContainEqual(
      expect.objectContaining({ FromPort: 3000, ToPort: 3000, Description: 'Health checks of the load balancer' }),
    );
  });

  test('attached later, it is said all the same', () => {
    const app = begin();
    const service = new FargateService(app.stack, 'Service', {
      cluster: app.cluster,
      taskDefinition: tasks(app.stack, MAPPED),
      minHealthyPercent: 100,
    });
    new ApplicationLoadBalancer(app.stack, 'Alb', { vpc: app.vpc })
      .addListener('Http', { port: 80, open: false })
      .addTargets('Web', { port: 80, targets: [service] });
    app.adopt({ service });
    new NetworkLoadBalancer(app.stack, 'Nlb', { vpc: app.vpc }).addListener('Raw', { port: 9090 }).addTargets('Raw', {
      port: 9090, protocol: Protocol.TCP, targets: [service.loadBalancerTarget({ containerName: 'web', containerPort: 9090 })],
    });
    expect(warningsOf(app.stack)).toEqual(['TargetGroupOfAnotherPort']);
  });
});

describe('EC2 in bridge mode', () => {
  function bridge({ stack, vpc }: Begun, mappings: PortMapping[]) {
    const cluster = new Cluster(stack, 'Instances', { vpc, capacity: { instanceType: new InstanceType('t3.small') } });
    const taskDefinition = new Ec2TaskDefinition(stack, 'Tasks', { networkMode: NetworkMode.BRIDGE });
    taskDefinition.addContainer('web', { image, memoryLimitMiB: 128, portMappings: mappings });
    const service = new Ec2Service(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });
    const group = new NetworkTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.INSTANCE });
    service.attachToNetworkTargetGroup(group);
    new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Tcp', { port: 80, defaultTargetGroups: [group] });
    return service;
  }

  test('an NLB and a port that each host chooses: the range is opened on the instances', () => {
    const app = begin();
    app.adopt({ service: bridge(app, [{ containerPort: 3000 }]) });
    expect(settingsOf(app.stack)).toMatchObject({
      targetGroups: ['web:3000 HTTP /health/ready traffic-port'],
      prober: ['32768-65535'],
      warnings: [],
    });
    expect(ingressRules(Template.fromStack(app.stack))).toContainEqual(
      expect.objectContaining({
        FromPort: 32768,
        ToPort: 65535,
        Description: 'Health checks of the load balancer',
        CidrIp: { 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'CidrBlock'] },
      }),
    );
  });

  test('a readiness port with a fixed port of the host is checked there', () => {
    const app = begin();
    const readiness = HealthEndpoint.http('/health/ready', { port: 9090 });
    app.adopt({
      service: bridge(app, [{ containerPort: 3000 }, { containerPort: 9090, hostPort: 19090 }]),
      contract: contract({ readiness }),
    });
    expect(settingsOf(app.stack).targetGroups).toEqual(['web:3000 HTTP /health/ready 19090']);
  });

  test.each<[string, PortMapping[], RegExp]>([
    [
      'a port that each host chooses',
      [{ containerPort: 3000 }, { containerPort: 9090 }],
      /got port 9090 of container 'web', for which each host chooses a port of its own/,
    ],
    ['a port that no host publishes', [{ containerPort: 3000 }], /got port 9090 of container 'web', which no host publishes/],
  ])('readiness at %s cannot be checked', (_, mappings, message) => {
    const app = begin();
    const readiness = HealthEndpoint.http('/health/ready', { port: 9090 });
    const service = bridge(app, mappings);
    expect(() => app.adopt({ service, contract: contract({ readiness }) })).toThrow(message);
  });

  test('readiness that names the port of the traffic is checked there', () => {
    const app = begin();
    app.adopt({
      service: bridge(app, [{ containerPort: 3000 }]),
      contract: contract({ readiness: HealthEndpoint.http('/health/ready', { port: 3000 }) }),
    });
    expect(settingsOf(app.stack).targetGroups).toEqual(['web:3000 HTTP /health/ready traffic-port']);
  });
});

test('a rule for the prober does not allow the checks of an NLB behind an imported listener', () => {
  const { stack, vpc, cluster, adopt } = begin();
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition: tasks(stack, { web: [3000] }), minHealthyPercent: 100 });
  const group = new NetworkTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  service.attachToNetworkTargetGroup(group);
  group.registerListener(
    NetworkListener.fromNetworkListenerArn(stack, 'Tcp', 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/web/0/1'),
  );
  adopt({ service });
  expect(settingsOf(stack)).toMatchObject({ prober: ['3000'], warnings: ['CheckPortNotOpened'] });
});

test('security groups that take no rules are said by all who need one', () => {
  const { stack, vpc, cluster, adopt } = begin();
  const securityGroups = [SecurityGroup.fromSecurityGroupId(stack, 'Imported', 'sg-1', { mutable: false })];
  const service = new FargateService(stack, 'Service', {
    cluster,
    taskDefinition: tasks(stack, { web: [3000] }),
    securityGroups,
    minHealthyPercent: 100,
  });
  const group = new NetworkTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  service.attachToNetworkTargetGroup(group);
  new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Tcp', { port: 80, defaultTargetGroups: [group] });
  adopt({ service });
  expect(settingsOf(stack)).toMatchObject({ prober: [], warnings: ['CheckPortNotOpened', 'SecurityGroupTakesNoRules'] });
});

test('a pair that CodeDeploy swaps, with alarms on both target groups', () => {
  const { stack, vpc, cluster, adopt } = begin();
  const deploymentController = { type: DeploymentControllerType.CODE_DEPLOY };
  const service = new FargateService(stack, 'Service', {
    cluster,
    taskDefinition: tasks(stack, { web: [3000] }),
    deploymentController,
    minHealthyPercent: 100,
  });
  const [blue, green] = ['Blue', 'Green'].map((id) => new ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: TargetType.IP }));
  service.attachToApplicationTargetGroup(blue);
  new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, open: false, defaultTargetGroups: [blue] });
  adopt({ service, targetGroups: [blue, green], loadBalancerAlarms: true });
  const { warnings, targetGroups } = settingsOf(stack);
  expect(targetGroups).toEqual(['web:3000 HTTP /health/ready traffic-port']);
  expect(warnings).not.toContain('TargetGroupWithoutListener');
  Template.fromStack(stack).allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckPath: '/health/ready',
    HealthCheckPort: 'traffic-port',
  });
});

describe('what the author has set', () => {
  function author({ stack, cluster }: Begun) {
    const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
      cluster, minHealthyPercent: 100, taskImageOptions: { image, containerPort: 3000 }, healthCheckGracePeriod: Duration.minutes(10),
    });
    web.targetGroup.configureHealthCheck({ path: '/status', healthyHttpCodes: '200-399', unhealthyThresholdCount: 10 });
    web.targetGroup.setAttribute('deregistration_delay.timeout_seconds', '900');
    Tags.of(web).add('team', 'shop');
    return web;
  }

  test('and the contract replaces, is named with both values', () => {
    const app = begin();
    app.adopt({ service: author(app).service });
    const [{ data }] = app.stack.node.findChild('Health1').node.findChild('TargetGroup1').node.metadata;
    expect(String(data)).toContain(
      "settings of target group 'Shop/Web/LB/PublicListener/ECSGroup': path /status replaced by /health/ready, matcher "
        + '200-399 replaced by 200-299, '
        + 'unhealthyThresholdCount 10 replaced by 2, deregistration_delay.timeout_seconds 900 replaced by 30.',
    );
    expect(warningsOf(app.stack)).toEqual(['GracePeriodReplaced', 'TargetGroupSettingsReplaced']);
  });

  test('after the contract, is named at synthesis', () => {
    const app = begin();
    const web = new ApplicationLoadBalancedFargateService(app.stack, 'Web', {
      cluster: app.cluster,
      minHealthyPercent: 100,
      taskImageOptions: { image, containerPort: 3000 },
    });
    app.adopt({ service: web.service });
    web.targetGroup.configureHealthCheck({ path: '/status' });
    const { targetGroups, warnings } = settingsOf(app.stack);
    expect(targetGroups).toEqual(['web:3000  /status ']);
    expect(warnings).toEqual(['TargetGroupContractOverwritten']);
  });

  test.each<[string, (web: ApplicationLoadBalancedFargateService) => void, string]>([
    [
      'an attribute',
      ({ targetGroup }) => targetGroup.setAttribute('deregistration_delay.timeout_seconds', '5'),
      'TargetGroupContractOverwritten',
    ],
    [
      'an override of the target group',
      ({ targetGroup }) => (targetGroup.node.defaultChild as any).addPropertyOverride('HealthCheckIntervalSeconds', 300),
      'TargetGroupContractOverwritten',
    ],
    [
      'an override of the grace period',
      ({ service }) => (service.node.findChild('Service') as any).addPropertyOverride('HealthCheckGracePeriodSeconds', 5),
      'GracePeriodOverwritten',
    ],
    [
      'an override of the container',
      ({ taskDefinition }) => (taskDefinition.node.defaultChild as any).addPropertyOverride('ContainerDefinitions.0.StopTimeout', 2),
      'ContainerContractOverwritten',
    ],
    [
      'an override that removes a setting of the container',
      ({ taskDefinition }) => (taskDefinition.node.defaultChild as any).addPropertyDeletionOverride('ContainerDefinitions.0.StopTimeout'),
      'ContainerContractOverwritten',
    ],
    [
      'an override of its check',
      ({ taskDefinition }) =>
        (taskDefinition.node.defaultChild as any).addPropertyOverride('ContainerDefinitions.0.HealthCheck.Retries', 1),
      'ContainerContractOverwritten',
    ],
  ])('after the contract, by %s', (_, change, warning) => {
    const app = begin();
    const web = new ApplicationLoadBalancedFargateService(app.stack, 'Web', {
      cluster: app.cluster,
      minHealthyPercent: 100,
      taskImageOptions: { image, containerPort: 3000 },
    });
    app.adopt({ service: web.service });
    change(web);
    expect(warningsOf(app.stack)).toEqual([warning]);
  });

  test('and agrees with the contract, is nobody\'s business', () => {
    const app = begin();
    const web = new ApplicationLoadBalancedFargateService(app.stack, 'Web', {
      cluster: app.cluster,
      minHealthyPercent: 100,
      taskImageOptions: { image, containerPort: 3000 },
    });
    web.targetGroup.configureHealthCheck({ path: '/health/ready', healthyHttpCodes: '200-299' });
    app.adopt({ service: web.service });
    expect(warningsOf(app.stack)).toEqual([]);
  });
});

test('a target group of another service is said', () => {
  const { stack, vpc, cluster, adopt } = begin();
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition: tasks(stack, { web: [3000] }), minHealthyPercent: 100 });
  const [own, foreign] = ['Own', 'Foreign'].map(
    (id) => new ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: TargetType.IP }),
  );
  service.attachToApplicationTargetGroup(own);
  new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, open: false, defaultTargetGroups: [own, foreign] });
  adopt({ service, targetGroups: [own, foreign] });
  expect(warningsOf(stack)).toEqual(['TargetGroupNotRegistered']);
});

test('a target group that nobody registers is given no port by guess', () => {
  const { stack, vpc, cluster } = begin();
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition: tasks(stack, { web: [3000] }), minHealthyPercent: 100 });
  const targetGroup = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup, service });
  Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: Match.anyValue(),
  });
});
