/**
 * A worker that takes jobs from a queue and listens on no port, on Fargate Spot: ECS checks it from inside, and the verifier judges it by
 * what ECS knows.
 *
 *   npx tsx examples/worker-service/app.ts      synthesizes to cdk.out/
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { HealthContract, HealthDependency, HealthEndpoint, LayeredHealth } from '../../src';

/** The worker touches this file after each poll of the queue; a loop that hangs no longer does. */
const HEARTBEAT = '/tmp/heartbeat';
const STALE_AFTER_MS = 60_000;

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const stack = new Stack(app, 'WorkerService');
const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });

const contract = new HealthContract({
  liveness: HealthEndpoint.command([
    'node',
    '-e',
    `process.exit(Date.now() - require('fs').statSync('${HEARTBEAT}').mtimeMs < ${STALE_AFTER_MS} ? 0 : 1)`,
  ]),
  startup: Duration.seconds(20),
  longestRequest: Duration.seconds(80), // the longest job
  shutdown: Duration.seconds(10),
  dependencies: [HealthDependency.tcp('database', 'orders-db.internal', 5432)],
});

// A job that was cut short comes back: to others no sooner than it could still be finished here.
const jobs = new Queue(stack, 'Jobs', {
  visibilityTimeout: contract.stopTimeout().plus(Duration.seconds(30)),
  enforceSSL: true,
  deadLetterQueue: { queue: new Queue(stack, 'FailedJobs', { enforceSSL: true }), maxReceiveCount: 5 },
});

const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
taskDefinition.addContainer('worker', {
  image: ContainerImage.fromRegistry('registry.shop.internal/order-worker:latest'),
  environment: { QUEUE_URL: jobs.queueUrl, HEARTBEAT },
});
jobs.grantConsumeMessages(taskDefinition.taskRole);

const service = new FargateService(stack, 'Orders', {
  cluster: new Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true }),
  taskDefinition,
  desiredCount: 3,
  minHealthyPercent: 100,
  circuitBreaker: { rollback: true },
  capacityProviderStrategies: [{ capacityProvider: 'FARGATE', base: 1, weight: 0 }, { capacityProvider: 'FARGATE_SPOT', weight: 1 }],
});

new LayeredHealth(stack, 'OrdersHealth', { contract, service, alert: { topic: new Topic(stack, 'Alerts', { enforceSSL: true }) } });

app.synth();
