/**
 * A service that ECS deploys blue/green behind an Application Load Balancer. New tasks get traffic only when the verifier has found each of
 * them well three times in a row: directly first, then through the test listener.
 *
 *   npx tsx examples/blue-green/app.ts      synthesizes to cdk.out/
 */
import { Annotations, App, Duration, Stack } from 'aws-cdk-lib';
import { Port, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type CfnService, Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import {
  type ApplicationListener, ApplicationListenerRule, ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup,
  ListenerAction, ListenerCondition, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  ContainerProbe,
  DeepVerifier,
  FrontDoor,
  DeploymentStrategy,
  HealthContract,
  HealthEndpoint,
  HealthFormat,
  LayeredHealth,
} from '../../src';

const TEST_PORT = 8080;

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const stack = new Stack(app, 'BlueGreen');
const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });

const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
taskDefinition.addContainer('web', {
  // Build and push examples/nestjs-service to a repository of yours.
  image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/nestjs-service:latest'),
  portMappings: [{ containerPort: 3000 }],
});
const service = new FargateService(stack, 'Web', {
  cluster: new Cluster(stack, 'Cluster', { vpc }),
  taskDefinition,
  desiredCount: 2,
  minHealthyPercent: 100,
});

// Newer versions of aws-cdk-lib ask for it of every service.
Annotations.of(service).acknowledgeWarning('@aws-cdk/aws-ecs:shouldUseCircuitBreaker', 'It is for rolling deployments; here hooks decide.');

// One target group for each of two revisions, and two ways in: one for clients, one for tests. ECS changes the weights of the rules.
const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc });
const verifier = DeepVerifier.forVpc(stack, vpc);
const [blue, green] = ['Blue', 'Green'].map(
  (id) => new ApplicationTargetGroup(stack, id, { vpc, port: 3000, protocol: ApplicationProtocol.HTTP, targetType: TargetType.IP }),
);
blue.addTarget(service);
const production = loadBalancer.addListener('Production', { port: 80, defaultAction: ListenerAction.fixedResponse(404) });
const test = loadBalancer.addListener('Test', {
  port: TEST_PORT,
  protocol: ApplicationProtocol.HTTP,
  open: false,
  defaultAction: ListenerAction.fixedResponse(404),
});
loadBalancer.connections.allowFrom(verifier, Port.tcp(TEST_PORT), 'The verifier probes the test listener');
service.connections.allowFrom(loadBalancer, Port.tcp(3000));

function rule(listener: ApplicationListener): ApplicationListenerRule {
  return new ApplicationListenerRule(listener, 'Rule', {
    listener,
    priority: 1,
    conditions: [ListenerCondition.pathPatterns(['/*'])],
    action: ListenerAction.weightedForward([{ targetGroup: blue, weight: 100 }, { targetGroup: green, weight: 0 }]),
  });
}

// What newer versions of aws-cdk-lib offer as `deploymentStrategy`, `bakeTime` and `AlternateTarget`.
const resource = service.node.defaultChild as CfnService;
resource.addPropertyOverride('DeploymentConfiguration.Strategy', 'BLUE_GREEN');
resource.addPropertyOverride('DeploymentConfiguration.BakeTimeInMinutes', 5);
resource.addPropertyOverride('LoadBalancers.0.AdvancedConfiguration', {
  AlternateTargetGroupArn: green.targetGroupArn,
  ProductionListenerRule: rule(production).listenerRuleArn,
  TestListenerRule: rule(test).listenerRuleArn,
  RoleArn: new Role(stack, 'ShiftTraffic', {
    assumedBy: new ServicePrincipal('ecs.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AmazonECSInfrastructureRolePolicyForLoadBalancers')],
  }).roleArn,
});

new LayeredHealth(stack, 'WebHealth', {
  contract: new HealthContract({
    port: 3000,
    liveness: HealthEndpoint.http('/health/live', { format: HealthFormat.TERMINUS }),
    readiness: HealthEndpoint.http('/health/ready', { format: HealthFormat.TERMINUS }),
    startup: Duration.seconds(60),
    longestRequest: Duration.seconds(30),
  }),
  service,
  verifier,
  targetGroups: [blue, green],
  containerProbe: ContainerProbe.node(),
  alert: { topic: new Topic(stack, 'Alerts', { enforceSSL: true }) },
  deploymentGate: {
    strategy: DeploymentStrategy.BLUE_GREEN,
    testListener: FrontDoor.internal(loadBalancer.loadBalancerDnsName, HealthEndpoint.http('/health/ready', { port: TEST_PORT })),
  },
});

app.synth();
