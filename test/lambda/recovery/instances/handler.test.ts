import { handler } from '../../../../lambda/recovery-instances.handler';
import type { InstanceSettings } from '../../../../src/shared/instance-settings';
import { PLAN } from '../../diagnosis/diagnosis-fixtures';
import { reportOf, task, TASKS } from '../../signals/incident-fixtures';
import { AwsServer, ecsTask } from '../../verification/evidence/aws-server';

const iso = (at: number) => new Date(at).toISOString();
const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/';
const SETTINGS: InstanceSettings = {
  cluster: 'prod',
  plans: ['prod.orders'],
  mode: 'OBSERVE',
  killSwitch: '/switch',
  afterSeconds: 600,
  minHealthyInstances: 1,
  maxDrains: 1,
  windowSeconds: 86_400,
};

let aws: AwsServer;
let refuse = false;
/** What the parameter says; undefined: it cannot be read. */
let killSwitch: string | undefined;

beforeAll(async () => {
  aws = new AwsServer(({ action, input }) => {
    switch (action) {
      case 'ListContainerInstances':
        return refuse ? { httpStatus: 400, errorCode: 'AccessDeniedException' } : { containerInstanceArns: [`${CLUSTER}a`, `${CLUSTER}b`] };
      case 'DescribeContainerInstances':
        return {
          containerInstances: (input.containerInstances as string[]).map((containerInstanceArn) => ({
            containerInstanceArn,
            ec2InstanceId: `i-${containerInstanceArn.slice(-1)}`,
            status: 'ACTIVE',
            agentConnected: true,
          })),
        };
      case 'GetParameter':
        return killSwitch === undefined ? { httpStatus: 400, errorCode: 'ParameterNotFound' } : { Parameter: { Value: killSwitch } };
      case 'ListTasks':
        return { taskArns: TASKS };
      case 'DescribeTasks':
        return { tasks: TASKS.map((id, index) => ecsTask(id, '10.0.0.1', { containerInstanceArn: `${CLUSTER}${index < 2 ? 'a' : 'b'}` })) };
      case 'GetParameters': {
        const record = { function: 'arn:aws:lambda:eu-west-1:111122223333:function:verifier', shards: 1 };
        const [verifier, plan] = input.Names as string[];
        return { Parameters: [{ Name: verifier, Value: JSON.stringify(record) }, { Name: plan, Value: JSON.stringify(PLAN) }] };
      }
      default:
        return reportOf([task(TASKS[0], 'HUNG'), task(TASKS[1], 'PORT_CLOSED'), task(TASKS[2], 'HEALTHY')]);
    }
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  });
});

afterAll(() => aws.stop());

beforeEach(() => {
  refuse = false;
  killSwitch = 'on';
  aws.calls.length = 0;
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => jest.restoreAllMocks());

test('an instance is judged by its own tasks, as the verifier reports them', async () => {
  const first = await handler({ settings: SETTINGS });
  expect(first).toMatchObject({ decision: 'WAIT', suspects: [{ instanceId: 'i-a', fault: 'ALL_TASKS_DOWN' }] });
  const { suspects } = first;
  const recovery = { suspects: suspects.map((suspect) => ({ ...suspect, since: suspect.since - 600_000 })) };
  // Not before the execution holds the lock.
  expect(await handler({ settings: SETTINGS, recovery })).toMatchObject({ decision: 'WAIT' });
  const recent = Date.now() - 5_000;
  expect(await handler({ settings: SETTINGS, recovery, ledger: { acts: '' } })).toMatchObject({
    decision: 'NOTIFY',
    guard: 'OBSERVING',
    message: { subject: 'i-a: needs a person' },
  });
  const spent = await handler({ settings: { ...SETTINGS, mode: 'ACT' }, recovery, ledger: { acts: `${iso(1)} ${iso(recent)}` } });
  expect(spent).toMatchObject({ decision: 'NOTIFY', guard: 'BUDGET_SPENT' });
  // What is older than a day is forgotten, and this drain would be added.
  expect(spent.acts.split(' ')).toEqual([iso(recent), spent.now]);
  expect(await handler({ settings: { ...SETTINGS, mode: 'ACT' }, recovery, ledger: { acts: '' } })).toMatchObject({
    decision: 'DRAIN',
    instance: { arn: `${CLUSTER}a` },
  });
});

test.each([['off'], [' Off\n'], [undefined]])('a parameter that says %j keeps it from draining', async (value) => {
  killSwitch = value;
  const since = Date.now() - 600_000;
  const recovery = { suspects: [{ arn: `${CLUSTER}a`, instanceId: 'i-a', fault: 'ALL_TASKS_DOWN' as const, since }] };
  const answer = await handler({ settings: { ...SETTINGS, mode: 'ACT' }, recovery, ledger: { acts: '' } });
  expect(answer).toMatchObject({
    decision: 'NOTIFY',
    guard: 'SWITCHED_OFF',
    message: { subject: 'i-a: needs a person', text: expect.stringContaining('/switch') },
  });
  expect(aws.calls.filter(({ action }) => action === 'GetParameter').map(({ input }) => input.Name)).toEqual(['/switch']);
});

test('without an answer of ECS nothing is decided', async () => {
  refuse = true;
  await expect(handler({ settings: { ...SETTINGS, plans: [] } })).rejects.toThrow(/AccessDenied|no/);
});
