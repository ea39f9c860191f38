import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsServer, ecsTask, targetHealth, type Answer, type Call } from './aws-server';
import type { ServiceEvidence } from '../../../../lambda/diagnosis/evidence';
import { readEvidence } from '../../../../lambda/verification/evidence/read-evidence';
import type { Plan } from '../../../../src/shared/plan';
import { PLAN } from '../../diagnosis/diagnosis-fixtures';

const [GROUP] = PLAN.targetGroups;
const SECOND_GROUP = GROUP.replace('/orders/', '/orders-green/');

const SERVICE = {
  status: 'ACTIVE',
  desiredCount: 2,
  runningCount: 1,
  deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: 1_700_000_000, failedTasks: 2 }],
  loadBalancers: [{ targetGroupArn: GROUP, containerName: 'app', containerPort: 8080 }],
};

/** Of tasks with an interface of their own nobody asks for an instance. */
const NO_INSTANCES = { of: () => Promise.reject(new Error('nobody may ask')) };

type Answering = (call: Call) => Answer | undefined;

/** What a healthy account answers; single calls can be answered otherwise. */
function account(tasks: readonly object[], special: Partial<Record<string, Answering>> = {}): Answering {
  const arns = tasks.map((task) => (task as { taskArn: string }).taskArn);
  return (call) => {
    const own = special[call.action];
    if (own) { return own(call); }
    switch (call.action) {
      case 'DescribeServices':
        return { services: [SERVICE] };
      case 'ListTasks':
        return { taskArns: call.input.desiredStatus === 'RUNNING' ? arns : [] };
      case 'DescribeTasks':
        return { tasks: tasks.filter((task) => (call.input.tasks as string[]).includes((task as { taskArn: string }).taskArn)) };
      default:
        return targetHealth([{ id: '10.0.0.1', port: 8080, state: 'healthy' }]);
    }
  };
}

let server: AwsServer | undefined;
afterEach(async () => server?.stop());

async function read(answer: Answering, plan: Plan = PLAN, signal: AbortSignal = AbortSignal.timeout(5_000)): Promise<ServiceEvidence> {
  server = new AwsServer(answer);
  const settings = {
    endpoint: await server.start(),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  };
  const ecs = new ECSClient(settings);
  const loadBalancing = new ElasticLoadBalancingV2Client(settings);
  try {
    return await readEvidence(plan, { ecs, loadBalancing, instances: NO_INSTANCES }, signal);
  } finally {
    ecs.destroy();
    loadBalancing.destroy();
  }
}

test('reads service, tasks and targets into plain data', async () => {
  const evidence = await read(account([ecsTask('a', '10.0.0.1')]));
  expect(evidence).toEqual({
    desired: 2,
    running: 1,
    deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: '2023-11-14T22:13:20.000Z', failedTasks: 2 }],
    tasks: [{
      task: 'a',
      taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/prod/a',
      address: '10.0.0.1',
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      containerHealth: 'HEALTHY', // of the container that the plan names, not of the task
      agentConnected: true,
      startedAt: '2023-11-14T22:13:20.000Z',
      targets: [{ targetGroup: 'orders', arn: PLAN.targetGroups[0], port: 8080, state: 'healthy' }],
    }],
    stopped: [],
  });
  expect(server!.calls.find(({ action }) => action === 'DescribeServices')!.input).toEqual({ cluster: 'prod', services: ['orders'] });
});

test('reads all pages of running tasks and describes them in batches of 100', async () => {
  const tasks = Array.from({ length: 250 }, (_, index) => ecsTask(`t${String(index).padStart(3, '0')}`, `10.0.1.${index}`));
  const arns = tasks.map((task) => (task as { taskArn: string }).taskArn);
  const evidence = await read(account(tasks, {
    ListTasks: ({ input }) => {
      if (input.desiredStatus === 'STOPPED') { return { taskArns: [], nextToken: 'more-that-nobody-reads' }; }
      const from = Number(input.nextToken ?? 0);
      return { taskArns: arns.slice(from, from + 100), ...from + 100 < arns.length ? { nextToken: String(from + 100) } : {} };
    },
  }));
  expect(evidence.tasks.map(({ task }) => task)).toEqual(tasks.map((_, index) => `t${String(index).padStart(3, '0')}`));
  const sizes = server!.calls.filter(({ action }) => action === 'DescribeTasks').map(({ input }) => (input.tasks as string[]).length);
  expect(sizes.sort()).toEqual([100, 100, 50]);
  expect(server!.calls.filter(({ input }) => input.desiredStatus === 'STOPPED')).toHaveLength(1);
});

test('keeps tasks that are stopping, and of those that are gone when and why', async () => {
  const stopping = ecsTask('b', '10.0.0.2', { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' });
  const exited = { desiredStatus: 'STOPPED', lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited' };
  const gone = ecsTask('c', '10.0.0.3', { ...exited, stoppedAt: 1_700_000_060, stoppedReason: `Essential container ${'x'.repeat(500)}` });
  const unborn = ecsTask('d', '10.0.0.4', { ...exited, stopCode: 'TaskFailedToStart', startedAt: undefined, stoppedAt: 1_700_000_120 });
  const tasks = [stopping, gone, unborn] as { taskArn: string }[];
  const evidence = await read(account(tasks, {
    ListTasks: ({ input }) => ({ taskArns: input.desiredStatus === 'STOPPED' ? tasks.map(({ taskArn }) => taskArn) : [] }),
  }));
  expect(evidence.tasks.map(({ task, lastStatus }) => [task, lastStatus])).toEqual([['b', 'DEACTIVATING']]);
  expect(evidence.stopped).toEqual([
    { task: 'd', stoppedAt: '2023-11-14T22:15:20.000Z', stopCode: 'TaskFailedToStart' },
    {
      task: 'c',
      startedAt: '2023-11-14T22:13:20.000Z',
      stoppedAt: '2023-11-14T22:14:20.000Z',
      stopCode: 'EssentialContainerExited',
      reason: expect.stringMatching(/^Essential container x{179}…$/) as string,
    },
  ]);
});

test('finds the address in network interfaces, and none where there is no interface', async () => {
  const managed = ecsTask('a', '', {
    attachments: [],
    containers: [{ name: 'app', networkInterfaces: [{ privateIpv4Address: '10.0.0.7' }] }],
  });
  const bridge = ecsTask('b', '', { attachments: [], containers: [{ name: 'app', networkBindings: [{ hostPort: 32768 }] }] });
  const { tasks } = await read(account([managed, bridge]));
  expect(tasks.map(({ address, targets, containerHealth }) => ({ address, targets, containerHealth }))).toEqual([
    { address: '10.0.0.7', targets: [], containerHealth: 'UNKNOWN' },
    { address: undefined, targets: [], containerHealth: 'UNKNOWN' },
  ]);
});

test('without a named container the health of the task counts, and a lost agent is told', async () => {
  const { tasks } = await read(account([ecsTask('a', '10.0.0.1', { connectivity: 'DISCONNECTED' })]), {
    ...PLAN,
    service: { cluster: 'prod', name: 'orders' },
  });
  expect(tasks[0]).toMatchObject({ containerHealth: 'UNHEALTHY', agentConnected: false });
});

test('matches targets by address and by the port of the service in that group', async () => {
  const services = [{ ...SERVICE, loadBalancers: [{ targetGroupArn: GROUP, containerPort: 9090 }] }];
  const { tasks } = await read(account([ecsTask('a', '10.0.0.1')], {
    DescribeServices: () => ({ services }),
    DescribeTargetHealth: ({ input }) => targetHealth(input.TargetGroupArn === GROUP
      ? [{ id: '10.0.0.1', port: 8080, state: 'healthy' }, { id: '10.0.0.1', port: 9090, state: 'unhealthy', reason: 'Target.Timeout' }]
      : [{ id: '10.0.0.1', port: 8080, state: 'unused', reason: 'Target.NotInUse' }, { id: '10.0.0.2', port: 8080, state: 'healthy' }]),
  }), { ...PLAN, targetGroups: [GROUP, SECOND_GROUP] });
  expect(tasks[0].targets).toMatchObject([
    { targetGroup: 'orders', state: 'unhealthy', reason: 'Target.Timeout' },
    { targetGroup: 'orders-green', state: 'unused', reason: 'Target.NotInUse' },
  ]);
});

test('a service behind two load balancers is looked up in each group at the container port registered there', async () => {
  const services = [
    {
      ...SERVICE,
      loadBalancers: [
        { targetGroupArn: GROUP, containerName: 'app', containerPort: 8080 },
        { targetGroupArn: SECOND_GROUP, containerName: 'app', containerPort: 9000 },
      ],
    },
  ];
  const both = [
    { id: '10.0.0.1', port: 8080, state: 'healthy' },
    { id: '10.0.0.1', port: 9000, state: 'unhealthy', reason: 'Target.Timeout' },
  ];
  const { tasks } = await read(account([ecsTask('a', '10.0.0.1')], {
    DescribeServices: () => ({ services }),
    DescribeTargetHealth: () => targetHealth(both),
  }), { ...PLAN, targetGroups: [GROUP, SECOND_GROUP] });
  expect(tasks[0].targets).toMatchObject([
    { targetGroup: 'orders', state: 'healthy' },
    { targetGroup: 'orders-green', state: 'unhealthy', reason: 'Target.Timeout' },
  ]);
});

test('the other group of a blue/green pair has the same container port, even where the plan asks another one', async () => {
  const advancedConfiguration = { alternateTargetGroupArn: SECOND_GROUP };
  const services = [
    { ...SERVICE, loadBalancers: [{ targetGroupArn: GROUP, containerName: 'app', containerPort: 9000, advancedConfiguration }] },
  ];
  const { tasks } = await read(
    account([ecsTask('a', '10.0.0.1')], {
      DescribeServices: () => ({ services }),
      DescribeTargetHealth: ({ input }) =>
        targetHealth(input.TargetGroupArn === SECOND_GROUP ? [{ id: '10.0.0.1', port: 9000, state: 'healthy' }] : []),
    }),
    { ...PLAN, targetGroups: [GROUP, SECOND_GROUP] },
  );
  expect(tasks[0].targets).toMatchObject([{ targetGroup: 'orders-green', state: 'healthy' }]);
});

test('a worker has no targets, and needs no port to be read', async () => {
  const { port: _port, liveness: _liveness, readiness: _readiness, ...rest } = PLAN;
  const { tasks } = await read(account([ecsTask('a', '10.0.0.1')]), { ...rest, targetGroups: [], worker: { verdictSeconds: 95 } });
  expect(tasks[0]).toMatchObject({ targets: [], agentConnected: true });
});

test('reads targets before tasks, so that a task that leaves in between is known to leave', async () => {
  await read(account([ecsTask('a', '10.0.0.1')]));
  const order = server!.calls.map(({ action }) => action);
  expect(order.indexOf('DescribeTargetHealth')).toBeLessThan(order.indexOf('DescribeTasks'));
});

test('asks nothing about tasks where there are none', async () => {
  const { tasks } = await read(account([]));
  expect(tasks).toEqual([]);
  expect(server!.calls.map(({ action }) => action)).not.toContain('DescribeTasks');
});

test.each([
  [
    'a service that does not exist',
    { services: [], failures: [{ reason: 'MISSING' }] },
    'ECS knows no service orders in cluster prod: MISSING',
  ],
  [
    'a service that was deleted',
    { services: [{ ...SERVICE, status: 'INACTIVE' }] },
    'ECS knows no service orders in cluster prod: INACTIVE',
  ],
])('rejects %s', async (_, answer, message) => {
  await expect(read(account([], { DescribeServices: () => answer }))).rejects.toThrow(message);
});

test.each(['DescribeServices', 'ListTasks', 'DescribeTasks'])('rejects when %s is throttled', async (action) => {
  const throttled = () => ({ httpStatus: 400, errorCode: 'ThrottlingException' });
  await expect(read(account([ecsTask('a', '10.0.0.1')], { [action]: throttled }))).rejects.toThrow(
    expect.objectContaining({ name: 'ThrottlingException' }),
  );
});

test('a target group that cannot be read is left out and named, and the others are read', async () => {
  const { tasks, unread } = await read(account([ecsTask('a', '10.0.0.1')], {
    DescribeTargetHealth: ({ input }) => input.TargetGroupArn === GROUP
      ? { httpStatus: 400, errorCode: 'ThrottlingException' }
      : targetHealth([{ id: '10.0.0.1', port: 8080, state: 'healthy' }]),
  }), { ...PLAN, targetGroups: [GROUP, SECOND_GROUP] });
  expect(tasks[0]).toMatchObject({ targets: [{ targetGroup: 'orders-green', state: 'healthy' }], targetsIncomplete: true });
  expect(unread).toEqual([
    expect.stringMatching(/^target group orders could not be read \(ThrottlingException: .*\), so the load balancer's view is missing$/),
  ]);
});

test('a stopped task says how its container ended: the one that failed, the one of the plan first', async () => {
  const ended = (name: string, containers: object[]) => ecsTask(name, '10.0.0.9', {
    lastStatus: 'STOPPED', desiredStatus: 'STOPPED', stoppedAt: 1_700_000_100, stopCode: 'EssentialContainerExited', containers,
  });
  const memory = 'OutOfMemoryError: Container killed due to memory usage';
  const { stopped } = await read(account([
    ended('a', [{ name: 'sidecar', exitCode: 143 }, { name: 'app', exitCode: 137, reason: memory }]),
    ended('b', [{ name: 'app', exitCode: 0 }, { name: 'sidecar', exitCode: 1 }]),
    ended('c', [{ name: 'app', exitCode: 0 }, { name: 'sidecar', exitCode: 143 }]),
    ended('d', [{ name: 'app' }]),
  ]));
  expect(Object.fromEntries(stopped.map(({ task, container }) => [task, container]))).toEqual({
    a: { name: 'app', exitCode: 137, reason: memory }, b: { name: 'sidecar', exitCode: 1 }, c: { name: 'app', exitCode: 0 }, d: undefined,
  });
});

test('gives up when the signal says so', async () => {
  const began = Date.now();
  await expect(read(account([], { ListTasks: () => undefined }), PLAN, AbortSignal.timeout(200))).rejects.toThrow();
  expect(Date.now() - began).toBeLessThan(2_000);
});

test('a stopped task of which ECS names no time is no evidence, and spoils none', async () => {
  const stopped = (name: string, changes: object) =>
    ecsTask(name, '10.0.0.9', { lastStatus: 'STOPPED', desiredStatus: 'STOPPED', ...changes });
  const tasks = [
    ecsTask('a', '10.0.0.1'),
    stopped('b', {}),
    stopped('c', { stoppedAt: 1_700_000_100, startedAt: undefined, stopCode: 'TaskFailedToStart', stoppedReason: 'r'.repeat(300) }),
  ];
  const evidence = await read(account(tasks));
  expect(evidence.tasks.map(({ task }) => task)).toEqual(['a']);
  expect(evidence.stopped).toEqual([
    { task: 'c', stoppedAt: '2023-11-14T22:15:00.000Z', stopCode: 'TaskFailedToStart', reason: `${'r'.repeat(199)}…` },
  ]);
});
