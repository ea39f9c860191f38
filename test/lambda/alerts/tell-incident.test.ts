import * as fc from 'fast-check';
import { ALARMS, alarmEvent, endOfAlarm, NAME, reportOf, SCHEDULE, task, TASKS, TOPIC, VERIFIER, WELL } from './given';
import { handler } from '../../../lambda/notifier.handler';
import type { NotifierRequest } from '../../../src/signals/notifier-request';
import { PLAN } from '../diagnosis/given';
import { action, instance, OUT_OF_MEMORY, SCALE_IN } from '../events/samples';
import { AwsServer } from '../evidence/aws-server';
import type { Answer, Call } from '../evidence/aws-server';

const PUBLISHED = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
const FALLBACK = 'arn:aws:sns:eu-west-1:111122223333:others';
const plan = { ...PLAN, timing: { ...PLAN.timing, rounds: 6, roundDeadlineMs: 200 }, alerts: { topicArn: TOPIC, format: 'TEXT' } };
const hung = reportOf([task(TASKS[0], 'HUNG'), ...WELL.slice(1)]);

let aws: AwsServer;
let special: Partial<Record<string, (call: Call) => Answer | undefined>>;
let lines: string[];
let minutes = 0;

beforeAll(async () => {
  aws = new AwsServer((call) => {
    const own = special[call.action];
    if (own) return own(call);
    if (call.action === 'GetSchedule') return { Name: SCHEDULE, Target: { Arn: VERIFIER, Input: JSON.stringify(plan) } };
    return call.action === 'Invoke' ? hung : PUBLISHED;
  });
  Object.assign(process.env, { AWS_ENDPOINT_URL: await aws.start(), AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' });
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

/** Each of another minute, so that no test hears of another. */
function began(triggers: readonly string[] = [ALARMS.restartWouldHelp]): Record<string, unknown> {
  return alarmEvent('ALARM', triggers, { at: Date.parse('2026-11-01T00:00:00Z') + ++minutes * 60_000 });
}

const published = () => aws.calls.filter((call) => call.action === 'Publish').map(({ input }) => input as Record<string, string>);

test('an alarm leads to one look at the service and to one message', async () => {
  await expect(handler(began())).resolves.toMatchObject({ told: true, kind: 'HUNG', type: 'CloudWatch alarm' });
  expect(aws.calls.map(({ action: name }) => name)).toEqual(['GetSchedule', 'Invoke', 'Publish']);
  expect(aws.calls[0].input).toEqual({ name: SCHEDULE, query: 'groupName=default' });
  expect(aws.calls[1].input).toEqual({ ...plan, timing: { ...plan.timing, rounds: 1 } });
  expect(published()).toEqual([expect.objectContaining({ TopicArn: TOPIC, Subject: 'orders: DEGRADED, HUNG at L7 on 1 of 3 tasks', Message: expect.stringMatching(/^orders in cluster prod is DEGRADED, HUNG/) })]);
  expect(lines.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level: 'INFO', told: true, kind: 'HUNG', event: expect.stringContaining(NAME), message: expect.stringContaining('HUNG') })]);
});

test('for chat applications the schema goes over HTTPS, and text everywhere else', async () => {
  special.GetSchedule = () => ({ Target: { Arn: VERIFIER, Input: JSON.stringify({ ...plan, alerts: { topicArn: TOPIC, format: 'CHAT' } }) } });
  await handler(began());
  expect(published()[0].MessageStructure).toBe('json');
  const forEach = JSON.parse(published()[0].Message) as Record<string, string>;
  expect(forEach.default).toMatch(/^orders in cluster prod/);
  expect(JSON.parse(forEach.https)).toMatchObject({ version: '1.0', source: 'custom', content: { title: 'orders: DEGRADED, HUNG at L7 on 1 of 3 tasks' } });
});

test('the same change is told once, however often it is delivered; the next one is another', async () => {
  const [one, other] = [began(), began()];
  await handler(one);
  await expect(handler(one)).resolves.toMatchObject({ told: false, why: 'the same was told a moment ago' });
  await handler(other);
  expect(published()).toHaveLength(2);
});

test('the end is told, with how long it took; that of a new alarm and of one that nobody heard of is not', async () => {
  special.Invoke = () => reportOf(WELL);
  await expect(handler(endOfAlarm())).resolves.toMatchObject({ told: true, kind: 'OVER' });
  expect(published()[0].Subject).toBe('orders: over after 14 minutes');
  for (const previous of ['INSUFFICIENT_DATA', 'OK']) {
    await expect(handler(alarmEvent('OK', [], { previous, at: 1 }))).resolves.toMatchObject({ told: false });
  }
  await expect(handler(alarmEvent('INSUFFICIENT_DATA', [], { at: 2 }))).resolves.toMatchObject({ told: false });
  expect(published()).toHaveLength(1);
});

test('the end of an alarm whose begin was told is told even after its actions were suppressed', async () => {
  await handler(began());
  special.Invoke = () => reportOf(WELL);
  await expect(handler(alarmEvent('OK', [], { previous: 'OK', at: 3 }))).resolves.toMatchObject({ told: true, kind: 'OVER' });
  await expect(handler(alarmEvent('OK', [], { previous: 'OK', at: 4 }))).resolves.toMatchObject({ told: false });
});

test.each<[string, typeof special, RegExp]>([
  ['the verifier throws', { Invoke: () => ({ functionError: true, errorType: 'TypeError', errorMessage: 'secret' }) }, /the verifier function ended with Unhandled: TypeError/],
  ['the verifier may not be called', { Invoke: () => ({ httpStatus: 403, errorCode: 'AccessDeniedException' }) }, /the verifier cannot be called \(AccessDeniedException\)/],
  ['the verifier answers something else', { Invoke: () => ({ statusCode: 200 }) }, /the verifier did not answer with a report/],
  ['the verifier had trouble of its own', { Invoke: () => ({ ...hung, fault: 'PROBER_FAULT', evidence: ['ECS did not answer'] }) }, /could verify why: ECS did not answer/],
])('people are told although %s', async (_, answers, why) => {
  special = answers;
  await expect(handler(began())).resolves.toMatchObject({ told: true, kind: 'UNVERIFIED' });
  expect(published()[0]).toMatchObject({ TopicArn: TOPIC, Subject: 'orders: in alarm, and nobody could verify why', Message: expect.stringMatching(why) });
  expect(published()[0].Message).toContain(ALARMS.restartWouldHelp);
  expect(published()[0].Message).not.toContain('secret');
});

test('a verifier that does not answer is not waited for longer than there is time', async () => {
  special.Invoke = () => undefined;
  const start = Date.now();
  await expect(handler(began([ALARMS.needsPeople]), { getRemainingTimeInMillis: () => 16_500 })).resolves.toMatchObject({ told: true, kind: 'NOT_VERIFIED' });
  expect(Date.now() - start).toBeLessThan(6_000);
  expect(published()[0].Message).toMatch(/^Nobody can verify orders in cluster prod.*the service itself may be well\. The reason: the verifier did not answer within \d+ s\./);
});

test.each<[string, typeof special]>([
  ['the schedule is gone', { GetSchedule: () => ({ httpStatus: 404, errorCode: 'ResourceNotFoundException' }) }],
  ['the schedule hands over something else', { GetSchedule: () => ({ Target: { Arn: VERIFIER, Input: '[]' } }) }],
])('when %s, the topic of others is told; without one the function fails, and so the alarm is kept', async (_, answers) => {
  special = answers;
  const event = began();
  await expect(handler(event)).rejects.toThrow('Nobody can be told of the alarm');
  process.env.FALLBACK_TOPIC_ARN = FALLBACK;
  await expect(handler(event)).resolves.toMatchObject({ told: true, kind: 'UNVERIFIED' });
  expect(published()).toEqual([expect.objectContaining({ TopicArn: FALLBACK, Message: expect.stringContaining('nobody could verify why: its schedule') })]);
});

test('when SNS refuses, the function fails, so that Lambda tries again; the next attempt is no repetition', async () => {
  const event = began();
  special.Publish = () => ({ httpStatus: 403, errorCode: 'AuthorizationError' });
  await expect(handler(event)).rejects.toThrow();
  special = {};
  await expect(handler(event)).resolves.toMatchObject({ told: true });
});

test('whatever the function is called with is told, left alone with a reason, or refused with one', async () => {
  process.env.FALLBACK_TOPIC_ARN = FALLBACK;
  const value = fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA', '', 7, null);
  const state = fc.record({ value, timestamp: fc.string(), reason: fc.string(), reasonData: fc.anything() }, { requiredKeys: [] });
  const alarm = fc.record({ source: fc.constant('aws.cloudwatch'), alarmArn: fc.string(), alarmData: fc.record({ alarmName: fc.oneof(fc.string(), fc.constant(NAME)), state, previousState: state }, { requiredKeys: [] }) });
  await fc.assert(fc.asyncProperty(fc.oneof(alarm, fc.anything()), async (event) => {
    const outcome = await handler(event).catch((error: Error) => error);
    if (outcome instanceof Error) expect(outcome.message).toMatch(/^(The alarm cannot be read|The request names no topic)/);
    else expect(outcome.why).not.toBe('');
  }), { numRuns: 150 });
  for (const { Subject } of published()) expect(Subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
}, 30_000);

describe('an ECS event of a service whose verification is known', () => {
  let topics = 0;
  const request = (event: object, more: Partial<NotifierRequest> = {}): NotifierRequest =>
    ({ topicArn: `${TOPIC}${++topics}`, format: 'TEXT', always: [], quietSeconds: 300, schedule: SCHEDULE, event: event as Record<string, unknown>, ...more });

  test('says what was seen just now', async () => {
    await handler(request(OUT_OF_MEMORY));
    expect(aws.calls.map(({ action: name }) => name)).toEqual(['GetSchedule', 'Invoke', 'Publish']);
    expect(published()[0].Message).toContain(`\nVerified just now: ${hung.summary}\n`);
    expect(published()[0].Message).toMatch(/^Task c13b4cb4 of servicetest/);
  });

  test('is told without it when the look fails', async () => {
    special.GetSchedule = () => ({ httpStatus: 400, errorCode: 'ThrottlingException' });
    await expect(handler(request(action('WARN', 'SERVICE_TASK_START_IMPAIRED')))).resolves.toMatchObject({ told: true });
    expect(published()[0].Message).not.toContain('Verified just now');
  });

  test.each([
    ['an instance', instance(false), {}],
    ['normal operation', SCALE_IN, { always: ['ECS Task State Change'] }],
    ['a service whose verification is not known', OUT_OF_MEMORY, { schedule: undefined }],
  ])('leads to no look where it is of %s', async (_, event, more) => {
    await expect(handler(request(event, more))).resolves.toMatchObject({ told: true });
    expect(aws.calls.map(({ action: name }) => name)).toEqual(['Publish']);
  });

  test('is looked at once where it is told once', async () => {
    const given = request(OUT_OF_MEMORY);
    await handler(given);
    await handler(given);
    expect(aws.calls).toHaveLength(3);
  });
});
