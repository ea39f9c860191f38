import { at, facts, NOW, PROGRESS, SETTINGS, TASK } from './recovery-fixtures';
import type { MachineState } from '../../../../lambda/recovery/services/machine-state';
import { recover } from '../../../../lambda/recovery/services/recover';
import type { RecoveryDeps } from '../../../../lambda/recovery/services/recovery-deps';

const execution = { id: 'arn:aws:states:eu-west-1:111122223333:execution:recovery:incident-1', name: 'incident-1' };
const nobody = {} as RecoveryDeps;
const state = (changes: Partial<MachineState>): MachineState => ({
  settings: SETTINGS,
  recovery: {
    ...at({ stage: 'VERIFY', task: TASK }),
    now: '',
    until: '',
    decision: 'BLOCKED',
    guard: 'DEPLOYING',
    reason: 'a deployment of the service is in progress',
  },
  ...changes,
});
const message = async (changes: Partial<MachineState>) =>
  (await recover({ step: 'WRITE_MESSAGE', execution, state: state(changes) }, nobody)) as any;

test('says what was found, what was decided and why, and what happens next', async () => {
  const { subject, message: text, outcome } = await message({});
  expect(subject).toBe('orders: not recovered (DEPLOYING)');
  expect(text.split('\n').slice(0, 4)).toEqual([
    'The service orders in cluster prod was not recovered, blocked by DEPLOYING: a deployment of the service is in progress.',
    '',
    'What happens next: ECS finishes the deployment or rolls it back; check the service if the fault outlasts it.',
    'Evidence: task task-1, HUNG: HUNG was seen',
  ]);
  expect(text).toContain('Incident: incident-1');
  expect(text).toContain('https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn:aws:states');
  expect(outcome).toMatchObject({ incident: 'incident-1', task: 'task-1', decision: 'BLOCKED', guard: 'DEPLOYING' });
});

test.each([
  ['prepare', 'Lambda.Unknown', /could not start \(Lambda\.Unknown\)/],
  ['lock', 'DynamoDB.ThrottlingException', /lock could not be taken \(DynamoDB\.ThrottlingException\), so nothing was done/],
  ['decide', 'ThrottlingException', /facts for a decision could not be read/],
  ['record', 'DynamoDB.ThrottlingException', /could not be recorded .* so it was not done/],
  ['stop', 'ECS.ThrottlingException', /did not confirm that it stops task task-1/],
  ['question', 'SNS.ThrottlingException', /approval could not be requested/],
] as const)('a state that failed is in the message: %s', async (where, Error, words) => {
  const { message: text, outcome } = await message({ failed: { [where]: { Error } } });
  expect(outcome).toMatchObject({ decision: 'ESCALATED' });
  expect(text).toMatch(words);
});

test('a chat gets its schema, everyone else text, and a request for approval is split in both', async () => {
  const settings = { ...SETTINGS, format: 'CHAT' as const };
  const { message: both } = await message({ settings });
  expect(JSON.parse(both)).toEqual({
    default: expect.stringContaining('blocked by DEPLOYING'),
    https: expect.stringContaining('"source":"custom"'),
  });
  const { parts } = await recover({ step: 'WRITE_QUESTION', execution, state: state({ settings }) }, nobody) as any;
  expect(parts).toHaveLength(3);
  expect(JSON.parse(parts.join('TOKEN+/='))).toMatchObject({ default: expect.stringContaining('TOKEN=TOKEN+/=') });
});

test('a request for approval shows the evidence, and how to answer', async () => {
  const { subject, parts } = await recover({ step: 'WRITE_QUESTION', execution, state: state({}) }, nobody) as any;
  expect(subject).toBe('orders: approve stopping task task-1?');
  const text = parts.join('THE-TOKEN') as string;
  expect(text).toContain('Evidence: task task-1, HUNG: HUNG was seen');
  expect(text).toContain('TOKEN=THE-TOKEN');
  expect(text).toMatch(/Approve: aws stepfunctions send-task-success .*\nDeny: aws stepfunctions send-task-failure --error DENIED /);
});

test('of many steps the message shows the last twelve', async () => {
  const steps = Array.from({ length: 13 }, (_, index) => ({
    at: new Date(NOW + index * 1_000).toISOString(),
    decision: 'ASK_APPLICATION' as const,
    reason: `step ${index + 1}.`,
  }));
  const { message: text } = await message({
    recovery: { ...PROGRESS, task: facts().task, now: '', until: '', decision: 'RECOVERED', reason: 'well', steps } as never,
  });
  expect(text).not.toContain('step 1.');
  expect(text).toContain('step 2.');
  expect(text).toContain('step 13.');
});

test('the lock lasts as long as a recovery may take', async () => {
  const begun = await recover({ step: 'PREPARE', execution, state: { settings: SETTINGS } }, { now: () => NOW } as RecoveryDeps) as any;
  expect(begun).toMatchObject({
    incident: 'incident-1',
    now: new Date(NOW).toISOString(),
    until: new Date(NOW + 3_600_000).toISOString(),
    handled: [],
  });
});

test('an unknown step is refused', async () => {
  await expect(recover({ step: 'NONE' as never, execution, state: state({}) }, nobody)).rejects.toThrow(
    /^The step is unknown: got NONE, allowed: the steps of a state machine of StagedRecovery\. Deploy/,
  );
});
