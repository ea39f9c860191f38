/**
 * A gRPC service on Fargate behind an Application Load Balancer. Its health service, grpc.health.v1, answers liveness for the server as a
 * whole and readiness for the one service that clients call.
 *
 *   npx tsx examples/grpc-service/app.ts      synthesizes to cdk.out/
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer, ApplicationProtocol, ApplicationProtocolVersion, ApplicationTargetGroup, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ContainerProbe, HealthContract, HealthDependency, HealthEndpoint, LayeredHealth } from '../../src';

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const stack = new Stack(app, 'GrpcService');
const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });

const contract = new HealthContract({
  port: 50051,
  liveness: HealthEndpoint.grpc(),
  readiness: HealthEndpoint.grpc('orders.v1.Orders', { warnAfter: Duration.seconds(1) }),
  startup: Duration.seconds(20),
  longestRequest: Duration.seconds(60),
  dependencies: [HealthDependency.tcp('database', 'orders-db.internal', 5432)],
});

const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
taskDefinition.addContainer('orders', {
  image: ContainerImage.fromRegistry('public.ecr.aws/shop/orders:latest'),
  portMappings: [{ containerPort: 50051 }],
  ...contract.containerOptions(ContainerProbe.grpcHealthProbe()),
});
const service = new FargateService(stack, 'Service', {
  cluster: new Cluster(stack, 'Cluster', { vpc }),
  taskDefinition,
  desiredCount: 2,
  minHealthyPercent: 100,
  circuitBreaker: { rollback: true },
});

const targetGroup = new ApplicationTargetGroup(stack, 'Targets', {
  vpc,
  port: 50051,
  protocol: ApplicationProtocol.HTTP,
  protocolVersion: ApplicationProtocolVersion.GRPC,
  targetType: TargetType.IP,
  targets: [service],
});
const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000';
new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', {
  port: 443, // gRPC needs an HTTPS listener
  certificates: [Certificate.fromCertificateArn(stack, 'Certificate', certificateArn)],
  defaultTargetGroups: [targetGroup],
});

new LayeredHealth(stack, 'OrdersHealth', {
  contract, service, targetGroups: [targetGroup], alert: { topic: new Topic(stack, 'Alerts', { enforceSSL: true }) },
});

app.synth();
