import { Duration } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { type CfnService, Cluster, ContainerImage, Ec2Service, Ec2TaskDefinition, NetworkMode } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationListenerRule, ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, HttpCodeTarget, ListenerAction,
  ListenerCondition, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ContainerProbe, DeploymentStrategy, FrontDoor, HealthEndpoint, LayeredHealth } from '../../../src';
import { contract, fargateService, stackWithVpc, Template } from '../../fixtures';

/** Answers of the service's process come in milliseconds. */
const TIMEOUT = Duration.seconds(2);

/** A service behind a load balancer, with everything that `LayeredHealth` adds. */
function web(desiredCount: number, { loadBalancerAlarms = false, secure = false } = {}): object {
  const endpoint = secure ? HealthEndpoint.https : HealthEndpoint.http;
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }), 'Service', desiredCount);
  (service.node.defaultChild as CfnService).addPropertyOverride('DeploymentConfiguration.DeploymentCircuitBreaker', {
    Enable: true, Rollback: true,
  });
  const group = new ApplicationTargetGroup(stack, 'Group', {
    vpc, port: 3000, protocol: secure ? ApplicationProtocol.HTTPS : ApplicationProtocol.HTTP, targets: [service],
  });
  if (loadBalancerAlarms) {
    new ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Http', { port: 80, defaultTargetGroups: [group] });
  }
  new LayeredHealth(stack, 'Health', {
    contract: contract({
      liveness: endpoint('/health/live', { timeout: TIMEOUT }),
      readiness: endpoint('/health/ready', { timeout: TIMEOUT }),
    }),
    service,
    targetGroups: [group],
    containerProbe: ContainerProbe.curl(),
    loadBalancerAlarms,
    alert: { topic: new Topic(stack, 'Alerts') },
  });
  return Template.fromStack(stack).toJSON();
}

/** A service on EC2 in bridge mode: its tasks are reached at ports of their instances. */
function onInstances(): object {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  cluster.addCapacity('Capacity', { instanceType: new InstanceType('m7i.large') });
  const taskDefinition = new Ec2TaskDefinition(stack, 'Tasks', { networkMode: NetworkMode.BRIDGE });
  taskDefinition.addContainer('web', {
    image: ContainerImage.fromRegistry('web'), memoryLimitMiB: 256, portMappings: [{ containerPort: 3000 }],
  });
  const service = new Ec2Service(stack, 'Service', { cluster, taskDefinition, desiredCount: 2, minHealthyPercent: 100 });
  const group = new ApplicationTargetGroup(stack, 'Group', {
    vpc, port: 80, protocol: ApplicationProtocol.HTTP, targetType: TargetType.INSTANCE, targets: [service],
  });
  new LayeredHealth(stack, 'Health', {
    contract: contract({
      liveness: HealthEndpoint.http('/health/live', { timeout: TIMEOUT }),
      readiness: HealthEndpoint.http('/health/ready', { timeout: TIMEOUT }),
    }),
    service,
    targetGroups: [group],
    containerProbe: ContainerProbe.curl(),
    alert: { topic: new Topic(stack, 'Alerts') },
  });
  return Template.fromStack(stack).toJSON();
}

/** How the traffic of a service is shifted to a revision that ECS deploys beside the serving one. */
type Shift = Readonly<Record<string, unknown>> & { readonly Strategy: 'CANARY' | 'LINEAR' };

/** A service with a production and a test listener, whose deployments a gate and an alarm on answers of clients may refuse. */
function shifting(configuration: Shift): object {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const [blue, green] = ['Blue', 'Green'].map((id) => new ApplicationTargetGroup(stack, id, {
    vpc, port: 3000, protocol: ApplicationProtocol.HTTP, targetType: TargetType.IP,
  }));
  blue.addTarget(service);
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc });
  const rule = (id: string, port: number) => {
    const defaultAction = ListenerAction.fixedResponse(404);
    const listener = balancer.addListener(id, { port, protocol: ApplicationProtocol.HTTP, defaultAction });
    return new ApplicationListenerRule(stack, `${id}Rule`, {
      listener,
      priority: 1,
      conditions: [ListenerCondition.pathPatterns(['/*'])],
      action: ListenerAction.weightedForward([{ targetGroup: blue, weight: 100 }, { targetGroup: green, weight: 0 }]),
    }).listenerRuleArn;
  };
  const errors = new Alarm(stack, 'Errors', {
    metric: balancer.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    alarmName: 'client-errors',
  });
  const resource = service.node.defaultChild as CfnService;
  resource.addPropertyOverride('DeploymentConfiguration', {
    ...configuration, Alarms: { AlarmNames: [errors.alarmName], Enable: true, Rollback: true },
  });
  resource.addPropertyOverride('LoadBalancers.0.AdvancedConfiguration', {
    AlternateTargetGroupArn: green.targetGroupArn,
    ProductionListenerRule: rule('Production', 80),
    TestListenerRule: rule('Test', 8080),
  });
  new LayeredHealth(stack, 'Health', {
    contract: contract({
      liveness: HealthEndpoint.http('/health/live', { timeout: TIMEOUT }),
      readiness: HealthEndpoint.http('/health/ready', { timeout: TIMEOUT }),
    }),
    service,
    targetGroups: [blue, green],
    containerProbe: ContainerProbe.curl(),
    alert: { topic: new Topic(stack, 'Alerts') },
    deploymentGate: {
      strategy: DeploymentStrategy[configuration.Strategy],
      testListener: FrontDoor.internal(balancer.loadBalancerDnsName, HealthEndpoint.http('/health/ready', { port: 8080 })),
      deploymentAlarm: false,
    },
  });
  return Template.fromStack(stack).toJSON();
}

/** Templates by the names with which scenarios call for them. */
export const TEMPLATES: Readonly<Record<string, () => object>> = {
  'web.template.json': () => web(2),
  'web-with-alarms.template.json': () => web(2, { loadBalancerAlarms: true }),
  'secure-web.template.json': () => web(2, { secure: true }),
  'web-of-3.template.json': () => web(3),
  'web-of-1.template.json': () => web(1),
  'web-of-4.template.json': () => web(4),
  'on-instances.template.json': () => onInstances(),
  'canary.template.json': () => shifting({
    Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 5 }, BakeTimeInMinutes: 2,
  }),
  'linear.template.json': () => shifting({
    Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 30, StepBakeTimeInMinutes: 1 }, BakeTimeInMinutes: 2,
  }),
};
