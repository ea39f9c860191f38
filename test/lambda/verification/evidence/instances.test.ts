import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsServer, ecsTask, targetHealth, type Answer, type Call } from './aws-server';
import { diagnoseTask } from '../../../../lambda/diagnosis/diagnose-task';
import { probeRequests } from '../../../../lambda/verification/build-probe-requests';
import { blamedTasks, confirmed } from '../../../../lambda/verification/confirm';
import { readInstances } from '../../../../lambda/verification/evidence/ec2-instances';
import { InstanceAddresses } from '../../../../lambda/verification/evidence/instance-addresses';
import { readEvidence } from '../../../../lambda/verification/evidence/read-evidence';
import { readIdentities } from '../../../../lambda/verification/evidence/read-identities';
import type { Plan } from '../../../../src/shared/plan';
import { PLAN } from '../../diagnosis/diagnosis-fixtures';

const [GROUP] = PLAN.targetGroups;
const BRIDGE: Plan = { ...PLAN, service: { cluster: 'prod', name: 'orders', container: 'app', network: 'bridge' } };
const HOST: Plan = { ...BRIDGE, service: { ...BRIDGE.service, network: 'host' } };
const INSTANCE = 'arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/c1';

const bound = (containerPort: number, hostPort: number, protocol = 'tcp') => ({ bindIP: '0.0.0.0', containerPort, hostPort, protocol });

/** A task as DescribeTasks gives it, in network mode bridge. */
function bridgeTask(name: string, networkBindings: object[], changes: object = {}): { taskArn: string } {
  const containers = [
    { name: 'log-router', networkBindings: [bound(8080, 40_000)] }, // another container's port of the same number
    { name: 'app', healthStatus: 'HEALTHY', networkBindings },
  ];
  return ecsTask(name, '', { attachments: [], containerInstanceArn: INSTANCE, containers, ...changes }) as { taskArn: string };
}

/** DescribeInstances' answer. */
function instances(...members: string[]): string {
  return (
    '<DescribeInstancesResponse '
    + `xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><instancesSet>${members.join('')}`
    + '</instancesSet></item></reservationSet></DescribeInstancesResponse>'
  );
}
const INSTANCE_1 = '<item><instanceId>i-1</instanceId><privateIpAddress>10.0.9.1</privateIpAddress></item>';

const TARGETS = [
  { id: 'i-1', port: 32_768, state: 'healthy' }, { id: 'i-1', port: 32_769, state: 'unhealthy', reason: 'Target.Timeout' },
  { id: 'i-2', port: 32_768, state: 'draining' }, { id: '10.0.9.1', port: 8080, state: 'unused', reason: 'Target.NotInUse' },
];

function account(
  tasks: readonly { taskArn: string }[],
  special: Partial<Record<string, (call: Call) => Answer>> = {},
): (call: Call) => Answer {
  return (call) => {
    const own = special[call.action];
    if (own) { return own(call); }
    switch (call.action) {
      case 'DescribeServices':
        return {
          services: [
            {
              status: 'ACTIVE',
              desiredCount: 1,
              runningCount: 1,
              loadBalancers: [{ targetGroupArn: GROUP, containerName: 'app', containerPort: 8080 }],
            },
          ],
        };
      case 'ListTasks':
        return { taskArns: call.input.desiredStatus === 'RUNNING' ? tasks.map(({ taskArn }) => taskArn) : [] };
      case 'DescribeTasks':
        return { tasks };
      case 'DescribeContainerInstances':
        return { containerInstances: [{ containerInstanceArn: INSTANCE, ec2InstanceId: 'i-1' }] };
      case 'DescribeInstances':
        return instances(INSTANCE_1);
      default:
        return targetHealth(TARGETS);
    }
  };
}

let answering: (call: Call) => Answer;
const server = new AwsServer((call) => answering(call));
let clients: { ecs: ECSClient; loadBalancing: ElasticLoadBalancingV2Client; instances: InstanceAddresses };

beforeAll(async () => {
  const settings = {
    endpoint: await server.start(),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  };
  // The shipped reader of EC2 makes its own client, from the environment.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: settings.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  });
  const ecs = new ECSClient(settings);
  clients = { ecs, loadBalancing: new ElasticLoadBalancingV2Client(settings), instances: new InstanceAddresses(ecs, readInstances) };
});
beforeEach(() => {
  server.calls.length = 0;
  clients = { ...clients, instances: new InstanceAddresses(clients.ecs, readInstances) };
});
afterAll(async () => {
  clients.ecs.destroy();
  clients.loadBalancing.destroy();
  await server.stop();
});

async function read(plan: Plan, tasks: readonly { taskArn: string }[], special: Partial<Record<string, (call: Call) => Answer>> = {}) {
  answering = account(tasks, special);
  return { evidence: await readEvidence(plan, clients, AbortSignal.timeout(5_000)) };
}

test('a task in bridge mode is found at its instance, behind the port that its container has bound', async () => {
  const { evidence } = await read(BRIDGE, [bridgeTask('a', [bound(8080, 32_768), bound(8080, 32_800, 'udp')])]);
  expect(evidence.tasks[0]).toMatchObject({ address: '10.0.9.1', hostPorts: { '8080/tcp': 32_768 } });
  expect(evidence.tasks[0]).not.toHaveProperty('unprobed');
  expect(evidence.tasks[0].targets).toMatchObject([{ targetGroup: 'orders', port: 32_768, state: 'healthy' }]); // of i-1 at 32768 alone
  const asked = (action: string) => server.calls.find((call) => call.action === action)!.input;
  expect(asked('DescribeContainerInstances')).toEqual({ cluster: 'prod', containerInstances: [INSTANCE] });
  // By filter: one id that is gone would fail the call for all others.
  expect(asked('DescribeInstances')).toMatchObject({ 'Filter.1.Name': 'instance-id', 'Filter.1.Value.1': 'i-1' });
  const { targets: [target] } = probeRequests(BRIDGE, evidence)!.inside;
  expect(target).toMatchObject({ host: '10.0.9.1', port: 32_768, liveness: { port: 32_768 } });
});

test('every endpoint goes through the map, and a port that must be closed only where the host publishes it', async () => {
  const plan: Plan = {
    ...BRIDGE,
    liveness: { ...PLAN.liveness!, port: 9000 },
    readiness: { protocol: 'udp', timeoutMs: 1_000, port: 8080 },
    closedPorts: [9229, 5005],
  };
  const { evidence } = await read(plan, [
    bridgeTask('a', [bound(8080, 32_768), bound(8080, 32_800, 'udp'), bound(9000, 32_770), bound(5005, 32_771)]),
  ]);
  const { targets: [target] } = probeRequests(plan, evidence)!.inside;
  expect(target).toMatchObject({ port: 32_800, liveness: { port: 32_770 }, readiness: { port: 32_800 }, closedPorts: [32_771] });
});

test('in host mode the container\'s port is that of the instance', async () => {
  const { evidence } = await read(HOST, [bridgeTask('a', [])], {
    DescribeTargetHealth: () => targetHealth([{ id: 'i-1', port: 8080, state: 'healthy' }]),
  });
  expect(evidence.tasks[0]).toMatchObject({ address: '10.0.9.1', targets: [{ state: 'healthy' }] });
  expect(evidence.tasks[0]).not.toHaveProperty('hostPorts');
  expect(probeRequests(HOST, evidence)!.inside.targets[0]).toMatchObject({ host: '10.0.9.1', port: 8080 });
});

test.each([
  ['the port is not bound', [], {}, /no single host port that container app has bound its port 8080\/tcp to/],
  ['the port is bound to 0, which is not yet', [bound(8080, 0)], {}, /no single host port/],
  ['several host ports are named', [bound(8080, 32_768), bound(8080, 32_900)], {}, /no single host port/],
  ['only UDP is bound', [bound(8080, 32_768, 'udp')], {}, /no single host port/],
  [
    'EC2 does not know the instance',
    [bound(8080, 32_768)],
    { DescribeInstances: () => instances() },
    /EC2 shows no private address of instance i-1/,
  ],
  [
    'it is no EC2 instance',
    [bound(8080, 32_768)],
    { DescribeContainerInstances: () => ({ containerInstances: [{ containerInstanceArn: INSTANCE, ec2InstanceId: 'mi-1' }] }) },
    /no EC2 instance behind/,
  ],
  [
    'ECS does not know the instance',
    [bound(8080, 32_768)],
    { DescribeContainerInstances: () => ({ containerInstances: [], failures: [{ reason: 'MISSING' }] }) },
    /no EC2 instance behind/,
  ],
])('nothing is probed and nobody is blamed where %s', async (_, bindings, special, reason) => {
  const { evidence } = await read(BRIDGE, [bridgeTask('a', bindings)], special);
  expect(probeRequests(BRIDGE, evidence)).toBeUndefined();
  const verdict = diagnoseTask({ ...evidence.tasks[0], targets: [] }, {}, BRIDGE, Date.parse('2024-01-01')).diagnosis;
  expect(verdict).toMatchObject({ fault: 'PROBER_FAULT', status: 'UNKNOWN', evidence: [expect.stringMatching(reason)] });
});

test.each(['DescribeContainerInstances', 'DescribeInstances'])('rejects when %s is not allowed', async (action) => {
  const denied = () => ({ httpStatus: 403, errorCode: 'AccessDeniedException' });
  await expect(read(BRIDGE, [bridgeTask('a', [bound(8080, 32_768)])], { [action]: denied })).rejects.toThrow(
    expect.objectContaining({ name: 'AccessDeniedException' }),
  );
});

test('an instance is read once, and again only while its address is unknown', async () => {
  let known = false;
  answering = account([bridgeTask('a', [bound(8080, 32_768)])], { DescribeInstances: () => (known ? instances(INSTANCE_1) : instances()) });
  const look = () => readEvidence(BRIDGE, clients, AbortSignal.timeout(5_000));
  const reads = () => server.calls.filter(({ action }) => action === 'DescribeInstances').length;
  expect((await look()).tasks[0].address).toBeUndefined();
  known = true;
  expect((await look()).tasks[0].address).toBe('10.0.9.1');
  await look();
  expect(reads()).toBe(2);
});

test('a task that has other ports by now is not blamed for what the old ones answered', async () => {
  let hostPort = 32_768;
  answering = account([], {
    ListTasks: () => ({ taskArns: ['a'] }),
    DescribeTasks: () => ({ tasks: [bridgeTask('a', [bound(8080, hostPort)])] }),
  });
  const signal = AbortSignal.timeout(5_000);
  const { tasks: [evidence] } = await readEvidence(BRIDGE, clients, signal);
  const refused = { layer: 'L4', check: 'port', status: 'DOWN', outcome: 'REFUSED', ms: 1, detail: '' } as const;
  const probe = { id: evidence.taskArn, checks: [refused] };
  const examined = [{ evidence, probe, ...diagnoseTask(evidence, { probe }, BRIDGE, Date.now()) }];
  expect(blamedTasks(examined)).toEqual([evidence.taskArn]);
  const again = async () =>
    confirmed(examined, await readIdentities(BRIDGE, [evidence.taskArn], clients, signal), BRIDGE, Date.now())[0].diagnosis;
  expect(await again()).toBe(examined[0].diagnosis);
  hostPort = 32_999;
  expect(await again()).toMatchObject({
    fault: 'PROBER_FAULT',
    evidence: ['the task is another one than was probed: hostPorts was 8080/tcp at 32768, is 8080/tcp at 32999'],
  });
});

test('tasks with an interface are probed at it, IPv4 first, and known to target groups by either address', async () => {
  const details = [{ name: 'subnetId', value: 's' }];
  const dual = ecsTask('dual', '10.0.0.1', {
    containers: [{ name: 'app', networkInterfaces: [{ privateIpv4Address: '10.0.0.1', ipv6Address: '2001:db8::1' }] }],
  });
  const six = ecsTask('six', '', {
    attachments: [{ type: 'ElasticNetworkInterface', details }],
    containers: [{ name: 'app', networkInterfaces: [{ ipv6Address: '2001:db8::2' }] }],
  });
  const { evidence } = await read(PLAN, [dual, six] as { taskArn: string }[], {
    DescribeTargetHealth: () =>
      targetHealth([
        { id: '2001:db8::1', port: 8080, state: 'healthy' },
        { id: '2001:db8::2', port: 8080, state: 'initial' },
      ]),
  });
  expect(evidence.tasks.map(({ task, address, targets }) => [task, address, targets[0]?.state])).toEqual([
    ['dual', '10.0.0.1', 'healthy'], ['six', '2001:db8::2', 'initial'],
  ]);
});

test('an instance without IPv4 is found at its IPv6 address', async () => {
  const six = '<item><instanceId>i-1</instanceId><ipv6Address>2001:db8::9</ipv6Address></item>';
  const { evidence } = await read(BRIDGE, [bridgeTask('a', [bound(8080, 32_768)])], { DescribeInstances: () => instances(six) });
  expect(evidence.tasks[0].address).toBe('2001:db8::9');
});
