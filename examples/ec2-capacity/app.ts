/**
 * Two services on one's own EC2 instances, through a capacity provider: a web shop in bridge mode, several tasks an instance behind ports
 * that the instance gives out, and a search with a network interface for each task. Instances are drained before they stop, and an alert
 * names one that should be drained because its agent is lost, or because all tasks on it are down.
 *
 *   npx tsx examples/ec2-capacity/app.ts      synthesizes to cdk.out/
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { InstanceType, LaunchTemplate, SecurityGroup, UserData, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AsgCapacityProvider,
  Cluster,
  ContainerImage,
  Ec2Service,
  Ec2TaskDefinition,
  EcsOptimizedImage,
  NetworkMode,
} from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ContainerProbe, FrontDoor, HealthContract, HealthEndpoint, InstanceHealth, InstanceRecovery, LayeredHealth } from '../../src';

export const app = new App({
  outdir: process.env.CDK_OUTDIR ?? 'cdk.out',
  context: { '@aws-cdk/aws-ecs:disableEcsImdsBlocking': true }, // as cdk init sets it for new apps
});
const stack = new Stack(app, 'Ec2Capacity');
const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
const alertTopic = new Topic(stack, 'Alerts', { enforceSSL: true });
const securityGroup = new SecurityGroup(stack, 'InstanceSecurityGroup', { vpc });

const capacityProvider = new AsgCapacityProvider(stack, 'Capacity', {
  autoScalingGroup: new AutoScalingGroup(stack, 'Instances', {
    vpc,
    minCapacity: 2,
    maxCapacity: 6,
    launchTemplate: new LaunchTemplate(stack, 'Instance', {
      machineImage: EcsOptimizedImage.amazonLinux2(),
      instanceType: new InstanceType('m7i.large'),
      userData: UserData.forLinux(),
      requireImdsv2: true,
      securityGroup,
      role: new Role(stack, 'InstanceRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    }),
  }),
});
const cluster = new Cluster(stack, 'Cluster', { vpc });
cluster.addAsgCapacityProvider(capacityProvider);
// Before the services are created: load balancer and prober are allowed here, and the CDK does not know the group of a capacity provider.
cluster.connections.addSecurityGroup(securityGroup);
const capacityProviderStrategies = [{ capacityProvider: capacityProvider.capacityProviderName, weight: 1 }];

const shopContract = new HealthContract({
  port: 8080,
  liveness: HealthEndpoint.http('/live'),
  readiness: HealthEndpoint.http('/ready'),
  startup: Duration.seconds(60),
  longestRequest: Duration.seconds(30),
  closedPorts: [9229], // published by mistake it would be open to the whole VPC
});
const shopTasks = new Ec2TaskDefinition(stack, 'ShopTasks', { networkMode: NetworkMode.BRIDGE });
shopTasks.addContainer('shop', {
  image: ContainerImage.fromRegistry('public.ecr.aws/shop/shop:latest'),
  memoryReservationMiB: 512,
  portMappings: [{ containerPort: 8080 }], // no host port: the instance gives one out, so that it can run several tasks
  ...shopContract.containerOptions(ContainerProbe.curl()),
});
const shop = new Ec2Service(stack, 'Shop', {
  cluster,
  taskDefinition: shopTasks,
  desiredCount: 4,
  minHealthyPercent: 100,
  capacityProviderStrategies,
  circuitBreaker: { rollback: true },
});
const targetGroup = new ApplicationTargetGroup(stack, 'ShopTargets', {
  vpc, port: 80, protocol: ApplicationProtocol.HTTP, targetType: TargetType.INSTANCE, targets: [shop],
});
const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, internetFacing: true });
loadBalancer.addListener('Http', { port: 80, defaultTargetGroups: [targetGroup] });

const searchContract = new HealthContract({
  port: 9200,
  liveness: HealthEndpoint.tcp(),
  startup: Duration.seconds(120),
  longestRequest: Duration.seconds(10),
  shutdown: Duration.seconds(60),
});
const searchTasks = new Ec2TaskDefinition(stack, 'SearchTasks', { networkMode: NetworkMode.AWS_VPC });
searchTasks.addContainer('search', {
  image: ContainerImage.fromRegistry('public.ecr.aws/shop/search:latest'),
  memoryReservationMiB: 2048,
  portMappings: [{ containerPort: 9200 }],
  ...searchContract.containerOptions(ContainerProbe.bashTcp()),
});
const search = new Ec2Service(stack, 'Search', {
  cluster,
  taskDefinition: searchTasks,
  desiredCount: 2,
  minHealthyPercent: 100,
  capacityProviderStrategies,
  circuitBreaker: { rollback: true },
});

const shopHealth = new LayeredHealth(stack, 'ShopHealth', {
  contract: shopContract,
  service: shop,
  targetGroups: [targetGroup],
  frontDoor: FrontDoor.internetFacing(loadBalancer.loadBalancerDnsName, HealthEndpoint.http('/')),
  alert: { topic: alertTopic },
});
const searchHealth = new LayeredHealth(stack, 'SearchHealth', { contract: searchContract, service: search, alert: { topic: alertTopic } });
new InstanceHealth(stack, 'InstanceHealth', {
  contracts: [shopContract, searchContract],
  capacityProvider,
  instanceStartup: Duration.minutes(2),
});
new InstanceRecovery(stack, 'InstanceRecovery', { // only observes, until it gets mode: RecoveryMode.ACT
  cluster,
  alert: { topic: alertTopic },
  verifications: [shopHealth.verification!, searchHealth.verification!],
  alarms: [shopHealth.alarms!.restartAlarm(), searchHealth.alarms!.restartAlarm()],
});

app.synth();
