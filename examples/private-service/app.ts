/**
 * A service that nobody on the internet can reach: isolated subnets without NAT or endpoints, an internal load balancer, and a DNS name
 * that follows what the verifier sees, because Route 53's own checkers cannot ask a private address.
 *
 *   npx tsx examples/private-service/app.ts      synthesizes to cdk.out/
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { PrivateHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  ContainerProbe, DnsCheck, DnsHealth, DnsRecord, FrontDoor, HealthContract, HealthDependency, HealthEndpoint, LayeredHealth, SecretHeader,
} from '../../src';

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const stack = new Stack(app, 'PrivateService');
const vpc = new Vpc(stack, 'Vpc', {
  maxAzs: 2,
  natGateways: 0,
  subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
});

const ledger = new ApplicationLoadBalancedFargateService(stack, 'Ledger', {
  cluster: new Cluster(stack, 'Cluster', { vpc }),
  desiredCount: 2,
  minHealthyPercent: 100,
  publicLoadBalancer: false,
  openListener: false,
  taskSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  circuitBreaker: { rollback: true },
  taskImageOptions: { image: ContainerImage.fromRegistry('registry.shop.internal/ledger:latest'), containerPort: 8080 },
});

const health = new LayeredHealth(stack, 'LedgerHealth', {
  contract: new HealthContract({
    port: 8080,
    liveness: HealthEndpoint.http('/live'),
    readiness: HealthEndpoint.http('/ready', { failAfter: Duration.seconds(2) }),
    startup: Duration.seconds(45),
    longestRequest: Duration.seconds(20),
    dependencies: [HealthDependency.tcp('database', 'ledger-db.internal', 5432)],
    closedPorts: [9229], // nobody left the debugger on
  }),
  service: ledger.service,
  targetGroups: [ledger.targetGroup],
  containerProbe: ContainerProbe.curl(),
  // The token's value is in no template, log, metric or alert; the verifier reads it just before it probes.
  frontDoor: FrontDoor.internal(ledger.loadBalancer.loadBalancerDnsName, HealthEndpoint.http('/accounts/health', {
    secretHeaders: [SecretHeader.fromSecretsManager('Authorization', new Secret(stack, 'HealthToken'), { prefix: 'Bearer ' })],
  })),
  alert: { topic: new Topic(stack, 'Alerts', { enforceSSL: true }) },
});
ledger.listener.connections.allowDefaultPortFrom(health.verifier!, 'Prober at the front door');

new DnsHealth(stack, 'LedgerDns', {
  check: DnsCheck.metric(health.verification!.tasksFailing, 2), // both tasks
  records: [DnsRecord.primary({
    zone: new PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'shop.internal' }),
    recordName: 'ledger',
    target: RecordTarget.fromAlias(new LoadBalancerTarget(ledger.loadBalancer)),
  })],
});

app.synth();
