import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsServer, ecsTask, targetHealth, type Answer, type Call } from './evidence/aws-server';
import { handler } from '../../../lambda/verifier.handler';
import type { Plan } from '../../../src/shared/plan';
import { planParameter, type SweepRequest } from '../../../src/shared/registry';
import { PLAN } from '../diagnosis/diagnosis-fixtures';

type Fields = Record<string, unknown>;

/** A service as the account has it. */
interface Deployed {
  readonly name: string;
  readonly tasks?: number;
  readonly cluster?: string;
  readonly plan?: Partial<Plan>;
  /** What stands in the parameter instead of a plan. */
  readonly value?: string;
  /** ECS does not know it. */
  readonly gone?: boolean;
}

let aws: AwsServer;
let app: Server;
let port: number;
let lines: string[];
let account: (call: Call) => Answer | undefined;
/** Verifiers keep what they read, so each test has one of its own. */
let verifier = 0;

beforeAll(async () => {
  aws = new AwsServer((call) => account(call));
  app = createServer((asked, response) => response.writeHead(asked.url!.startsWith('/sick') ? 500 : 200).end('{"status":"ok"}'));
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  port = (app.address() as AddressInfo).port;
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
  verifier += 1;
  lines = [];
  aws.calls.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  });
});

afterEach(() => jest.restoreAllMocks());

function request(changes: Partial<SweepRequest> = {}): SweepRequest {
  return { sweep: `v${verifier}`, shard: 1, shards: 1, readBudget: 100, ...changes };
}

/** An account with these services; `special` answers before it. */
function deploy(services: readonly Deployed[], special: Partial<Record<string, (input: Fields) => Answer | undefined>> = {}): void {
  const arnsOf = ({ name, tasks = 1 }: Deployed) => Array.from({ length: tasks }, (_, index) => (
    `arn:aws:ecs:eu-west-1:111122223333:task/prod/${name}-${index}`));
  const inCluster = (input: Fields) => services.filter(({ cluster = 'prod', gone }) => !gone && cluster === input.cluster);
  account = ({ action, input }) => {
    const own = special[action]?.(input);
    if (own) { return own; }
    switch (action) {
      case 'GetParametersByPath': {
        const all = services.map((service) => ({
          Name: planParameter(String(input.Path).split('/')[2], service.name),
          Value: service.value ?? JSON.stringify(planOf(service)),
          Version: 1,
        })).filter(({ Name }) => Name.startsWith(`${String(input.Path)}/`));
        const start = Number(input.NextToken ?? 0);
        return { Parameters: all.slice(start, start + 10), ...start + 10 < all.length ? { NextToken: String(start + 10) } : {} };
      }
      case 'DescribeServices':
        return {
          services: inCluster(input).filter(({ name }) => (input.services as string[]).includes(name)).map(({ name, tasks = 1 }) => ({
            serviceName: name, desiredCount: tasks, runningCount: tasks, deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
          })),
        };
      case 'ListTasks': {
        if (input.desiredStatus !== 'RUNNING') { return { taskArns: [] }; }
        const arns = inCluster(input).filter(({ name }) => !input.serviceName || name === input.serviceName).flatMap(arnsOf);
        const start = Number(input.nextToken ?? 0);
        return { taskArns: arns.slice(start, start + 100), ...start + 100 < arns.length ? { nextToken: String(start + 100) } : {} };
      }
      case 'DescribeTasks':
        return {
          tasks: (input.tasks as string[]).map((taskArn) => {
            const name = taskArn.split('/').pop()!;
            return ecsTask(name, '127.0.0.1', { group: `service:${name.replace(/-\d+$/, '')}` });
          }),
        };
      default:
        return targetHealth([{ id: '127.0.0.1', port, state: 'healthy' }]);
    }
  };
}

function planOf({ name, cluster = 'prod', plan }: Deployed): Plan {
  return {
    ...PLAN,
    port,
    service: { ...PLAN.service, name, cluster },
    liveness: { protocol: 'http', path: '/', timeoutMs: 3_000 },
    readiness: undefined,
    targetGroups: [],
    timing: { ...PLAN.timing, roundDeadlineMs: 8_000 },
    ...plan,
  };
}

const SICK: Partial<Plan> = { liveness: { protocol: 'http', path: '/sick', timeoutMs: 3_000 } };

function written(): { metrics: Fields[]; logs: Fields[] } {
  const parsed = lines.map((line) => JSON.parse(line) as Fields);
  return { metrics: parsed.filter((line) => '_aws' in line), logs: parsed.filter((line) => !('_aws' in line)) };
}

function calls(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of aws.calls) { counts[action] = (counts[action] ?? 0) + 1; }
  return counts;
}

test('services that are well: a handful of calls, the heartbeat as the only metric and one line', async () => {
  deploy(Array.from({ length: 30 }, (_, index) => ({ name: `s${index}`, tasks: 2 })));
  expect(await handler(request())).toEqual({ verified: 30, well: 30, unverified: [] });
  expect(calls()).toEqual({ GetParametersByPath: 3, DescribeServices: 3, ListTasks: 2, DescribeTasks: 1 });
  const { metrics, logs } = written();
  expect(metrics).toEqual([expect.objectContaining({ Verifier: `v${verifier}`, Shard: '1', ServicesVerified: 30, ServicesUnverified: 0 })]);
  expect(logs).toEqual([expect.objectContaining({ level: 'INFO', verified: 30, well: 30 })]);
});

test('one service is sick, one malformed, one gone: each is itself alone, and changes are logged once', async () => {
  deploy([
    { name: 'well' }, { name: 'sick', plan: SICK }, { name: 'gone', gone: true }, { name: 'broken', value: '{"version":1' },
    { name: 'strange', value: JSON.stringify({ ...PLAN, surprise: true }) },
  ]);
  const result = await handler(request());
  expect(result).toMatchObject({ verified: 2, well: 1 });
  expect(result.unverified.map(({ plan, reason }) => `${plan.split('/').pop()}: ${reason}`).sort()).toEqual([
    expect.stringMatching(/^broken: its plan is malformed: plan must be JSON/),
    expect.stringMatching(/^gone: this verification failed before a verdict: Error: ECS knows no service gone/),
    expect.stringMatching(/^strange: its plan is malformed: surprise is not a field/),
  ]);
  expect(written().metrics).toContainEqual(expect.objectContaining({ Service: 'sick', Faults: 1, FaultsNeedingPeople: 1 }));
  expect(written().logs.map(({ service, verified }) => service ?? verified).sort()).toEqual([2, 'gone', 'sick']);
  lines = [];
  await handler(request());
  expect(written().metrics.map(({ Service }) => Service)).toEqual(['sick', 'sick', undefined]);
  expect(written().logs.map(({ service, verified }) => service ?? verified)).toEqual([2]);
});

test('a cluster that cannot be read costs its services alone', async () => {
  deploy([{ name: 'here' }, { name: 'there', cluster: 'other' }, { name: 'too', cluster: 'other' }], {
    ListTasks: ({ cluster }) => cluster === 'other' ? { httpStatus: 400, errorCode: 'AccessDeniedException' } : undefined,
  });
  const result = await handler(request());
  expect(result.verified).toBe(1);
  expect(result.unverified.map(({ service }) => service).sort()).toEqual(['there', 'too']);
});

test('throttled calls are made again until they succeed, and counted', async () => {
  const refused: Record<string, number> = { DescribeServices: 2, ListTasks: 2, DescribeTasks: 1, GetParametersByPath: 1 };
  const refuse = (action: string) => () => (
    (refused[action] -= 1) >= 0 ? { httpStatus: 400, errorCode: 'ThrottlingException' } : undefined);
  deploy([{ name: 'a' }, { name: 'b' }], Object.fromEntries(Object.keys(refused).map((action) => [action, refuse(action)])));
  expect(await handler(request())).toMatchObject({ verified: 2, unverified: [] });
  expect(written().metrics).toEqual([expect.objectContaining({ ServicesVerified: 2, ReadsThrottled: 6 })]);
});

test('where no plan could ever be read, there is no heartbeat', async () => {
  deploy([{ name: 'a' }], { GetParametersByPath: () => ({ httpStatus: 400, errorCode: 'AccessDeniedException' }) });
  expect(await handler(request())).toMatchObject({ verified: 0, trouble: 'no plan could be read: AccessDeniedException' });
  expect(written().metrics).toEqual([]);
});

test('a target group that cannot be read keeps no service from being verified', async () => {
  const group = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/a/1';
  deploy([{ name: 'a', plan: { targetGroups: [group] } }], {
    DescribeTargetHealth: () => ({ httpStatus: 400, errorCode: 'AccessDenied' }),
  });
  expect(await handler(request())).toMatchObject({ verified: 1 });
});

test('shards divide the plans among them, each reads only its own', async () => {
  const services = Array.from({ length: 64 }, (_, index) => ({ name: `s${index}` }));
  deploy(services);
  const results = await Promise.all([1, 2, 3].map((shard) => handler(request({ shard, shards: 3 }))));
  expect(results.map(({ verified }) => verified).reduce((a, b) => a + b)).toBe(64);
  expect(Math.min(...results.map(({ verified }) => verified))).toBeGreaterThan(8);
  expect(calls().GetParametersByPath).toBeLessThanOrEqual(20);
});

test('a sweep does not begin before the one before it is over', async () => {
  deploy([{ name: 'a' }]);
  const [first, second] = await Promise.all([handler(request()), handler(request())]);
  expect(first).toMatchObject({ verified: 1 });
  expect(second).toMatchObject({ verified: 0, trouble: 'the sweep before is not over' });
});

test('plans that ask for it are verified several times a minute, the others once', async () => {
  deploy([
    { name: 'often', plan: { ...SICK, timing: { ...PLAN.timing, rounds: 3, roundSpacingSeconds: 0.3, roundDeadlineMs: 1_000 } } },
    { name: 'once', plan: SICK },
  ]);
  await handler(request());
  const looks = written().metrics.filter(({ Faults }) => Faults).map(({ Service }) => Service);
  expect(looks.filter((name) => name === 'often')).toHaveLength(3);
  expect(looks.filter((name) => name === 'once')).toHaveLength(1);
});

test('a malformed request is refused with the field', async () => {
  const { trouble } = await handler({ ...request(), shard: 99 });
  expect(trouble).toContain('shard must be a number from 1 to 16');
});
