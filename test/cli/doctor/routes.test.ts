import type { NatGateway, Route, RouteTable, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { ContainerDefinition, Task } from '@aws-sdk/client-ecs';
import * as fc from 'fast-check';
import type { AccountFacts, ServiceFacts } from '../../../cli/doctor/facts';
import { needsOf } from '../../../cli/doctor/needs';
import { wayOutOf } from '../../../cli/doctor/routes';
import { stranded } from '../../../cli/doctor/stranded';

const NOW = 1_800_000_000_000;
const [OWN, FRONT, NAT, IGW, TASKS] = ['subnet-0a', 'subnet-0b', 'nat-0a', 'igw-0a', 'sg-0a'];
const ECR: ContainerDefinition = { name: 'web', image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1' };
const ALL = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const LOCAL: Route = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' };

const failed: Task = {
  launchType: 'FARGATE',
  lastStatus: 'STOPPED',
  stoppedAt: new Date(NOW - 60_000),
  stopCode: 'TaskFailedToStart',
  stoppedReason: 'ResourceInitializationError: unable to retrieve ecr registry auth: dial tcp: i/o timeout',
  attachments: [{ details: [{ name: 'subnetId', value: OWN }, { name: 'privateIPv4Address', value: '10.0.1.7' }] }],
};

interface World {
  readonly route?: Route;
  readonly others?: readonly Route[];
  /** Default route of the NAT gateway's subnet. */
  readonly beyond?: Route;
  readonly nat?: Partial<NatGateway>;
  readonly endpoints?: readonly Partial<VpcEndpoint>[];
  readonly container?: Partial<ContainerDefinition>;
  readonly assignPublicIp?: 'ENABLED' | 'DISABLED';
  readonly egress?: readonly object[];
  readonly ingress?: readonly object[];
  readonly tasks?: readonly Task[];
  readonly unread?: 'routeTables' | 'endpoints' | 'natGateways';
}

const toInternet: Route = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: IGW, State: 'active' };
const toNat: Route = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: NAT, State: 'active' };

function way({
  route, others = [], beyond = toInternet, nat = {}, endpoints = [], container = {}, assignPublicIp, egress = [ALL], ingress = [ALL],
  tasks = [failed], unread,
}: World) {
  const table = (RouteTableId: string, SubnetId: string, routes: readonly Route[]): RouteTable => (
    { RouteTableId, VpcId: 'vpc-0a', Associations: [{ SubnetId }], Routes: [LOCAL, ...routes] }
  );
  const subnet = (SubnetId: string) => [SubnetId, { SubnetId, VpcId: 'vpc-0a', AvailabilityZone: 'eu-west-1a' }] as const;
  const network: Partial<AccountFacts['network']> = {
    subnets: new Map([subnet(OWN), subnet(FRONT)]),
    routeTables: [table('rtb-0a', OWN, [...route ? [route] : [], ...others]), table('rtb-0b', FRONT, [beyond])],
    endpoints: endpoints.map((each) => ({ VpcId: 'vpc-0a', VpcEndpointId: 'vpce-0a', State: 'Available', ...each })),
    natGateways: [{ NatGatewayId: NAT, SubnetId: FRONT, State: 'available', ConnectivityType: 'public', ...nat }],
  };
  if (unread) { delete (network as Record<string, unknown>)[unread]; }
  const facts: ServiceFacts = {
    cluster: 'prod',
    service: {
      serviceName: 'web',
      taskDefinition: 'web:1',
      networkConfiguration: {
        awsvpcConfiguration: { subnets: [OWN], securityGroups: [TASKS], ...assignPublicIp ? { assignPublicIp } : {} },
      },
    },
    tasks,
  };
  return wayOutOf(facts, {
    region: 'eu-west-1',
    readAt: NOW,
    taskDefinitions: new Map([['web:1', { containerDefinitions: [{ ...ECR, ...container }] }]]),
    securityGroups: new Map([[TASKS, { IpPermissionsEgress: egress }], ['sg-0e', { IpPermissions: ingress }]]),
    network,
  } as unknown as AccountFacts, NOW - 3_600_000);
}

const endpoint = (name: string, more: Partial<VpcEndpoint> = {}): Partial<VpcEndpoint> => ({
  ServiceName: `com.amazonaws.eu-west-1.${name}`,
  VpcEndpointType: 'Interface',
  PrivateDnsEnabled: true,
  Groups: [{ GroupId: 'sg-0e' }],
  ...more,
});
const s3: Partial<VpcEndpoint> = { ServiceName: 'com.amazonaws.eu-west-1.s3', VpcEndpointType: 'Gateway', RouteTableIds: ['rtb-0a'] };
const https = (more: object) => [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...more }];
const forEcr = [endpoint('ecr.api'), endpoint('ecr.dkr'), s3];

test.each<[string, World]>([
  ['a route to a NAT gateway', { route: toNat }],
  ['a route to a regional NAT gateway', { route: toNat, nat: { SubnetId: undefined } as object }],
  ['a route to an internet gateway, with public addresses', { route: toInternet, assignPublicIp: 'ENABLED' }],
  ['endpoints for all that is needed', { endpoints: forEcr }],
  ['endpoints that let the task\'s address in', { endpoints: forEcr, ingress: https({ IpRanges: [{ CidrIp: '10.0.0.0/16' }] }) }],
])('%s is a way out', (_, world) => {
  expect(way(world)?.saw).toBe('OUT');
});

test.each<[string, World, RegExp]>([
  ['no default route', {}, /rtb-0a has no default route, and no endpoint of its VPC leads to ecr\.api, ecr\.dkr, s3$/],
  ['a blackhole', { route: { ...toNat, State: 'blackhole' } }, /leads to nat-0a, which is gone: a blackhole/],
  ['a NAT gateway that failed', { route: toNat, nat: { State: 'failed' } }, /which is failed/],
  ['a NAT gateway without a way of its own', { route: toNat, beyond: LOCAL }, /whose own subnet subnet-0b has no route to an internet/],
  ['an internet gateway without addresses', { route: toInternet }, /leads to igw-0a, but the tasks have no public IP address/],
  ['one endpoint that is missing', { endpoints: [endpoint('ecr.api'), s3] }, /leads to ecr\.dkr$/],
  ['the gateway of another route table', { endpoints: [...forEcr.slice(0, 2), { ...s3, RouteTableIds: ['rtb-0b'] }] }, /leads to s3$/],
  [
    'an endpoint that lets nobody in, whatever the route', { route: toNat, endpoints: forEcr, ingress: [] },
    /of endpoint vpce-0a \(ecr\.api\) lets TCP 443 in/,
  ],
  ['security groups that let nothing out', { route: toNat, egress: [] }, /tasks' security groups \(sg-0a\) lets TCP 443 out/],
  ['a public registry', { container: { image: 'nginx' } }, /has no default route$/],
])('%s is none', (_, world, words) => {
  const found = way(world);
  expect([found?.saw, found?.words]).toEqual(['NONE', expect.stringMatching(words)]);
  expect(found?.command).toMatch(/^aws (ec2|ecs) /);
});

test.each<[string, World]>([
  ['a transit gateway', { route: { DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-0a', State: 'active' } }],
  ['a NAT gateway of another account', { route: { ...toNat, NatGatewayId: 'nat-0b' } }],
  ['a private NAT gateway', { route: toNat, nat: { ConnectivityType: 'private' } }],
  ['a firewall behind the NAT gateway', { route: toNat, beyond: { ...toInternet, GatewayId: 'vpce-0f' } }],
  ['some other route', { others: [{ DestinationCidrBlock: '52.0.0.0/8', TransitGatewayId: 'tgw-0a', State: 'active' }] }],
  ['an IPv6 route', { others: [{ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-0a', State: 'active' }] }],
  ['endpoints without private names', { endpoints: forEcr.map((each) => ({ ...each, PrivateDnsEnabled: false })) }],
  ['a registry of one\'s own', { container: { image: 'registry.corp.example/web' } }],
  ['prefix lists alone', { route: toNat, egress: https({ PrefixListIds: [{ PrefixListId: 'pl-0a' }] }) }],
  ['instances', { tasks: [{ ...failed, launchType: 'EC2' }] }],
  ['a task that stopped for another reason', { tasks: [{ ...failed, stoppedReason: 'CannotPullContainerError: not found' }] }],
  ['a task that stopped long ago', { tasks: [{ ...failed, stoppedAt: new Date(NOW - 7_200_000) }] }],
])('of %s nothing is claimed', (_, world) => {
  expect(way(world)).toBeUndefined();
});

test('the command gives the tasks addresses, and changes nothing else', () => {
  expect(way({ route: toInternet })?.command).toBe('aws ecs update-service --cluster prod --service web --region eu-west-1 '
    + "--network-configuration 'awsvpcConfiguration={subnets=[subnet-0a],securityGroups=[sg-0a],assignPublicIp=ENABLED}'");
});

test('what was not read is never claimed', () => {
  fc.assert(fc.property(
    fc.constantFrom('routeTables', 'endpoints', 'natGateways'), fc.constantFrom(undefined, toNat, toInternet),
    fc.subarray(forEcr), fc.constantFrom<'ENABLED' | 'DISABLED'>('ENABLED', 'DISABLED'),
    (unread, route, endpoints, assignPublicIp) => {
      expect(way({ ...route ? { route } : {}, endpoints, assignPublicIp, unread: unread as World['unread'] & string })).toBeUndefined();
    },
  ));
});

test('a task waits long after three minutes', () => {
  const waits = (ms: number): Task => (
    { launchType: 'FARGATE', lastStatus: 'PENDING', desiredStatus: 'RUNNING', createdAt: new Date(NOW - ms) }
  );
  expect(stranded([waits(180_001)], 0, NOW)).toHaveLength(1);
  expect(stranded([waits(180_000)], 0, NOW)).toHaveLength(0);
  expect(way({ tasks: [waits(600_000)] })?.saw).toBe('NONE');
});

test.each<[ContainerDefinition, readonly string[]]>([
  [ECR, ['ecr.api', 'ecr.dkr', 's3']],
  [{ image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/web' }, ['internet']],
  [{ image: 'nginx' }, ['internet']],
  [{ image: 'bitnami/nginx:1' }, ['internet']],
  [{ image: 'public.ecr.aws/docker/nginx' }, ['internet']],
  [{ image: 'europe-docker.pkg.dev/a/b' }, ['internet']],
  [{ image: 'registry.corp.example:5000/web' }, ['elsewhere']],
  [{
    ...ECR,
    secrets: [{ name: 'A', valueFrom: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a' }, { name: 'B', valueFrom: '/web/b' }],
    environmentFiles: [{ value: 'arn:aws:s3:::a/b.env', type: 's3' }],
    logConfiguration: { logDriver: 'awslogs' },
  }, ['ecr.api', 'ecr.dkr', 's3', 'secretsmanager', 'ssm', 'logs']],
])('%j has to reach %j', (container, needs) => {
  expect(needsOf({ containerDefinitions: [container] }, 'eu-west-1')).toEqual(needs);
});
