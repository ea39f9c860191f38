import * as fc from 'fast-check';
import { AwsServer, ecsTask, targetHealth, type Answer, type Call } from './evidence/aws-server';
import type { IdleTarget } from '../../../lambda/shared/idle-request';
import { askForIdleConnections } from '../../../lambda/verification/idle-connections';
import { handler } from '../../../lambda/verifier.handler';
import type { Plan } from '../../../src/shared/plan';
import { planParameter } from '../../../src/shared/registry';
import { PLAN } from '../diagnosis/diagnosis-fixtures';

const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/1';
const BALANCER = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/1';
const HOUR = 3_600_000;
const real = Date.now.bind(Date);

/** What differs between the accounts of these tests. */
interface Account {
  readonly protocol?: string;
  readonly version?: string;
  readonly state?: string;
  readonly groups?: readonly string[];
  readonly refuses?: 'Invoke' | 'DescribeLoadBalancerAttributes';
}

let aws: AwsServer;
let account: Account;
let lines: string[];
let verifier = 0;

beforeAll(async () => {
  aws = new AwsServer((call) => answer(call));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
    PROBER_FUNCTION_NAME: 'prober',
  });
});
afterAll(async () => {
  delete process.env.PROBER_FUNCTION_NAME;
  await aws.stop();
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

function answer({ action, input }: Call): Answer {
  if (action === account.refuses && (action !== 'Invoke' || 'idle' in input)) { return { httpStatus: 400, errorCode: 'Refused' }; }
  switch (action) {
    case 'GetParametersByPath': {
      const plan = { ...PLAN, port: 3000, readiness: undefined, targetGroups: account.groups ?? [GROUP] };
      return { Parameters: [{ Name: planParameter(`idle${verifier}`, 'orders'), Value: JSON.stringify(plan), Version: 1 }] };
    }
    case 'DescribeServices':
      return {
        services: [{
          serviceName: 'orders',
          desiredCount: 1,
          runningCount: 1,
          deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
          loadBalancers: [{ targetGroupArn: GROUP, containerName: 'app', containerPort: 3000 }],
        }],
      };
    case 'ListTasks': return { taskArns: input.desiredStatus === 'RUNNING' ? [(ecsTask('a', '') as { taskArn: string }).taskArn] : [] };
    case 'DescribeTasks': return { tasks: [ecsTask('a', '10.0.1.7', { group: 'service:orders' })] };
    case 'DescribeTargetHealth': return targetHealth([{ id: '10.0.1.7', port: 3000, state: account.state ?? 'healthy' }]);
    case 'DescribeTargetGroups':
      return '<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups><member>'
        + `<TargetGroupArn>${GROUP}</TargetGroupArn><Protocol>${account.protocol ?? 'HTTP'}</Protocol>`
        + `<ProtocolVersion>${account.version ?? 'HTTP1'}</ProtocolVersion>`
        + `<LoadBalancerArns><member>${BALANCER}</member></LoadBalancerArns>`
        + '</member></TargetGroups></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>';
    case 'DescribeLoadBalancerAttributes':
      return '<DescribeLoadBalancerAttributesResponse><DescribeLoadBalancerAttributesResult><Attributes><member>'
        + '<Key>idle_timeout.timeout_seconds</Key><Value>90</Value></member></Attributes></DescribeLoadBalancerAttributesResult>'
        + '</DescribeLoadBalancerAttributesResponse>';
    default:
      return { targets: (input.targets as { id: string }[] ?? []).map(({ id }) => ({ id, checks: [] })), dependencies: [] };
  }
}

/** Sweeps at some minutes of a day; gives what each sweep asked to be held, and its reports without their times. */
async function sweepAt(minutes: readonly number[]): Promise<{ held: unknown[][]; reports: unknown[] }> {
  const held: unknown[][] = [];
  const reports: unknown[] = [];
  const start = real();
  for (const minute of minutes) {
    jest.spyOn(Date, 'now').mockImplementation(() => Math.ceil(start / HOUR) * HOUR + minute * 60_000 + real() - start);
    const before = aws.calls.length;
    const result = await handler({ sweep: `idle${verifier}`, shard: 1, shards: 1, readBudget: 1, reports: true });
    held.push(aws.calls.slice(before).flatMap(({ action, input }) => action === 'Invoke' && 'idle' in input ? [input.idle] : []));
    reports.push(result.reports!.map(({ at, ms, ...rest }) => JSON.stringify(rest).replace(/\d{4}-[\d-]+T[\d:.]+Z/g, 'TIME')));
  }
  return { held, reports };
}

test('once an hour, one connection to each service for the idle timeout of its load balancer; nothing in other sweeps', async () => {
  account = {};
  const { held } = await sweepAt([10, 20, 61, 62, 90, 122]);
  const asked = {
    cluster: 'prod', service: 'orders', host: '10.0.1.7', port: 3000, path: '/live', secure: false, idleTimeoutSeconds: 90,
  };
  expect(held).toEqual([[], [], [[asked]], [], [], [[asked]]]);
});

test.each<[string, Account]>([
  ['a target group over TCP', { protocol: 'TCP' }],
  ['one that speaks gRPC', { version: 'GRPC' }],
  ['a target that is not healthy', { state: 'unhealthy' }],
  ['no target group', { groups: [] }],
  ['an idle timeout that cannot be read', { refuses: 'DescribeLoadBalancerAttributes' }],
])('%s: nothing is held', async (_, given) => {
  account = given;
  expect((await sweepAt([10, 61])).held).toEqual([[], []]);
  const read = aws.calls.map(({ action }) => action);
  if (given.groups) { expect(read).not.toContain('DescribeTargetGroups'); }
  if (given.refuses === undefined) { expect(read).not.toContain('DescribeLoadBalancerAttributes'); }
});

test('a prober that cannot be called changes no report', async () => {
  account = {};
  const { reports } = await sweepAt([10, 61]);
  verifier += 100;
  account = { refuses: 'Invoke' };
  lines = [];
  expect((await sweepAt([10, 61])).reports).toEqual(reports);
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual({
    level: 'WARN', message: expect.stringMatching(/^Idle connections are not held in this hour: Refused/),
  });
});

test('of any number of services each is asked about once, in calls that Lambda accepts', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1_200 }), fc.integer({ min: 1, max: 2_000 }), async (count, length) => {
    const plans = Array.from({ length: count }, (_, index): Plan => ({
      ...PLAN,
      readiness: undefined,
      liveness: { protocol: 'http', path: `/${'é'.repeat(length)}`, timeoutMs: 1 },
      targetGroups: [GROUP],
      service: { ...PLAN.service, name: `s${index}` },
    }));
    const task = {
      lastStatus: 'RUNNING', desiredStatus: 'RUNNING', address: '10.0.1.7', targets: [{ arn: GROUP, port: 3000, state: 'healthy' }],
    };
    const settings = { notice: { failsSeconds: 1, recoversSeconds: 1 }, keepsConnections: { secure: true, loadBalancer: BALANCER } };
    const calls: (readonly IdleTarget[])[] = [];
    await askForIdleConnections(plans, {
      evidence: { known: async (its) => new Map(its.map((plan) => [plan, { tasks: [task, task] } as never])) },
      groupSettings: { of: async () => new Map([[GROUP, settings]]) },
      loadBalancing: { send: async () => ({}) } as never,
      call: async (request) => {
        expect(Buffer.byteLength(JSON.stringify(request))).toBeLessThan(256_000);
        expect(request.idle.length).toBeLessThanOrEqual(500);
        calls.push(request.idle);
      },
    }, AbortSignal.timeout(10_000));
    expect(calls.flat().map(({ service }) => service)).toEqual(plans.map(({ service }) => service.name));
    expect(calls.flat().every(({ secure, idleTimeoutSeconds }) => secure && idleTimeoutSeconds === 60)).toBe(true);
  }), { numRuns: 20 });
});
