import { action, deployment, hook, instance, OUT_OF_MEMORY, stopped } from './samples';
import { readEvent } from '../../../../lambda/signals/events/ecs-event';
import { noticeMessage } from '../../../../lambda/signals/events/notice-message';
import { noticeOf } from '../../../../lambda/signals/events/notice-of';
import { chatNotification, plainText, subject } from '../../../../lambda/signals/render-message';

const message = (sample: object, suppressed = 0) => noticeMessage(noticeOf(readEvent(sample))!, readEvent(sample), { suppressed });
const text = (sample: object, suppressed = 0) => plainText(message(sample, suppressed));
const chat = (sample: object, suppressed = 0) => JSON.parse(chatNotification(message(sample, suppressed)));
const link = (sample: object) => /^Console: (.*)$/m.exec(text(sample))?.[1];

test('the whole message, as it arrives by e-mail', () => {
  expect(subject(message(OUT_OF_MEMORY))).toBe('servicetest: task c13b4cb4 stopped: out of memory');
  expect(text(OUT_OF_MEMORY, 3)).toBe(
    [
      'Task c13b4cb4 of servicetest in cluster default stopped: a container exceeded its memory limit and was '
        + 'killed; container web: exit code 137.',
      '',
      'Would a restart help? Not needed: ECS starts a replacement by itself.',
      "What happens next: The replacement runs until its memory is full again: raise the task's memory or find the leak.",
      'AWS says: Essential container in task exited; container web: OutOfMemoryError: Container killed due to memory '
        + 'usage (EssentialContainerExited)',
      'Since the last message: 3 more of this kind',
      '',
      'Kind: OUT_OF_MEMORY',
      'Service: servicetest',
      'Cluster: default',
      'Task: c13b4cb40f1f4fe4a2971f76ae5a47ad',
      'Account: 111122223333',
      'Region: us-west-2',
      'Time: 2020-01-23T17:57:58Z',
      'Console: '
        + 'https://us-west-2.console.aws.amazon.com/ecs/v2/clusters/default/services/servicetest/tasks/c13b4cb40f1f4fe4a2971f76ae5a47ad/configuration?region=us-west-2',
    ].join('\n'),
  );
});

test('a subject is less than 100 ASCII characters, whatever the service is called', () => {
  const long = subject(message(stopped('UserInitiated', '', [{}], { group: `service:${'x'.repeat(255)}` })));
  expect([long.length, long.slice(-3)]).toEqual([99, '...']);
  expect(subject(message(stopped('UserInitiated', '', [{}], { group: 'service:bläh\n\u202e' })))).toBe(
    'bl?h: task c13b4cb4 stopped: stopped by a user or program',
  );
});

test.each([
  [
    action('WARN', 'SERVICE_TASK_START_IMPAIRED'),
    'https://us-west-2.console.aws.amazon.com/ecs/v2/clusters/default/services/servicetest/health?region=us-west-2',
  ],
  [
    deployment('ERROR', 'SERVICE_DEPLOYMENT_FAILED', ''),
    'https://us-west-2.console.aws.amazon.com/ecs/v2/clusters/default/services/servicetest/deployments?region=us-west-2',
  ],
  [
    hook('HOOK_FAILED'),
    'https://us-west-2.console.aws.amazon.com/ecs/v2/clusters/default/services/servicetest/deployments?region=us-west-2',
  ],
  [
    instance(false),
    'https://us-west-2.console.aws.amazon.com/ecs/v2/clusters/default/infrastructure/container-instances/b54a2a04046f43319d743f6d7f6ca315?region=us-west-2',
  ],
])('the link leads to the page that shows it: %#', (sample, url) => {
  expect(link(sample)).toBe(url);
});

test.each([
  ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/ecs/v2/'],
  ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/ecs/v2/'],
  ['aws-iso', 'us-iso-east-1', undefined],
  ['aws', 'evil.example/', undefined],
])('the console of partition %s in %s', (partition, region, start) => {
  const sample = {
    ...stopped('UserInitiated', '', [{}], { clusterArn: `arn:${partition}:ecs:${region}:111122223333:cluster/default` }),
    region,
  };
  expect(link(sample)?.slice(0, start?.length)).toBe(start);
});

test('the same as a custom notification of Amazon Q Developer in chat applications', () => {
  expect(chat(OUT_OF_MEMORY, 1)).toEqual({
    version: '1.0',
    source: 'custom',
    id: '3317b2af-7005-947d-b652-f55e762e571a',
    content: {
      textType: 'client-markdown',
      title: 'servicetest: task c13b4cb4 stopped: out of memory',
      description: expect.stringMatching(
        /^Task c13b4cb4 of servicetest.*\n\*Would a restart help\?\* Not needed: ECS starts.*\n\*AWS says:\* `Essential.*`\n\*Since the last message:\* 1 more of this kind$/,
      ),
      nextSteps: [
        expect.stringMatching(/^The replacement runs/),
        expect.stringMatching(/^<https:\/\/us-west-2\.console\.[^|]+\|Open in the ECS console>$/),
      ],
      keywords: ['OUT_OF_MEMORY', 'servicetest'],
    },
    metadata: {
      summary: expect.stringMatching(/^Task c13b4cb4/),
      eventType: 'OUT_OF_MEMORY',
      relatedResources: ['arn:aws:ecs:us-west-2:111122223333:task/default/c13b4cb40f1f4fe4a2971f76ae5a47ad'],
      additionalContext: expect.objectContaining({ Service: 'servicetest', Cluster: 'default', Time: '2020-01-23T17:57:58Z' }),
    },
  });
});

test('nothing in a reason can mention a channel, forge a link or end the code it stands in', () => {
  const { description } = chat(stopped('TaskFailedToStart', '<!channel> ` <https://evil.example|click>')).content;
  expect(description).toContain('*AWS says:* `\'!channel\' \' \'https://evil.example|click\' (TaskFailedToStart)`');
});
