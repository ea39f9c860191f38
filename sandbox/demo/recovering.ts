/**
 * The service with which the demo shows recovery: that of examples/fargate-alb, but its image has no program that could check the
 * container. Only the verifier probes its liveness, so every restart comes from recovery.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { HealthContract, HealthEndpoint, HealthFormat, LayeredHealth, RecoveryMode, StagedRecovery } from '../../src';

const stack = new Stack(new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' }), 'Recovering');
const { service, targetGroup } = new ApplicationLoadBalancedFargateService(stack, 'Web', {
  desiredCount: 2,
  minHealthyPercent: 100,
  taskImageOptions: { image: ContainerImage.fromRegistry('shop/web'), containerName: 'web', containerPort: 3000 },
});
const contract = new HealthContract({
  port: 3000,
  liveness: HealthEndpoint.http('/health/live', { format: HealthFormat.TERMINUS }),
  readiness: HealthEndpoint.http('/health/ready', { format: HealthFormat.TERMINUS }),
  // It boots in real time here, and on a busy machine.
  startup: Duration.seconds(150),
  longestRequest: Duration.seconds(30),
  inAppRecovery: { attempts: 2, interval: Duration.seconds(20) },
});
const alertTopic = new Topic(stack, 'Alerts', { enforceSSL: true });
const { verification, alarms } = new LayeredHealth(stack, 'WebHealth', {
  contract,
  service,
  targetGroups: [targetGroup],
  alert: { topic: alertTopic },
});
new StagedRecovery(stack, 'Recovery', {
  verification: verification!,
  alarms: alarms!,
  contract,
  service,
  alert: { topic: alertTopic },
  mode: RecoveryMode.ACT,
});

(stack.node.root as App).synth();
