import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { PLAN } from '../diagnosis/diagnosis-fixtures';
import { AwsServer, ecsTask, targetHealth, type Answer, type Call } from './evidence/aws-server';
import { handler as prober } from '../../../lambda/prober.handler';
import { pack } from '../../../lambda/shared/packed-request';
import { checkPlan } from '../../../lambda/verification/plan-check';
import type { Report } from '../../../lambda/verification/report/report';
import { handler } from '../../../lambda/verifier.handler';
import type { Plan } from '../../../src/shared/plan';

let aws: AwsServer;
let app: Server;
let port: number;
let answer: (call: Call) => Answer | undefined;
let serve: (path: string, response: ServerResponse) => void;
let lines: string[];

beforeAll(async () => {
  aws = new AwsServer((call) => answer(call));
  app = createServer((request, response) => serve(request.url!, response));
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  port = (app.address() as AddressInfo).port;
  // The handler's clients live as long as the module does, so they have to find the one server.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
    LAYERED_HEALTH_ALLOW_LOCAL: '1',
  });
});

afterAll(async () => {
  app.closeAllConnections();
  await Promise.all([aws.stop(), new Promise((resolve) => app.close(resolve))]);
});

beforeEach(() => {
  lines = [];
  answer = account();
  serve = (_, response) => response.end('{"status":"ok"}');
  delete process.env.PROBER_FUNCTION_NAME;
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  });
});

afterEach(() => jest.restoreAllMocks());

// The verifier remembers: each test is so much later than the one before that nothing earlier counts.
let hours = 0;
beforeEach(() => {
  const real = Date.now;
  hours += 1;
  jest.spyOn(Date, 'now').mockImplementation(() => real.call(Date) + hours * 3_600_000);
});

function account(special: Partial<Record<string, (call: Call) => Answer | undefined>> = {}): (call: Call) => Answer | undefined {
  const task = ecsTask('a', '127.0.0.1');
  return (call) => {
    const own = special[call.action];
    if (own) { return own(call); }
    switch (call.action) {
      case 'DescribeServices':
        return { services: [{ desiredCount: 1, runningCount: 1, deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }] }] };
      case 'ListTasks':
        return { taskArns: call.input.desiredStatus === 'RUNNING' ? [(task as { taskArn: string }).taskArn] : [] };
      case 'DescribeTasks':
        return { tasks: [task] };
      default:
        return targetHealth([{ id: '127.0.0.1', port, state: 'healthy' }]);
    }
  };
}

/** No round reaches it, also where the machine is busy and clients are loaded for the first time. */
const ROUND_DEADLINE_MS = 15_000;

function plan(timing: Partial<Plan['timing']> = {}): Plan {
  return { ...PLAN, port, timing: { ...PLAN.timing, roundDeadlineMs: ROUND_DEADLINE_MS, ...timing } };
}

function written(): { metrics: Record<string, unknown>[]; logs: Record<string, unknown>[] } {
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { metrics: parsed.filter((line) => '_aws' in line), logs: parsed.filter((line) => !('_aws' in line)) };
}

test('the plan of a service that is well: a report and one log line', async () => {
  const report = await handler(plan());
  expect(report).toMatchObject({
    service: 'orders',
    cluster: 'prod',
    status: 'UP',
    fault: 'HEALTHY',
    layer: null,
    counts: { desired: 1, running: 1, verified: 1, failing: 0, restartWouldHelp: 0, needsPeople: 0 },
    tasks: [{ task: 'a', fault: 'HEALTHY', beliefs: ['ECS says RUNNING, container HEALTHY', 'target group orders says healthy'] }],
  });
  expect(report.tasks[0].checks.map(({ layer, check, outcome }) => `${layer} ${check} ${outcome}`)).toEqual([
    'L3 network OK', 'L4 port OK', 'L7 liveness OK', 'L7 readiness OK',
  ]);
  const { metrics, logs } = written();
  expect(metrics).toEqual([]);
  expect(logs).toEqual([expect.objectContaining({ level: 'INFO', status: 'UP', message: report.summary })]);
});

test('a task in bridge mode is probed at its instance, behind the port that ECS has bound', async () => {
  const task = ecsTask('a', '', {
    attachments: [],
    containerInstanceArn: 'arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/c1',
    containers: [{ name: 'app', healthStatus: 'HEALTHY', networkBindings: [{ containerPort: 8080, hostPort: port, protocol: 'tcp' }] }],
  }) as { containerInstanceArn: string };
  answer = account({
    DescribeTasks: () => ({ tasks: [task] }),
    DescribeContainerInstances: () => ({ containerInstances: [{ containerInstanceArn: task.containerInstanceArn, ec2InstanceId: 'i-1' }] }),
    DescribeInstances: () => '<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>'
      + '<privateIpAddress>127.0.0.1</privateIpAddress></item></instancesSet></item></reservationSet></DescribeInstancesResponse>',
    DescribeTargetHealth: () => targetHealth([{ id: 'i-1', port, state: 'healthy' }]),
  });
  const report = await handler({ ...plan(), port: 8080, service: { ...PLAN.service, network: 'bridge' } });
  expect(report).toMatchObject({
    status: 'UP',
    tasks: [{ address: '127.0.0.1', fault: 'HEALTHY', beliefs: [expect.anything(), 'target group orders says healthy'] }],
  });
});

test('a service whose liveness fails, and was well', async () => {
  await handler(plan());
  lines = [];
  serve = (path, response) => response.writeHead(path === '/live' ? 500 : 200).end();
  const report = await handler(plan());
  expect(report).toMatchObject({
    status: 'DOWN',
    fault: 'LIVENESS_FAILED',
    layer: 'L7',
    remedy: 'RESTART',
    counts: { restartWouldHelp: 1 },
  });
  const { metrics, logs } = written();
  // Only a sweep publishes: who asks for one service gets the report.
  expect([metrics.length, logs.length]).toEqual([0, 1]);
});

test.each(['DescribeServices', 'ListTasks', 'DescribeTasks'])(
  '%s throttled: PROBER_FAULT, no metrics, one line, no exception',
  async (action) => {
    answer = account({ [action]: () => ({ httpStatus: 400, errorCode: 'ThrottlingException' }) });
    const report = await handler(plan({ roundDeadlineMs: 1_000 }));
    expect(report).toMatchObject({
      service: 'orders',
      status: 'UNKNOWN',
      fault: 'PROBER_FAULT',
      layer: 'PROBER',
      remedy: 'NONE',
      tasks: [],
    });
    expect(report.evidence[0]).toMatch(/^this verification failed before a verdict: ThrottlingException/);
    const { metrics, logs } = written();
    expect([metrics.length, logs.length]).toEqual([0, 1]);
  },
);

test.each([[200, 'HEALTHY', 0], [500, 'LIVENESS_FAILED', 1]])(
  'DescribeTargetHealth throttled while the task answers %i: it is probed all the same, %s, and what is missing is said',
  async (status, fault, failing) => {
    serve = (_, response) => response.writeHead(status).end();
    answer = account({ DescribeTargetHealth: () => ({ httpStatus: 400, errorCode: 'ThrottlingException' }) });
    const report = await handler(plan());
    expect(report).toMatchObject({ fault, counts: { failing } });
    expect(report.evidence).toContainEqual(expect.stringMatching(/^target group \S+ could not be read \(ThrottlingException/));
  },
);

test('an API that never answers ends with the round', async () => {
  answer = account({ DescribeTasks: () => undefined });
  const report = await handler(plan({ roundDeadlineMs: 500 }));
  expect(report.fault).toBe('PROBER_FAULT');
  expect(report.ms).toBeLessThan(1_500);
});

test('a task that ECS is stopping by the time its probe has failed is not blamed', async () => {
  serve = (_, response) => response.writeHead(500).end();
  let reads = 0;
  const stopping = ecsTask('a', '127.0.0.1', { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' });
  answer = account({ DescribeTasks: () => ({ tasks: [++reads === 1 ? ecsTask('a', '127.0.0.1') : stopping] }) });
  const report = await handler(plan());
  expect(reads).toBe(2);
  expect(report).toMatchObject({
    fault: 'DRAINING',
    remedy: 'WAIT',
    tasks: [{ fault: 'DRAINING', checks: [] }],
    counts: { failing: 0, restartWouldHelp: 0 },
  });
});

test('dependencies in their own protocol, a closed port and a front door, end to end', async () => {
  serve = (path, response) =>
    response.writeHead(path === '/ready' ? 503 : 200).end('{"status":"error","details":{"database":{"status":"down"}}}');
  const tcp = { protocol: 'tcp', timeoutMs: 500 } as const;
  const dead = createServer();
  await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
  const closed = (dead.address() as AddressInfo).port;
  await new Promise((resolve) => dead.close(resolve));
  const dependencies = [{ name: 'database', host: '127.0.0.1', port: closed, endpoint: tcp }];
  const down = await handler({ ...plan(), liveness: { ...PLAN.liveness, format: 'status-only' }, dependencies });
  expect(down).toMatchObject({ fault: 'DEPENDENCY_DOWN', dependencies: [{ id: 'database' }] });

  serve = (_, response) => response.end();
  const edge = await handler({ ...plan(), frontDoor: { host: '127.0.0.1', port: closed, endpoint: tcp, inside: false } });
  expect(edge).toMatchObject({ fault: 'FRONT_DOOR_DOWN', status: 'DOWN', counts: { needsPeople: 1, failing: 0 } });
  expect(edge.evidence[0]).toMatch(/^the front door fails: PORT_CLOSED, port \(L4\): 127\.0\.0\.1:\d+ refused/);

  expect(await handler({ ...plan(), closedPorts: [closed] })).toMatchObject({ fault: 'HEALTHY' });
  expect(await handler({ ...plan(), closedPorts: [closed, port] })).toMatchObject({ fault: 'PORT_EXPOSED', counts: { needsPeople: 1 } });
});

describe('secret headers', () => {
  const TOKEN = 'hunter2-hunter2-hunter2';
  const KEY = 'k3y-k3y-k3y-k3y';
  const secretHeaders = [
    {
      name: 'authorization',
      source: 'secretsmanager',
      id: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:probe-a1b2c3',
      field: 'token',
      prefix: 'Bearer ',
    },
    { name: 'x-api-key', source: 'ssm', id: '/probe/key' },
  ] as const;
  const secretPlan = (): Plan => ({
    ...plan(),
    liveness: { ...PLAN.liveness, secretHeaders, assertions: [{ on: 'body', equals: 'fine' }] },
  });
  const values = {
    GetSecretValue: () => ({ SecretString: JSON.stringify({ token: TOKEN }) }),
    GetParameter: () => ({ Parameter: { Value: KEY } }),
  };
  let seen: IncomingHttpHeaders[];
  const echo = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.headers);
    response
      .writeHead(503, { 'x-echo': `${request.headers.authorization}` })
      .end(
        JSON.stringify({ status: 'DOWN', components: { [`${request.headers['x-api-key']}`]: { status: 'DOWN' } }, echo: request.headers }),
      );
  };
  beforeEach(() => {
    seen = [];
    app.removeAllListeners('request').on('request', echo);
  });
  afterEach(() => app.removeAllListeners('request').on('request', (request, response) => serve(request.url!, response)));

  test('reach the target and appear nowhere else, even when the target repeats them', async () => {
    answer = account(values);
    const report = await handler(secretPlan());
    expect(seen.find(({ authorization }) => authorization)).toMatchObject({ 'authorization': `Bearer ${TOKEN}`, 'x-api-key': KEY });
    expect(report.fault).toBe('LIVENESS_FAILED');
    for (const output of [JSON.stringify(report), ...lines]) { for (const value of [TOKEN, KEY]) { expect(output).not.toContain(value); } }
  });

  test('that cannot be read leave the service unjudged, and the header and the reason are named', async () => {
    // The values of the first test may still be kept: another name of the same kind is not.
    const [token] = secretHeaders;
    const unread: Plan = { ...plan(), liveness: { ...PLAN.liveness, secretHeaders: [{ ...token, id: `${token.id}-other` }] } };
    answer = account({ GetSecretValue: () => ({ httpStatus: 400, errorCode: 'AccessDeniedException' }) });
    const report = await handler(unread);
    expect(report).toMatchObject({ status: 'UNKNOWN', fault: 'PROBER_FAULT' });
    expect(report.evidence[0]).toBe(
      'SecretUnreadable: the value of header authorization cannot be read from secretsmanager: AccessDeniedException',
    );
    expect(seen).toEqual([]);
  });

  test('are handed to the prober in the call, and an error of its keeps them to itself', async () => {
    process.env.PROBER_FUNCTION_NAME = 'prober';
    const invoked: Call[] = [];
    answer = account({
      ...values,
      Invoke: (call) => {
        invoked.push(call);
        return { functionError: true, errorType: 'Error', errorMessage: `cannot send ${TOKEN}` };
      },
    });
    const report = await handler(secretPlan());
    expect(Object.values(invoked[0].input.secrets as object)).toEqual([TOKEN, KEY]);
    expect(report.evidence[0]).toBe('the prober failed: Error: the prober function ended with Unhandled: Error');
    for (const output of [JSON.stringify(report), ...lines]) { expect(output).not.toContain(TOKEN); }
  });
});

describe('with a prober function', () => {
  beforeEach(() => { process.env.PROBER_FUNCTION_NAME = 'prober'; });

  test('the prober probes', async () => {
    const requests: Call[] = [];
    const probed = new Map<string, Answer>();
    answer = account({
      Invoke: (call) => {
        requests.push(call);
        return probed.get('answer');
      },
    });
    const request = {
      targets: [{ id: 'arn:aws:ecs:eu-west-1:111122223333:task/prod/a', host: '127.0.0.1', port, liveness: PLAN.liveness, timeoutMs: 500 }],
      dependencies: [],
      deadlineMs: 1_000,
    };
    probed.set('answer', await prober(pack(request)));
    const report = await handler(plan());
    expect(report.fault).toBe('HEALTHY');
    expect(requests).toHaveLength(1);
    expect(requests[0].input).toMatchObject({
      targets: [{ ...request.targets[0], liveness: 0, readiness: 1 }], endpoints: [PLAN.liveness, PLAN.readiness], dependencies: [],
    });
    expect(requests[0].input.deadlineMs).toBeLessThan(ROUND_DEADLINE_MS);
  });

  test.each<[string, Answer | undefined, RegExp]>([
    ['throws', { functionError: true, errorType: 'Error' }, /the prober failed: Error: the prober function ended with Unhandled/],
    ['answers something else', { surprise: true }, /the prober failed: Error: the prober function did not answer with probes/],
    ['is refused', { httpStatus: 403, errorCode: 'AccessDeniedException' }, /the prober failed: AccessDeniedException/],
    ['never answers', undefined, /the prober failed: /],
  ])('a prober that %s: nothing is said of the tasks, and nobody asks twice', async (_, given, evidence) => {
    let calls = 0;
    answer = account({ Invoke: () => { calls += 1; return given; } });
    const report = await handler(plan({ roundDeadlineMs: 1_000 }));
    expect(report).toMatchObject({
      status: 'UNKNOWN',
      fault: 'PROBER_FAULT',
      tasks: [{ fault: 'PROBER_FAULT', beliefs: [expect.any(String), expect.any(String)] }],
    });
    expect(report.evidence[0]).toMatch(evidence);
    expect(calls).toBe(1);
    expect(written().metrics).toEqual([]);
  });
});

test('a prober that Lambda refuses for want of concurrency is called again', async () => {
  process.env.PROBER_FUNCTION_NAME = 'prober';
  let calls = 0;
  answer = account({
    Invoke: () => {
      calls += 1;
      return calls < 3
        ? { httpStatus: 429, errorCode: 'TooManyRequestsException' }
        : { targets: [{ id: 'arn:aws:ecs:eu-west-1:111122223333:task/prod/a', checks: [] }], dependencies: [] };
    },
  });
  expect((await handler(plan())).tasks).toHaveLength(1);
  expect(calls).toBe(3);
});

test('malformed plans: one line that names the field, a report, never an exception', async () => {
  const paths = [
    'version',
    'service',
    'service.name',
    'port',
    'liveness',
    'liveness.timeoutMs',
    'readiness.path',
    'targetGroups',
    'dependencies',
    'timing',
    'timing.rounds',
    'systemicShare',
  ];
  const values = fc.oneof(fc.anything(), fc.constant(undefined));
  await fc.assert(fc.asyncProperty(fc.constantFrom(...paths), values, fc.boolean(), async (path, value, misspelt) => {
    const mutated = mutate(path, value, misspelt);
    const checked = checkPlan(mutated);
    fc.pre('problem' in checked);
    lines = [];
    const report: Report = await handler(mutated);
    expect(report).toMatchObject({ status: 'UNKNOWN', fault: 'PROBER_FAULT', remedy: 'NONE' });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0])).toMatchObject({ level: 'ERROR', fault: 'PROBER_FAULT', field: (checked as { field: string }).field });
  }), { numRuns: 200 });
});

test('a malformed request for a sweep: one line that names the field, and an answer that nothing was verified', async () => {
  const request = { sweep: 'prod', shard: 17, shards: 17, readBudget: 0.4 } as unknown as Plan;
  expect(await handler(request)).toEqual({
    verified: 0, unverified: [], well: 0, trouble: expect.stringMatching(/^the request is malformed: shard /),
  });
  expect(lines.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level: 'ERROR', field: 'shard' })]);
});

function mutate(path: string, value: unknown, misspelt: boolean): unknown {
  const copy = structuredClone(plan()) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce((object, key) => object[key] as Record<string, unknown>, copy);
  if (misspelt) {
    parent[`${last}s`] = parent[last];
    delete parent[last];
  } else if (value === undefined) { delete parent[last]; } else { parent[last] = value; }
  return copy;
}
