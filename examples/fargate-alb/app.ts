/**
 * A NestJS service on Fargate behind an Application Load Balancer, with one health contract for every layer.
 *
 *   npx tsx examples/fargate-alb/app.ts      synthesizes to cdk.out/
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ContainerProbe, HealthContract, HealthEndpoint, HealthFormat, LayeredHealth } from '../../src';

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const stack = new Stack(app, 'FargateAlb');
const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) });

const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
  cluster,
  desiredCount: 2,
  circuitBreaker: { rollback: true },
  minHealthyPercent: 100,
  taskImageOptions: {
    // Build and push examples/nestjs-service to a repository of yours.
    image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/nestjs-service:latest'),
    containerName: 'web',
    containerPort: 3000,
  },
});

const contract = new HealthContract({
  port: 3000,
  liveness: HealthEndpoint.http('/health/live', { format: HealthFormat.TERMINUS }),
  readiness: HealthEndpoint.http('/health/ready', { format: HealthFormat.TERMINUS }),
  startup: Duration.seconds(60),
  longestRequest: Duration.seconds(30),
  inAppRecovery: { attempts: 2, interval: Duration.seconds(20) },
});

new LayeredHealth(stack, 'WebHealth', {
  contract,
  service: web.service,
  targetGroups: [web.targetGroup],
  containerProbe: ContainerProbe.node(),
  alert: { topic: new Topic(stack, 'Alerts', { enforceSSL: true }) },
});


app.synth();
