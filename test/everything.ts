import { Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, type FargateService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationProtocol, NetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { contract, ECHO_PROBE, fargateService } from './fixtures';
import {
  ApplicationRecovery,
  CloudFrontFailover,
  CloudFrontHealth,
  DeepVerifier,
  DnsCheck,
  DnsHealth,
  HealthDashboard,
  HealthEndpoint,
  InstanceRecovery,
  HealthLayer,
  LayeredHealth,
  NetworkHealth,
  Reachability,
  RecoveryMode,
  RejectedTraffic,
} from '../src';

const ACCOUNT = '123456789012';
const HERE = { account: ACCOUNT, region: 'eu-west-1' };

function loadBalanced(stack: Stack, vpc: IVpc, service: FargateService): void {
  new ApplicationLoadBalancer(stack, 'Alb', { vpc })
    .addListener('Http', { port: 80 })
    .addTargets('Web', { port: 3000, protocol: ApplicationProtocol.HTTP, targets: [service] });
  new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Tcp', { port: 3000 }).addTargets('Web', { port: 3000, targets: [service] });
}

/** Stacks in which all that this library offers is turned on. */
export function everything(scope: Construct): void {
  const vpc = new Vpc(new Stack(scope, 'Network', { env: HERE }), 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
  const globalTopic = new Topic(new Stack(scope, 'Global', { env: { ...HERE, region: 'us-east-1' } }), 'Alerts');
  const web = new Stack(scope, 'Web', { env: HERE, crossRegionReferences: true });
  const alertTopic = new Topic(web, 'Alerts');
  const cluster = new Cluster(web, 'Cluster', { vpc });
  const service = fargateService(web, cluster);
  loadBalanced(web, vpc, service);
  const health = new LayeredHealth(web, 'Health', {
    contract: contract({ inAppRecovery: { attempts: 3, interval: Duration.seconds(10) } }),
    service,
    containerProbe: ECHO_PROBE,
    alert: { topic: alertTopic },
    loadBalancerAlarms: true,
    serviceAlarms: true,
    events: {},
    deploymentGate: {},
    recovery: { mode: RecoveryMode.ACT, application: ApplicationRecovery.http('/recover') },
  });
  // A second VPC within the stack, with a service that its own verifier verifies.
  const own = new Vpc(web, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'], natGateways: 1 });
  const inside = fargateService(web, new Cluster(web, 'Inside', { vpc: own }), 'InsideService');
  new LayeredHealth(web, 'InsideHealth', { contract: contract(), service: inside, alert: { topic: alertTopic } });
  // Nested stacks share the alarms' stack of the one around them.
  const nested = new NestedStack(web, 'Nested');
  new LayeredHealth(nested, 'Health', { contract: contract(), service: fargateService(nested, cluster), alert: { topic: alertTopic } });
  // Another stack, whose service a verifier of the first one verifies, from behind a group that does not let everything out.
  const securityGroup = new SecurityGroup(web, 'ProberGroup', { vpc, allowAllOutbound: true });
  const verifier = new DeepVerifier(web, 'Verifier', { vpc, securityGroup });
  const other = new Stack(scope, 'Other', { env: HERE });
  new LayeredHealth(new Stack(scope, 'OtherHealth', { env: HERE }), 'Health', {
    contract: contract(), service: fargateService(other, new Cluster(other, 'Cluster', { vpc })), verifier, alert: { topic: alertTopic },
  });
  const network = new NetworkHealth(web, 'NetworkHealth', {
    rejectedTraffic: RejectedTraffic.inVpc(vpc, contract()),
    verification: health.verification,
    reachability: Reachability.fromProber(),
    natGatewayIds: ['nat-1'],
    alarmTopic: alertTopic,
  });
  health.alarms!.addCause(HealthLayer.L3, ...network.alarms);
  new DnsHealth(web, 'Dns', {
    check: DnsCheck.https('www.example.com', HealthEndpoint.https('/ready')),
    alarm: { alarmTopic: globalTopic },
  });
  const distribution = new Distribution(web, 'Distribution', { defaultBehavior: { origin: new HttpOrigin('www.example.com') } });
  new CloudFrontFailover(web, 'Failover', { distribution, fallback: new HttpOrigin('standby.example.com'), contract: contract() });
  new CloudFrontHealth(web, 'CloudFront', { distribution, alarmTopic: globalTopic, originLatency: Duration.seconds(1) });
  new CloudFrontHealth(nested, 'CloudFront', { distribution, alarmTopic: globalTopic });
  new InstanceRecovery(web, 'InstanceRecovery', {
    cluster,
    alert: { topic: alertTopic },
    verifications: [health.verification!],
    mode: RecoveryMode.ACT,
  });
  new HealthDashboard(web, 'Dashboard', { services: [{ title: 'Web', verification: health.verification!, alarms: health.alarms }] });
}
