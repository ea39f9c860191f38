import { action, OUT_OF_MEMORY, SCALE_IN, stopped } from './samples';
import { handler } from '../../../../lambda/notifier.handler';
import type { NotifierRequest } from '../../../../src/shared/notifier-request';
import { AwsServer, type Answer } from '../../verification/evidence/aws-server';

const PUBLISHED = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
let aws: AwsServer;
let answer: Answer;
let lines: Record<string, unknown>[];
let topics = 0;

beforeAll(async () => {
  aws = new AwsServer(() => answer);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SNS: await aws.start(),
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  });
});

afterAll(() => aws.stop());

beforeEach(() => {
  aws.calls.length = 0;
  answer = PUBLISHED;
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(JSON.parse(String(chunk)) as Record<string, unknown>) > 0);
});

afterEach(() => jest.restoreAllMocks());

/** A topic of its own for each request, so that no test sees another's messages. */
function request(event: object, more: Partial<NotifierRequest> = {}): NotifierRequest {
  return {
    topicArn: `arn:aws:sns:us-west-2:111122223333:topic${++topics}`,
    format: 'TEXT',
    always: [],
    quietSeconds: 300,
    event: event as Record<string, unknown>,
    ...more,
  };
}

test('a stopped task that needs attention is published as text, and logged in one line', async () => {
  const given = request(OUT_OF_MEMORY);
  await expect(handler(given)).resolves.toMatchObject({ notified: true, kind: 'OUT_OF_MEMORY', why: 'the event needs attention' });
  expect(aws.calls).toEqual([
    {
      action: 'Publish',
      input: expect.objectContaining({
        TopicArn: given.topicArn,
        Subject: 'servicetest: task c13b4cb4 stopped: out of memory',
        Message: expect.stringMatching(/^Task c13b4cb4 of servicetest[^]*\nConsole: https/),
      }),
    },
  ]);
  expect(aws.calls[0].input).not.toHaveProperty('MessageStructure');
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'INFO',
      notified: true,
      kind: 'OUT_OF_MEMORY',
      event: OUT_OF_MEMORY.id,
      message: expect.stringMatching(/^Task c13b4cb4/),
    }),
  ]);
});

test('for chat applications the schema goes over HTTPS, and text everywhere else', async () => {
  await handler(request(OUT_OF_MEMORY, { format: 'CHAT' }));
  const { MessageStructure, Message } = aws.calls[0].input;
  const forEach = JSON.parse(Message as string) as Record<string, string>;
  expect([MessageStructure, Object.keys(forEach)]).toEqual(['json', ['default', 'https']]);
  expect(forEach.default).toMatch(/^Task c13b4cb4/);
  expect(JSON.parse(forEach.https)).toMatchObject({ version: '1.0', source: 'custom' });
});

test('a scale-in is notified only where all stopped tasks are', async () => {
  await expect(handler(request(SCALE_IN))).resolves.toMatchObject({
    notified: false,
    kind: 'SCALED_OR_DEPLOYED',
    why: 'the event is normal operation',
  });
  expect(aws.calls).toEqual([]);
  await expect(handler(request(SCALE_IN, { always: ['ECS Task State Change'] }))).resolves.toMatchObject({
    notified: true,
    why: 'all events of this type are notified',
  });
  expect(aws.calls).toHaveLength(1);
});

test('ten tasks of one service with one cause are one message; another cause or service is another', async () => {
  const given = request(OUT_OF_MEMORY);
  for (let task = 0; task < 10; task += 1) { await handler(given); }
  expect(aws.calls).toHaveLength(1);
  await handler({ ...given, event: stopped('ServiceSchedulerInitiated', 'Task failed container health checks') });
  await handler({ ...given, event: stopped('EssentialContainerExited', '', [{ reason: 'OutOfMemoryError' }], { group: 'service:other' }) });
  expect(aws.calls).toHaveLength(3);
});

test('without a quiet period each is sent', async () => {
  const given = request(OUT_OF_MEMORY, { quietSeconds: 0 });
  await handler(given);
  await handler(given);
  expect(aws.calls).toHaveLength(2);
});

test('when SNS refuses, the function fails, so that Lambda tries again; the next attempt is no repetition', async () => {
  const given = request(action('WARN', 'SERVICE_TASK_START_IMPAIRED'));
  answer = { httpStatus: 403, errorCode: 'AuthorizationError' };
  await expect(handler(given)).rejects.toThrow();
  answer = PUBLISHED;
  await expect(handler(given)).resolves.toMatchObject({ notified: true });
});

test('a topic in another region gets the message there', async () => {
  await handler(request(OUT_OF_MEMORY, { topicArn: 'arn:aws:sns:eu-central-1:111122223333:elsewhere' }));
  expect(aws.calls[0].input.TopicArn).toBe('arn:aws:sns:eu-central-1:111122223333:elsewhere');
});

test.each([[null], ['x'], [{}], [{ topicArn: 'arn:aws:sqs:us-west-2:111122223333:queue' }]])(
  '%j is refused, and so ends in the dead-letter queue',
  async (input) => {
    await expect(handler(input)).rejects.toThrow('The request names no topic');
  },
);

test('an event without a message is logged, not sent', async () => {
  await expect(handler(request({ 'detail-type': 'Scheduled Event' }))).resolves.toMatchObject({ notified: false });
  expect([aws.calls.length, lines.length]).toEqual([0, 1]);
});
