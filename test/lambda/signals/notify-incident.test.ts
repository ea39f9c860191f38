import * as fc from 'fast-check';
import { ALARMS, alarmEvent, BLIND, endOfAlarm, NAME, reportOf, PLAN_ID, task, TASKS, TOPIC, VERIFIER, WELL } from './incident-fixtures';
import { handler } from '../../../lambda/notifier.handler';
import type { NotifierRequest } from '../../../src/shared/notifier-request';
import { planParameter } from '../../../src/shared/registry';
import { PLAN } from '../diagnosis/diagnosis-fixtures';
import { action, instance, OUT_OF_MEMORY, SCALE_IN } from './events/samples';
import { AwsServer, type Answer, type Call } from '../verification/evidence/aws-server';

const PUBLISHED = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
const FALLBACK = 'arn:aws:sns:eu-west-1:111122223333:others';
const plan = { ...PLAN, timing: { ...PLAN.timing, rounds: 6, roundDeadlineMs: 200 }, alerts: { topicArn: TOPIC, format: 'TEXT' } };
const hung = reportOf([task(TASKS[0], 'HUNG'), ...WELL.slice(1)]);

const VERIFIER_NAME = '/cdk-ecs-layered-health/prod/verifier';
const PLAN_NAME = planParameter('prod', PLAN_ID.split('.')[1]);
const registered = (value: string, record: object = { function: VERIFIER, shards: 1 }) => ({
  Parameters: [{ Name: PLAN_NAME, Value: value, Version: 1 }, { Name: VERIFIER_NAME, Value: JSON.stringify(record), Version: 1 }],
});

let aws: AwsServer;
let special: Partial<Record<string, (call: Call) => Answer | undefined>>;
let lines: string[];
let minutes = 0;

beforeAll(async () => {
  aws = new AwsServer((call) => {
    const own = special[call.action];
    if (own) { return own(call); }
    if (call.action === 'GetParameters') { return registered(JSON.stringify(plan)); }
    return call.action === 'Invoke' ? hung : PUBLISHED;
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
  aws.calls.length = 0;
  special = {};
  lines = [];
  delete process.env.FALLBACK_TOPIC_ARN;
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
});

afterEach(() => jest.restoreAllMocks());

/** Each of another minute, so that no test sees another's messages. */
function began(triggers: readonly string[] = [ALARMS.faults]): Record<string, unknown> {
  return alarmEvent('ALARM', triggers, { at: Date.parse('2026-11-01T00:00:00Z') + ++minutes * 60_000 });
}

const published = () => aws.calls.filter((call) => call.action === 'Publish').map(({ input }) => input as Record<string, string>);

test('an alarm leads to one verification of the service and to one message', async () => {
  await expect(handler(began())).resolves.toMatchObject({ notified: true, kind: 'HUNG', type: 'CloudWatch alarm' });
  expect(aws.calls.map(({ action: name }) => name)).toEqual(['GetParameters', 'Invoke', 'Publish']);
  expect(aws.calls[0].input).toEqual({ Names: [VERIFIER_NAME, PLAN_NAME] });
  expect(aws.calls[1].input).toEqual(plan);
  expect(published()).toEqual([
    expect.objectContaining({
      TopicArn: TOPIC,
      Subject: 'orders: DEGRADED, HUNG at L7 on 1 of 3 tasks',
      Message: expect.stringMatching(/^orders in cluster prod is DEGRADED, HUNG/),
    }),
  ]);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 'INFO',
      notified: true,
      kind: 'HUNG',
      event: expect.stringContaining(NAME),
      message: expect.stringContaining('HUNG'),
    }),
  ]);
});

test('for chat applications the schema goes over HTTPS, and text everywhere else', async () => {
  special.GetParameters = () => registered(JSON.stringify({ ...plan, alerts: { topicArn: TOPIC, format: 'CHAT' } }));
  await handler(began());
  expect(published()[0].MessageStructure).toBe('json');
  const forEach = JSON.parse(published()[0].Message) as Record<string, string>;
  expect(forEach.default).toMatch(/^orders in cluster prod/);
  expect(JSON.parse(forEach.https)).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: { title: 'orders: DEGRADED, HUNG at L7 on 1 of 3 tasks' },
  });
});

test('the same change is sent once, however often it is delivered; the next one is another', async () => {
  const [one, other] = [began(), began()];
  await handler(one);
  await expect(handler(one)).resolves.toMatchObject({ notified: false, why: 'the same notification was sent a moment ago' });
  await handler(other);
  expect(published()).toHaveLength(2);
});

test('the end is sent, with how long it took; that of a new alarm and of one whose start was not sent is not', async () => {
  special.Invoke = () => reportOf(WELL);
  await expect(handler(endOfAlarm())).resolves.toMatchObject({ notified: true, kind: 'OVER' });
  expect(published()[0].Subject).toBe('orders: alarm ended after 14 minutes');
  for (const previous of ['INSUFFICIENT_DATA', 'OK']) {
    await expect(handler(alarmEvent('OK', [], { previous, at: 1 }))).resolves.toMatchObject({ notified: false });
  }
  await expect(handler(alarmEvent('INSUFFICIENT_DATA', [], { at: 2 }))).resolves.toMatchObject({ notified: false });
  expect(published()).toHaveLength(1);
});

test('the end of an alarm whose start was sent is sent even after its actions were suppressed', async () => {
  await handler(began());
  special.Invoke = () => reportOf(WELL);
  await expect(handler(alarmEvent('OK', [], { previous: 'OK', at: 3 }))).resolves.toMatchObject({ notified: true, kind: 'OVER' });
  await expect(handler(alarmEvent('OK', [], { previous: 'OK', at: 4 }))).resolves.toMatchObject({ notified: false });
});

test.each<[string, typeof special, RegExp]>([
  [
    'the verifier throws',
    { Invoke: () => ({ functionError: true, errorType: 'TypeError', errorMessage: 'secret' }) },
    /the verifier function ended with Unhandled: TypeError/,
  ],
  [
    'the verifier may not be called',
    { Invoke: () => ({ httpStatus: 403, errorCode: 'AccessDeniedException' }) },
    /the verifier cannot be called \(AccessDeniedException\)/,
  ],
  ['the verifier answers something else', { Invoke: () => ({ statusCode: 200 }) }, /the verifier did not answer with a report/],
  [
    'the verifier reported a fault of its own',
    { Invoke: () => ({ ...hung, fault: 'PROBER_FAULT', evidence: ['ECS did not answer'] }) },
    /the cause could not be verified: ECS did not answer/,
  ],
])('a message is sent although %s', async (_, answers, why) => {
  special = answers;
  await expect(handler(began())).resolves.toMatchObject({ notified: true, kind: 'UNVERIFIED' });
  expect(published()[0]).toMatchObject({
    TopicArn: TOPIC,
    Subject: 'orders: in alarm, and the cause could not be verified',
    Message: expect.stringMatching(why),
  });
  expect(published()[0].Message).toContain(ALARMS.faults);
  expect(published()[0].Message).not.toContain('secret');
});

test('a verifier that does not answer is not waited for longer than there is time', async () => {
  special.Invoke = () => undefined;
  const start = Date.now();
  await expect(handler(began([ALARMS.faults]), { getRemainingTimeInMillis: () => 16_500 })).resolves.toMatchObject({
    notified: true,
    kind: 'UNVERIFIED',
  });
  expect(Date.now() - start).toBeLessThan(6_000);
  expect(published()[0].Message).toMatch(
    /^orders in cluster prod is in alarm.*the cause could not be verified: the verifier did not answer within \d+ s\./,
  );
});

test.each<[string, typeof special]>([
  ['the plan cannot be read', { GetParameters: () => ({ httpStatus: 400, errorCode: 'AccessDeniedException' }) }],
  ['the plan is gone', { GetParameters: () => ({ Parameters: [], InvalidParameters: [PLAN_NAME] }) }],
  ['the plan is something else', { GetParameters: () => registered('[]') }],
  ['the verifier is something else', { GetParameters: () => registered(JSON.stringify(plan), { fn: 1 }) }],
])('when %s, the fallback topic gets the message; without one the function fails, and so the alarm is kept', async (_, answers) => {
  special = answers;
  const event = began();
  await expect(handler(event)).rejects.toThrow('No notification can be sent about the alarm');
  process.env.FALLBACK_TOPIC_ARN = FALLBACK;
  await expect(handler(event)).resolves.toMatchObject({ notified: true, kind: 'UNVERIFIED' });
  expect(published()).toEqual([
    expect.objectContaining({ TopicArn: FALLBACK, Message: expect.stringMatching(/the cause could not be verified: its (plan|verifier)/) }),
  ]);
});

describe('the alarm of a verifier', () => {
  const blind = () => alarmEvent('ALARM', [], { name: BLIND, at: Date.parse('2026-11-02T00:00:00Z') + ++minutes * 60_000 });
  const record = { function: VERIFIER, shards: 4, alerts: { topicArn: TOPIC, format: 'TEXT' } };
  const unverified = Array.from({ length: 300 }, (_, index) => ({ service: `s${index}`, cluster: 'prod', plan: 'p', reason: 'throttled' }));

  test('leads to one message that names the services, however many they are', async () => {
    Object.assign(special, { GetParameters: () => registered('', record), Invoke: () => ({ verified: 0, well: 0, unverified }) });
    await expect(handler(blind())).resolves.toMatchObject({ notified: true, kind: 'VERIFIER_BLIND' });
    const { input } = aws.calls.find(({ action: name }) => name === 'Invoke')!;
    expect(input).toEqual({ sweep: 'prod', shard: 1, shards: 4, readBudget: 0.25 });
    expect(published()).toHaveLength(1);
    expect(published()[0].Subject).toBe('verifier prod: cannot verify 300 of 300 services');
    expect(published()[0].Message).toContain('s9 in cluster prod and 290 more: throttled');
  });

  test.each<[string, typeof special, RegExp]>([
    ['it does not answer', { Invoke: () => ({ functionError: true, errorType: 'Error' }) }, /does not run.*ended with Unhandled/],
    ['it answers something else', { Invoke: () => ({ verified: 'all' }) }, /it did not answer with the result of a sweep/],
  ])('says so where %s', async (_, answers, words) => {
    Object.assign(special, { GetParameters: () => registered('', record), ...answers });
    await handler(blind());
    expect(published()[0].Message).toMatch(words);
  });

  test('goes to the fallback topic where nothing is registered', async () => {
    special.GetParameters = () => ({ Parameters: [] });
    await expect(handler(blind())).rejects.toThrow('it is not registered');
    process.env.FALLBACK_TOPIC_ARN = FALLBACK;
    await handler(blind());
    expect(published()[0].TopicArn).toBe(FALLBACK);
  });
});

test('when SNS refuses, the function fails, so that Lambda tries again; the next attempt is no repetition', async () => {
  const event = began();
  special.Publish = () => ({ httpStatus: 403, errorCode: 'AuthorizationError' });
  await expect(handler(event)).rejects.toThrow();
  special = {};
  await expect(handler(event)).resolves.toMatchObject({ notified: true });
});

test('whatever the function is called with leads to a message, to none with a reason, or to an error with one', async () => {
  process.env.FALLBACK_TOPIC_ARN = FALLBACK;
  const value = fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA', '', 7, null);
  const state = fc.record({ value, timestamp: fc.string(), reason: fc.string(), reasonData: fc.anything() }, { requiredKeys: [] });
  const alarm = fc.record({
    source: fc.constant('aws.cloudwatch'),
    alarmArn: fc.string(),
    alarmData: fc.record({ alarmName: fc.oneof(fc.string(), fc.constant(NAME)), state, previousState: state }, { requiredKeys: [] }),
  });
  await fc.assert(fc.asyncProperty(fc.oneof(alarm, fc.anything()), async (event) => {
    const outcome = await handler(event).catch((error: Error) => error);
    if (outcome instanceof Error) {
      expect(outcome.message).toMatch(/^(The alarm cannot be read|The request names no topic)/);
    } else {
      expect(outcome.why).not.toBe('');
    }
  }), { numRuns: 150 });
  for (const { Subject } of published()) { expect(Subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/); }
}, 30_000);

describe('an ECS event of a service whose verification is known', () => {
  let topics = 0;
  const request = (event: object, more: Partial<NotifierRequest> = {}): NotifierRequest => ({
    topicArn: `${TOPIC}${++topics}`,
    format: 'TEXT',
    always: [],
    quietSeconds: 300,
    plan: PLAN_ID,
    event: event as Record<string, unknown>,
    ...more,
  });

  test('has the summary of the verification in its message', async () => {
    await handler(request(OUT_OF_MEMORY));
    expect(aws.calls.map(({ action: name }) => name)).toEqual(['GetParameters', 'Invoke', 'Publish']);
    expect(published()[0].Message).toContain(`\nVerified just now: ${hung.summary}\n`);
    expect(published()[0].Message).toMatch(/^Task c13b4cb4 of servicetest/);
  });

  test('has a message without it when the verification fails', async () => {
    special.GetParameters = () => ({ httpStatus: 400, errorCode: 'AccessDeniedException' });
    await expect(handler(request(action('WARN', 'SERVICE_TASK_START_IMPAIRED')))).resolves.toMatchObject({ notified: true });
    expect(published()[0].Message).not.toContain('Verified just now');
  });

  test.each([
    ['an instance', instance(false), {}],
    ['normal operation', SCALE_IN, { always: ['ECS Task State Change'] }],
    ['a service whose verification is not known', OUT_OF_MEMORY, { plan: undefined }],
  ])('leads to no verification where it is of %s', async (_, event, more) => {
    await expect(handler(request(event, more))).resolves.toMatchObject({ notified: true });
    expect(aws.calls.map(({ action: name }) => name)).toEqual(['Publish']);
  });

  test('leads to one verification where it leads to one message', async () => {
    const given = request(OUT_OF_MEMORY);
    await handler(given);
    await handler(given);
    expect(aws.calls).toHaveLength(3);
  });
});
