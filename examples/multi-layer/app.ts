/**
 * One service with every layer in front of it: packets that the network rejects, an NLB for partners and an ALB for the web, DNS that
 * leaves a region that is down, CloudFront that falls back to the other one at once, and a dashboard.
 *
 * The app spans regions: alarms on DNS and CloudFront exist only in us-east-1, and notify a topic there.
 *
 *   npx tsx examples/multi-layer/app.ts      synthesizes to cdk.out/
 *
 * Deploy it with a current aws-cdk-lib (2.276 is tried): old ones, such as 2.186, run the functions of their cross-region references on
 * Node.js 20, with which Lambda creates no function any more.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
import { Annotations, App, Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, NetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PublicHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  CloudFrontHealth,
  ContainerProbe,
  DnsCheck,
  DnsHealth,
  DnsRecord,
  FailoverOrigin,
  FrontDoor,
  HealthContract,
  HealthDashboard,
  HealthEndpoint,
  HealthLayer,
  LayeredHealth,
  NetworkHealth,
  RejectedTraffic,
} from '../../src';

const ACCOUNT = '123456789012';

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const global = new Stack(app, 'GlobalAlerts', { env: { account: ACCOUNT, region: 'us-east-1' } });
const globalAlerts = new Topic(global, 'Alerts', { enforceSSL: true });

const stack = new Stack(app, 'MultiLayer', { env: { account: ACCOUNT, region: 'eu-west-1' } });
const alertTopic = new Topic(stack, 'Alerts', { enforceSSL: true });
const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });

const taskDefinition = new FargateTaskDefinition(stack, 'Shop');
taskDefinition.addContainer('shop', {
  image: ContainerImage.fromRegistry('registry.example.com/shop:latest'),
  portMappings: [{ containerPort: 8080 }],
});
const service = new FargateService(stack, 'ShopService', {
  cluster: new Cluster(stack, 'Cluster', { vpc }),
  taskDefinition,
  desiredCount: 2,
  minHealthyPercent: 100,
  circuitBreaker: { rollback: true },
});

// The web comes through the ALB, partners through the addresses of the NLB.
const web = new ApplicationLoadBalancer(stack, 'Web', { vpc, internetFacing: true });
const webTargets = web.addListener('Https', {
  port: 443, certificates: [Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/shop`)],
}).addTargets('Shop', { port: 8080, targets: [service] });
const partners = new NetworkLoadBalancer(stack, 'Partners', {
  vpc,
  internetFacing: true,
  securityGroups: [new SecurityGroup(stack, 'PartnersGroup', { vpc })],
});
partners.connections.allowFrom(Peer.ipv4('203.0.113.0/24'), Port.tcp(8080), 'Partners');
const partnerTargets = partners.addListener('Tcp', { port: 8080 }).addTargets('Shop', { port: 8080, targets: [service] });

const contract = new HealthContract({
  port: 8080,
  liveness: HealthEndpoint.http('/live'),
  readiness: HealthEndpoint.http('/ready'),
  startup: Duration.seconds(45),
  longestRequest: Duration.seconds(20),
});
const targetGroups = [webTargets, partnerTargets];
const health = new LayeredHealth(stack, 'ShopHealth', {
  contract,
  service,
  targetGroups,
  containerProbe: ContainerProbe.curl(),
  minimumHealthyTargets: { dnsFailoverCount: 1 },
  frontDoor: FrontDoor.internetFacing('www.example.com', HealthEndpoint.https('/ready')),
  alert: { topic: alertTopic },
});

const network = new NetworkHealth(stack, 'NetworkHealth', { rejectedTraffic: RejectedTraffic.inVpc(vpc, contract) });
health.alarms!.addCause(HealthLayer.L4, ...network.alarms);

// DNS answers with this region while its checkers get an answer, and with the other one otherwise.
const zone = PublicHostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789', zoneName: 'example.com' });
const target = RecordTarget.fromAlias(new LoadBalancerTarget(web));
const dns = new DnsHealth(stack, 'DnsHealth', {
  check: DnsCheck.https(web.loadBalancerDnsName, contract.trafficEndpoint),
  records: [DnsRecord.primary({ zone, recordName: 'origin', target, fallback: RecordTarget.fromIpAddresses('198.51.100.10') })],
  alarm: { alarmTopic: globalAlerts },
});
// The verifier probes the front door, and validates its certificate.
Annotations.of(dns).acknowledgeWarning('cdk-ecs-layered-health:DnsCertificateNotValidated');

// DNS takes its minutes until all resolvers know; what a visitor reads comes from the other region at once.
const distribution = new Distribution(stack, 'Distribution', {
  domainNames: ['www.example.com'],
  certificate: Certificate.fromCertificateArn(stack, 'GlobalCertificate', `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/www`),
  defaultBehavior: {
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    origin: new FailoverOrigin({
      contract,
      primary: new HttpOrigin('origin.example.com'),
      fallback: new HttpOrigin('standby.example.com'),
    }),
  },
});
new CloudFrontHealth(stack, 'CloudFrontHealth', { distribution, originLatency: Duration.seconds(2), alarmTopic: globalAlerts });

new HealthDashboard(stack, 'Dashboard', {
  services: [{ title: 'Shop', verification: health.verification!, alarms: health.alarms, service, targetGroups }],
});

app.synth();
