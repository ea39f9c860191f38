/**
 * A scenario of the sandbox as an experiment of AWS FIS in a staging stack: the same file is played on a laptop and on AWS, and an alarm on
 * the load balancer's errors stops it. The experiment runs only when somebody starts it.
 *
 *   npx tsx examples/fault-experiment/app.ts      synthesizes to cdk.out/
 */
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { HttpCodeElb } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ContainerProbe, FaultExperiment, HealthContract, HealthEndpoint, LayeredHealth } from '../../src';

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const stack = new Stack(app, 'ShopStaging');

const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
  desiredCount: 2,
  minHealthyPercent: 100,
  circuitBreaker: { rollback: true },
  taskImageOptions: { image: ContainerImage.fromRegistry('shop/web'), containerPort: 3000 },
});

new LayeredHealth(stack, 'WebHealth', {
  contract: new HealthContract({
    port: 3000,
    liveness: HealthEndpoint.http('/health/live'),
    readiness: HealthEndpoint.http('/health/ready'),
    startup: Duration.seconds(60),
    longestRequest: Duration.seconds(30),
  }),
  service: web.service,
  targetGroups: [web.targetGroup],
  containerProbe: ContainerProbe.curl(),
  alert: { topic: new Topic(stack, 'Alerts', { enforceSSL: true }) },
});

const errors = web.loadBalancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, { period: Duration.minutes(1) });

new FaultExperiment(stack, 'PacketsDropped', {
  scenario: join(__dirname, 'scenarios', 'drop-packets.yaml'),
  service: web.service,
  stopAlarm: errors.createAlarm(stack, 'ClientsFail', {
    threshold: 50, evaluationPeriods: 2, treatMissingData: TreatMissingData.NOT_BREACHING,
  }),
});

app.synth();
