import fc from 'fast-check';
import { messageOf, verified } from './incident-cases';
import { alarmEvent, ALARMS, reportOf, task, TASKS } from './incident-fixtures';
import { type ChatText, chatCode, chatLines, chatLink, chatProse } from '../../../lambda/signals/chat-text';
import type { Message } from '../../../lambda/signals/message';
import { chatNotification } from '../../../lambda/signals/render-message';
import { allMessages } from '../all-messages';

const HOSTILE = [
  '[Reset your password](https://evil.example/login) @here',
  '<!channel> <https://evil.example|click> <@U123>',
  '` end of code ` [a](https://evil.example)',
  '![pixel](https://evil.example/p.png)',
  '*Would a restart help?* Yes.\n_now_ ~never~',
  '# Heading www.evil.example someone@evil.example',
  '```\n[x](http://evil.example)\n```',
];

/** Every kind of message, with somebody else's words wherever one can have any. */
function messages(said: string): Message[] {
  const event = alarmEvent('ALARM', [ALARMS.faults]);
  const tasks = [task(TASKS[0], 'HUNG', said), task(TASKS[1], 'DEPENDENCY_DOWN', said)];
  const found = verified({ ...reportOf(tasks), service: said, cluster: said });
  return [
    ...allMessages(said),
    messageOf({ event, verification: found }),
    messageOf({ event: alarmEvent('ALARM', [said]), verification: { status: 'FAILED', reason: said } }),
  ];
}

interface Notification {
  readonly content: { readonly title: string; readonly description: string; readonly nextSteps: string[]; readonly keywords: string[] };
  readonly metadata: { readonly summary: string; readonly additionalContext: Record<string, string>; readonly relatedResources: string[] };
}

/** All that a chat shows of a message, a line each. */
function shown(message: Message): string[] {
  const { content, metadata } = JSON.parse(chatNotification(message)) as Notification;
  return [
    content.title, ...content.description.split('\n'), ...content.nextSteps, ...content.keywords,
    metadata.summary, ...Object.values(metadata.additionalContext), ...metadata.relatedResources,
  ];
}

/** What a chat application acts upon: all but code, our own links to AWS and our own labels. */
const live = (line: string) => line
  .replace(/^\*[\w :?-]+\*/, '')
  .replace(/`[^`]*`/g, '')
  .replace(/^<https:\/\/[\w.-]+\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\/[^<>|\s]*\|[\w ,.'-]+>$/, '');

function expectNothingLive(message: Message): void {
  for (const line of shown(message)) {
    expect([line, live(line)]).toEqual([line, expect.not.stringMatching(/[<>`[\]*~@]|:\/\/|\bwww\.|(?<!\w)_|_(?!\w)|^#/i)]);
  }
}

test.each(HOSTILE)('in no message can the words of others link, mention or format: %s', (said) => {
  messages(said).forEach(expectNothingLive);
});

test('nor can anything else', () => {
  const piece = fc.oneof(fc.constantFrom(...HOSTILE, '[', '](', '@', '<', '`', '://', '*', '_'), fc.string());
  fc.assert(fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
    messages(pieces.join(' ')).forEach(expectNothingLive);
  }), { numRuns: 60, seed: 1 });
});

test('the refusal of a gate quotes what a target said', () => {
  const quotes = ({ evidence }: Message) => evidence.some(({ label, text }) => label === 'Evidence' && text === HOSTILE[0]);
  const refusals = allMessages(HOSTILE[0]!).filter(quotes);
  expect(refusals.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['DEPLOYMENT_REFUSED', 'DEPLOYMENT_UNVERIFIED']));
  for (const refusal of refusals) {
    expect(shown(refusal)).toContain(`*Evidence:* \`${HOSTILE[0]}\``);
  }
});

test('our own words stay readable', () => {
  const words = 'orders in cluster prod is DOWN, DEPENDENCY_DOWN at layer L7: 2 of 3 tasks (0f3c1a9e, 7a41d2c0), expected 200-299, got 503';
  expect(chatProse(words)).toBe(words);
  expect(chatCode('aws ecs stop-task --task "$TASK"')).toBe('`aws ecs stop-task --task "$TASK"`');
  expect(chatLink('https://eu-west-1.console.aws.amazon.com/a?b#c', 'Open')).toBe('<https://eu-west-1.console.aws.amazon.com/a?b#c|Open>');
  expect(chatLink('javascript:alert(1)', 'Open')).toBe('Open');
});

test('a plain text is no text for a chat', () => {
  // @ts-expect-error Only chat-text.ts makes one.
  const text: ChatText = 'plain';
  // @ts-expect-error The same of a list.
  expect(chatLines(['plain'])).toBe(text);
});
