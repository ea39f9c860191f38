import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, FargateService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationProtocol, NetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { contract, ECHO_PROBE, fargateService } from './fixtures';
import {
  ApplicationRecovery, CloudFrontFailover, CloudFrontHealth, DeepVerifier, DnsCheck, DnsHealth, HealthDashboard, HealthEndpoint, InstanceRecovery,
  LayeredHealth, NetworkHealth, Reachability, RecoveryMode, RejectedTraffic,
} from '../src';
import { relativeAddress } from '../src/aws/relative-address';

const ACCOUNT = '123456789012';
const HERE = { account: ACCOUNT, region: 'eu-west-1' };

function loadBalanced(stack: Stack, vpc: IVpc, service: FargateService): void {
  new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80 }).addTargets('Web', { port: 3000, protocol: ApplicationProtocol.HTTP, targets: [service] });
  new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Tcp', { port: 3000 }).addTargets('Web', { port: 3000, targets: [service] });
}

/** Four stacks in which all that this library offers is turned on. */
function everything(scope: Construct): void {
  const vpc = new Vpc(new Stack(scope, 'Network', { env: HERE }), 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
  const globalTopic = new Topic(new Stack(scope, 'Global', { env: { ...HERE, region: 'us-east-1' } }), 'Alerts');
  const web = new Stack(scope, 'Web', { env: HERE, crossRegionReferences: true });
  const alertTopic = new Topic(web, 'Alerts');
  const cluster = new Cluster(web, 'Cluster', { vpc });
  const service = fargateService(web, cluster);
  loadBalanced(web, vpc, service);
  const health = new LayeredHealth(web, 'Health', {
    contract: contract({ inAppRecovery: { attempts: 3, interval: Duration.seconds(10) } }), service, containerProbe: ECHO_PROBE, alertTopic, loadBalancerAlarms: true, serviceAlarms: true, events: true, deploymentGate: {},
    recovery: { mode: RecoveryMode.ACT, application: ApplicationRecovery.http('/recover') },
  });
  // A second VPC within the stack, with a service that its own verifier verifies.
  const own = new Vpc(web, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'], natGateways: 1 });
  const inside = fargateService(web, new Cluster(web, 'Inside', { vpc: own }), 'InsideService');
  new LayeredHealth(web, 'InsideHealth', { contract: contract(), service: inside, alertTopic });
  // Nested stacks share the alarms' stack of the one around them.
  const nested = new NestedStack(web, 'Nested');
  new LayeredHealth(nested, 'Health', { contract: contract(), service: fargateService(nested, cluster), alertTopic });
  // Another stack, whose service a verifier of the first one verifies, from behind a group that does not let everything out.
  const securityGroup = new SecurityGroup(web, 'ProberGroup', { vpc, allowAllOutbound: true });
  const verifier = new DeepVerifier(web, 'Verifier', { vpc, securityGroup });
  const other = new Stack(scope, 'Other', { env: HERE });
  new LayeredHealth(new Stack(scope, 'OtherHealth', { env: HERE }), 'Health', {
    contract: contract(), service: fargateService(other, new Cluster(other, 'Cluster', { vpc })), verifier, alertTopic,
  });
  const network = new NetworkHealth(web, 'NetworkHealth', {
    rejectedTraffic: RejectedTraffic.inVpc(vpc, contract()), verification: health.verification, reachability: Reachability.fromProber(),
    natGatewayIds: ['nat-1'], alertTopic,
  });
  health.alarms!.addCause('L3', ...network.alarms);
  new DnsHealth(web, 'Dns', { check: DnsCheck.https('www.example.com', HealthEndpoint.https('/ready')), alarm: { alertTopic: globalTopic } });
  const distribution = new Distribution(web, 'Distribution', { defaultBehavior: { origin: new HttpOrigin('www.example.com') } });
  new CloudFrontFailover(web, 'Failover', { distribution, fallback: new HttpOrigin('standby.example.com'), contract: contract() });
  new CloudFrontHealth(web, 'CloudFront', { distribution, alertTopic: globalTopic, originLatency: Duration.seconds(1) });
  new CloudFrontHealth(nested, 'CloudFront', { distribution, alertTopic: globalTopic });
  new InstanceRecovery(web, 'InstanceRecovery', { cluster, alertTopic, verifications: [health.verification!], mode: RecoveryMode.ACT });
  new HealthDashboard(web, 'Dashboard', { services: [{ title: 'Web', verification: health.verification!, alarms: health.alarms }] });
}

interface Template { readonly Resources?: Record<string, { readonly Type: string; readonly Properties?: { readonly Description?: string } }> }

/** Everything in the app itself, or in a stage of it: its templates, those of nested stacks included. */
function templates(stage?: string): Template[] {
  const app = new App();
  const scope = stage === undefined ? app : new Stage(app, stage);
  everything(scope);
  app.synth();
  return readdirSync(scope.outdir).filter((file) => file.endsWith('.template.json'))
    .map((file) => JSON.parse(readFileSync(join(scope.outdir, file), 'utf8')) as Template);
}

/** Logical ids with their types. The CDK itself names the rules between load balancer and service after their whole paths. */
const logicalIds = (all: Template[]) => all.map(({ Resources = {} }) => Object.entries(Resources)
  .filter(([, { Properties }]) => Properties?.Description !== 'Load balancer to target')
  .map(([id, { Type }]) => `${id} ${Type}`).sort()).sort((one, other) => one.join() < other.join() ? -1 : 1);

/** All that a template says, but for words with the name of the stage, which are names, and the hashes of assets. */
function saidBut(stage: string, all: Template[]): string[] {
  const leaves = (value: unknown, path: string): string[] => value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path} ${key}`)) : [`${path} ${JSON.stringify(value)}`];
  return all.flatMap((template) => leaves(template, ''))
    .map((line) => line.replace(new RegExp(`[\\w/:-]*${stage}[\\w/:-]*`, 'g'), '*').replace(/[0-9a-f]{64}/g, '*')).sort();
}

describe('the same stacks in an app and in stages of it', () => {
  const [app, beta, production] = [templates(), templates('beta'), templates('production')];

  test('have the same logical ids', () => {
    expect(logicalIds(app).flat().length).toBeGreaterThan(150);
    expect(logicalIds(beta)).toEqual(logicalIds(app));
    expect(logicalIds(production)).toEqual(logicalIds(app));
  });

  test('differ in names alone', () => expect(saidBut('beta', beta)).toEqual(saidBut('production', production)));

  test('have a verifier for each VPC', () => {
    const verifiers = logicalIds(beta).flat().filter((line) => /^LayeredHealthVerifier\w{8}Verifier\w{8} AWS::Lambda::Function$/.test(line));
    // One for each of the two VPCs of the stack, and one for the nested stack, which has its own.
    expect(new Set(verifiers).size).toBe(3);
  });
});

/** A path below the app, each part an id. */
const PATH = fc.array(fc.stringMatching(/^[A-Za-z0-9-]{1,4}$/), { minLength: 1, maxLength: 4 });

/** The construct at a path, created with what is missing above it. */
function at(root: IConstruct, path: string[]): IConstruct {
  return path.reduce<IConstruct>((scope, id) => scope.node.tryFindChild(id) ?? new Construct(scope as Construct, id), root);
}

test('an address is the same in every stage, and another one for every other construct', () => {
  fc.assert(fc.property(PATH, PATH, PATH, fc.constantFrom('beta', 'Production'), (from, to, other, name) => {
    const [app, stage] = [new App(), new Stage(new App(), name)];
    const addressIn = (root: IConstruct, path: string[]) => relativeAddress(at(root, from), at(root, path));
    expect(addressIn(stage, to)).toBe(addressIn(app, to));
    expect(addressIn(app, to) === addressIn(app, other)).toBe(to.join('/') === other.join('/'));
    expect(addressIn(app, to)).toMatch(/^[0-9a-f]{8}$/);
  }));
});
