import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AmazonLinuxCpuType, InstanceType, MachineImage, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AsgCapacityProvider, Cluster, type CfnService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Accelerator } from 'aws-cdk-lib/aws-globalaccelerator';
import { PublicHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct, type IConstruct } from 'constructs';
import { distributionOf } from './edge/edge-stacks';
import { contract, ECHO_PROBE, fargateService, type Template } from './fixtures';
import * as library from '../src';

/** Of every stack, each resource's type by its logical id. UPDATE_LOGICAL_IDS=1 writes the list anew. */
const LIST = join(__dirname, 'logical-ids.json');

const env = { account: '123456789012', region: 'eu-west-1' };

/** One of each construct that makes resources, in the region of a service. */
function everything(app: App): void {
  const stack = new Stack(app, 'Shop', { env });
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'], natGateways: 1, vpnGateway: true });
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const alertTopic = new Topic(stack, 'Topic');
  const service = fargateService(stack, cluster);
  const targetGroup = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  new ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [targetGroup] });
  service.attachToApplicationTargetGroup(targetGroup);
  const given = contract({ inAppRecovery: { attempts: 2, interval: Duration.seconds(10) } });
  const health = new library.LayeredHealth(stack, 'Health', {
    contract: given,
    service,
    containerProbe: ECHO_PROBE,
    alert: { topic: alertTopic },
    events: {},
  });
  const verification = health.verification!;
  new library.HealthDashboard(stack, 'Dashboard', { services: [{ title: 'Shop', verification }] });
  new library.DeploymentGate(stack, 'Gate', { service, verification });
  new library.StagedRecovery(stack, 'Recovery', {
    service,
    contract: given,
    verification,
    alarms: health.alarms!,
    alert: { topic: alertTopic },
  });
  const scenario = join(__dirname, 'experiment', 'scenarios', 'everything.yaml');
  new library.FaultExperiment(stack, 'Experiment', { scenario, service, processName: 'node', stopAlarm: health.alarms!.incident });
  new library.ServiceAlarms(stack, 'ServiceAlarms', { verification });
  new library.TargetGroupAlarms(stack, 'GroupAlarms', { contract: given, targetGroup });
  const network = {
    verification,
    rejectedTraffic: library.RejectedTraffic.inVpc(vpc, given),
    reachability: library.Reachability.fromProber(),
  };
  new library.NetworkHealth(stack, 'Network', { ...network, natGatewayIds: library.NetworkHealth.natGatewaysOf(vpc) });
  instances(stack, vpc, cluster, alertTopic);
  edge(stack);
  // The service of another stack: its rules stand where the verification is.
  const other = new Stack(app, 'Monitoring', { env });
  const second = fargateService(stack, cluster, 'Second');
  new library.LayeredHealth(other, 'Elsewhere', { contract: contract(), service: second, containerProbe: ECHO_PROBE });
  const third = fargateService(stack, cluster, 'Third');
  (third.node.defaultChild as CfnService).addPropertyOverride('DeploymentConfiguration.Strategy', 'BLUE_GREEN');
  const verified = new library.ServiceVerification(stack, 'Verified', {
    verifier: library.DeepVerifier.forVpc(stack, vpc),
    contract: contract(),
    service: third,
  });
  new library.DeploymentGate(stack, 'HookedGate', {
    service: third,
    verification: verified,
    strategy: library.DeploymentStrategy.BLUE_GREEN,
  });
}

function instances(stack: Stack, vpc: Vpc, cluster: Cluster, alertTopic: Topic): void {
  const autoScalingGroup = new AutoScalingGroup(stack, 'Instances', {
    vpc,
    instanceType: new InstanceType('t4g.small'),
    machineImage: MachineImage.latestAmazonLinux2023({ cpuType: AmazonLinuxCpuType.ARM_64 }),
    requireImdsv2: true,
  });
  cluster.addAsgCapacityProvider(new AsgCapacityProvider(stack, 'Capacity', { autoScalingGroup }));
  new library.InstanceHealth(stack, 'InstanceHealth', { autoScalingGroup, contracts: [contract()] });
  new library.InstanceRecovery(stack, 'InstanceRecovery', { cluster, alert: { topic: alertTopic } });
}

function edge(stack: Stack): void {
  const distribution = distributionOf(stack);
  new library.CloudFrontFailover(stack, 'Failover', {
    distribution,
    contract: contract(),
    fallback: new HttpOrigin('fallback.example.com'),
  });
  const visibilityConfig = { cloudWatchMetricsEnabled: true, metricName: 'WebAcl', sampledRequestsEnabled: true };
  const webAcl = new CfnWebACL(stack, 'Acl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig,
    rules: library.WebAclHealth.healthPathRules({ contract: contract() }),
  });
  const listener = new Accelerator(stack, 'Accelerator').addListener('Listener', { portRanges: [{ fromPort: 443 }] });
  new library.EdgeHealth(stack, 'Edge', {
    cloudFront: [{ distribution }, { distribution }],
    apiGateway: [{ httpStage: new HttpApi(stack, 'Api').defaultStage }],
    webAcls: [{ webAcl }],
    shield: [{ resourceArn: distribution.distributionArn }],
    accelerators: [{ contract: contract(), endpointGroup: listener.addEndpointGroup('Group') }],
  });
  const zone = PublicHostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const target = RecordTarget.fromIpAddresses('198.51.100.7');
  new library.DnsHealth(stack, 'Dns', {
    check: library.DnsCheck.calculated([library.DnsCheck.tcp('a.example', 80), library.DnsCheck.tcp('b.example', 80)], 1),
    records: [library.DnsRecord.primary({ zone, recordName: 'www', target, fallback: target })],
  });
}

const ours = (construct: IConstruct) =>
  Object.entries(library)
    .filter(([, value]) => typeof value === 'function' && construct instanceof value)
    .map(([name]) => name);

test('resources of every construct keep their logical ids: another id replaces what users have deployed', () => {
  const app = new App();
  everything(app);
  const { stacks } = app.synth();
  const idsOf = ({ template }: { template: ReturnType<Template['toJSON']> }) => (
    Object.fromEntries(Object.entries<{ Type: string }>(template.Resources).map(([id, { Type }]) => [id, Type]).sort())
  );
  const found = Object.fromEntries(stacks.map((stack) => [stack.stackName, idsOf(stack)]));
  if (process.env.UPDATE_LOGICAL_IDS) { writeFileSync(LIST, `${JSON.stringify(found, undefined, 1)}\n`); }
  expect(found).toEqual(JSON.parse(readFileSync(LIST, 'utf8')));

  const constructs = Object.entries(library)
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct)
    .map(([name]) => name);
  const made = new Set(app.node.findAll().flatMap(ours));
  expect(constructs.filter((name) => !made.has(name))).toEqual([]);
});
