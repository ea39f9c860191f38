import { type App, Stack } from 'aws-cdk-lib';
import { InstanceType, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  type CfnService,
  Cluster,
  DeploymentControllerType,
  Ec2Service,
  Ec2TaskDefinition,
  ExternalService,
  ExternalTaskDefinition,
  FargateService,
  NetworkMode,
} from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationTargetGroup, ListenerAction, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { begin, contradictions, image, settingsOf, tasks, warningsOf } from './adopt';
import { LayeredHealth } from '../../src';
import { contract, ECHO_PROBE, Template } from '../fixtures';

const MAPPED = { web: [3000] };
const resourceOf = (service: FargateService) => service.node.findChild('Service') as CfnService;

test('VPC Lattice: nothing registers the tasks but Lattice, and they are verified', () => {
  const { stack, cluster, adopt } = begin();
  const service = new FargateService(stack, 'Service', {
    cluster, taskDefinition: tasks(stack, { web: [{ containerPort: 3000, name: 'web' }] }), minHealthyPercent: 100,
  });
  resourceOf(service).addPropertyOverride('VpcLatticeConfigurations', [
    {
      PortName: 'web',
      RoleArn: 'arn:aws:iam::123456789012:role/lattice',
      TargetGroupArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-0',
    },
  ]);
  adopt({ service });
  const settings = settingsOf(stack);
  expect(settings).toMatchObject({ containers: { web: '/health/live 3000' }, targetGroups: [], prober: ['3000'], warnings: [] });
  expect(contradictions(settings, MAPPED)).toEqual([]);
});

test('Service Connect alone', () => {
  const { stack, cluster, adopt } = begin();
  cluster.addDefaultCloudMapNamespace({ name: 'shop.internal' });
  const service = new FargateService(stack, 'Service', {
    cluster,
    taskDefinition: tasks(stack, { web: [{ containerPort: 3000, name: 'web' }] }),
    minHealthyPercent: 100,
    serviceConnectConfiguration: { services: [{ portMappingName: 'web', port: 80 }] },
  });
  adopt({ service });
  expect(settingsOf(stack)).toMatchObject({ containers: { web: '/health/live 3000' }, prober: ['3000'], warnings: [] });
});

test('a pair between which ECS itself shifts the traffic', () => {
  const { stack, vpc, cluster, adopt } = begin();
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition: tasks(stack, MAPPED), minHealthyPercent: 100 });
  const [blue, green] = ['Blue', 'Green'].map((id) => new ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: TargetType.IP }));
  new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', {
    port: 80,
    open: false,
    defaultAction: ListenerAction.weightedForward([
      { targetGroup: blue, weight: 1 },
      { targetGroup: green, weight: 0 },
    ]),
  });
  service.attachToApplicationTargetGroup(blue);
  resourceOf(service).addPropertyOverride('LoadBalancers.0.AdvancedConfiguration', { AlternateTargetGroupArn: green.targetGroupArn });
  adopt({ service, targetGroups: [blue, green] });
  expect(settingsOf(stack)).toMatchObject({ targetGroups: ['web:3000 HTTP /health/ready traffic-port'], warnings: [] });
  Template.fromStack(stack).allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/health/ready' });
});

test('the external deployment controller: task sets are others\' business, the contract reaches what the service has', () => {
  const { stack, vpc, cluster, adopt } = begin();
  const service = new FargateService(stack, 'Service', {
    cluster,
    taskDefinition: tasks(stack, MAPPED),
    minHealthyPercent: 100,
    deploymentController: { type: DeploymentControllerType.EXTERNAL },
  });
  const [group] = [new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP })];
  new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, open: false, defaultTargetGroups: [group] });
  adopt({ service, targetGroups: [group] });
  const { warnings } = settingsOf(stack);
  expect(warnings.filter((name) => name.startsWith('TargetGroup'))).toEqual([]);
  Template.fromStack(stack).allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckPath: '/health/ready',
    HealthCheckPort: 'traffic-port',
  });
});

describe('EC2', () => {
  test.each<[string, NetworkMode, string[]]>([
    ['host mode', NetworkMode.HOST, ['3000']],
    ['awsvpc mode', NetworkMode.AWS_VPC, ['3000']],
    ['bridge mode', NetworkMode.BRIDGE, ['32768-65535']],
  ])('a daemon-like service in %s', (_, networkMode, prober) => {
    const { stack, vpc, adopt } = begin();
    const cluster = new Cluster(stack, 'Instances', { vpc, capacity: { instanceType: new InstanceType('t3.small') } });
    const taskDefinition = new Ec2TaskDefinition(stack, 'Tasks', { networkMode });
    taskDefinition.addContainer('web', { image, memoryLimitMiB: 128, portMappings: [{ containerPort: 3000 }] });
    adopt({ service: new Ec2Service(stack, 'Service', { cluster, taskDefinition, daemon: true }) });
    expect(settingsOf(stack)).toMatchObject({ containers: { web: '/health/live 3000' }, prober, warnings: [] });
  });

  test('machines of one\'s own have no address to probe, which is said', () => {
    const { stack, cluster, adopt } = begin();
    const taskDefinition = new ExternalTaskDefinition(stack, 'Tasks');
    taskDefinition.addContainer('web', { image, memoryLimitMiB: 128, portMappings: [{ containerPort: 3000 }] });
    adopt({ service: new ExternalService(stack, 'Service', { cluster, taskDefinition }) });
    expect(warningsOf(stack)).toContain('TasksWithoutAddress');
  });
});

test('an imported service: verified, and left as it is', () => {
  const { stack, vpc, cluster, adopt } = begin();
  const service = FargateService.fromFargateServiceAttributes(stack, 'Service', { cluster, serviceName: 'web' });
  adopt({ service, containerProbe: undefined, containerName: 'web', securityGroups: [new SecurityGroup(stack, 'Tasks', { vpc })] });
  expect(settingsOf(stack)).toMatchObject({ containers: {}, targetGroups: [], prober: ['3000'], warnings: ['ServiceNotChanged'] });
});

test('a service and its contract in stacks of their own', () => {
  const { stack, cluster } = begin();
  const [there, here] = ['Services', 'Health'].map((id) => new Stack(stack.node.root as App, id));
  const service = new FargateService(there, 'Service', { cluster, taskDefinition: tasks(there, MAPPED), minHealthyPercent: 100 });
  const alert = { topic: new Topic(here, 'Alerts') };
  new LayeredHealth(here, 'Health', { contract: contract(), containerProbe: ECHO_PROBE, service, alert });
  expect(settingsOf(there).containers).toEqual({ web: '/health/live 3000' });
  expect(settingsOf(here)).toMatchObject({ prober: ['3000'], warnings: [] });
  expect(warningsOf(there)).toEqual([]);
});
