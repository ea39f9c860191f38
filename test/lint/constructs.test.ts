import { App, Duration, Stack } from 'aws-cdk-lib';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AmiHardwareType,
  AsgCapacityProvider,
  type BaseService,
  Cluster,
  ContainerImage,
  Ec2Service,
  Ec2TaskDefinition,
  EcsOptimizedImage,
  FargateService,
  FargateTaskDefinition,
  NetworkMode,
  type TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationProtocolVersion,
  NetworkLoadBalancer,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ContainerProbe, HealthContract, HealthEndpoint, LayeredHealth } from '../../src';
import { lint } from '../../src/lint/lint';
import { Template } from '../fixtures';
import { sample } from '../runs';

const PORT = 3000;
const CAPACITY = ['Fargate', 'Fargate Spot', 'Spot as well', 'EC2', 'a capacity provider of EC2'] as const;
const MODES = [NetworkMode.AWS_VPC, NetworkMode.BRIDGE, NetworkMode.HOST] as const;
const FRONTS = ['none', 'ALB', 'ALB with gRPC', 'NLB', 'ALB and NLB'] as const;

type Capacity = typeof CAPACITY[number];
type Front = typeof FRONTS[number];

/** A service with one container on each kind of capacity. */
function serviceOn(stack: Stack, vpc: Vpc, capacity: Capacity, mode: NetworkMode): BaseService {
  const cluster = new Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true });
  const common = { cluster, desiredCount: 2, minHealthyPercent: 100, maxHealthyPercent: 200, circuitBreaker: { rollback: true } };
  const container = (task: TaskDefinition) => {
    task.addContainer('web', {
      image: ContainerImage.fromRegistry('shop/web:1'), memoryLimitMiB: 256, portMappings: [{ containerPort: PORT }], essential: true,
    });
    return task;
  };
  if (!capacity.includes('EC2')) {
    const spot = { capacityProvider: 'FARGATE_SPOT', weight: 1 };
    const strategies = { 'Fargate Spot': [spot], 'Spot as well': [{ capacityProvider: 'FARGATE', weight: 1 }, spot] }[capacity as string];
    const taskDefinition = container(new FargateTaskDefinition(stack, 'Task')) as FargateTaskDefinition;
    return new FargateService(stack, 'Service', { ...common, taskDefinition, ...strategies && { capacityProviderStrategies: strategies } });
  }
  const autoScalingGroup = new AutoScalingGroup(stack, 'Instances', {
    vpc, instanceType: new InstanceType('t3.small'), machineImage: EcsOptimizedImage.amazonLinux2023(AmiHardwareType.STANDARD),
  });
  const provider = new AsgCapacityProvider(stack, 'Capacity', { autoScalingGroup });
  cluster.addAsgCapacityProvider(provider);
  const taskDefinition = container(new Ec2TaskDefinition(stack, 'Task', { networkMode: mode })) as Ec2TaskDefinition;
  const strategies = capacity === 'EC2' ? undefined : [{ capacityProvider: provider.capacityProviderName, weight: 1 }];
  return new Ec2Service(stack, 'Service', { ...common, taskDefinition, ...strategies && { capacityProviderStrategies: strategies } });
}

function attach(stack: Stack, vpc: Vpc, service: BaseService, front: Front): void {
  if (front.startsWith('ALB')) {
    const grpc = front === 'ALB with gRPC';
    const certificates = grpc ? [Certificate.fromCertificateArn(stack, 'Certificate',
      'arn:aws:acm:eu-west-1:111122223333:certificate/1')] : [];
    new ApplicationLoadBalancer(stack, 'Alb', { vpc })
      .addListener('Listener', { protocol: grpc ? ApplicationProtocol.HTTPS : ApplicationProtocol.HTTP, certificates })
      .addTargets('Web', {
        port: PORT,
        protocol: ApplicationProtocol.HTTP,
        ...grpc && { protocolVersion: ApplicationProtocolVersion.GRPC },
        targets: [service],
      });
  }
  if (front.endsWith('NLB')) {
    new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Listener', { port: 80 }).addTargets('Tcp', {
      port: PORT,
      targets: [service],
    });
  }
}

function contractFor(front: Front, startup: number): HealthContract {
  const durations = { startup: Duration.seconds(startup), longestRequest: Duration.seconds(30) };
  if (front === 'none') { return new HealthContract({ liveness: HealthEndpoint.command(['/check']), ...durations }); }
  const grpc = front === 'ALB with gRPC';
  const live = grpc ? HealthEndpoint.grpc() : HealthEndpoint.http('/health/live');
  return new HealthContract({
    port: PORT,
    liveness: live,
    ...grpc ? {} : { readiness: HealthEndpoint.http('/health/ready') },
    ...durations,
  });
}

const COMBINATIONS = CAPACITY.flatMap((capacity) => (capacity.includes('EC2') ? MODES : [NetworkMode.AWS_VPC]).flatMap((mode) => (
  FRONTS.flatMap((front) => [5, 60, 400].map((startup) => [capacity, mode, front, startup] as const)))));

test('lint finds nothing in the templates that the constructs make, over all kinds of capacity, network and load balancer', () => {
  const found = sample(COMBINATIONS).flatMap(([capacity, mode, front, startup]) => {
    const stack = new Stack(new App(), 'Stack');
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const service = serviceOn(stack, vpc, capacity, mode);
    attach(stack, vpc, service, front);
    const probe = front === 'none' ? undefined : front === 'ALB with gRPC' ? ContainerProbe.grpcHealthProbe() : ContainerProbe.curl();
    new LayeredHealth(stack, 'Health', {
      contract: contractFor(front, startup),
      service,
      ...probe && { containerProbe: probe },
      alert: { topic: new Topic(stack, 'Alerts') },
      loadBalancerAlarms: front !== 'none',
    });
    return lint([{ name: 'Stack', body: Template.fromStack(stack).toJSON() }])
      .map(({ rule, severity, logicalId, message }) => `${capacity}, ${mode}, ${front}, ${startup} s: ${severity} ${rule} at `
        + `${logicalId}: ${message}`);
  });
  expect(found).toEqual([]);
}, 600_000);
