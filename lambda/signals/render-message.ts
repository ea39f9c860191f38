import { chatAnswered, chatCode, chatLabelled, chatLines, chatLink, chatProse, type ChatText } from './chat-text';
import type { Message } from './message';
import type { AlertsPlan } from '../../src/shared/plan';

/** A message as SNS takes it. */
export interface RenderedMessage {
  /** At most 99 printable ASCII characters. */
  readonly subject: string;
  /** Text; where the format is `CHAT`, JSON with one text for each protocol, to be published with `MessageStructure: 'json'`. */
  readonly message: string;
}

/** SNS takes less than 100 ASCII characters, none of them a control. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LENGTH = 99;
const ARN = /^arn:[\w+=,.:/-]+$/;

/**
 * Renders a message in the topic's format. Chat applications subscribe through HTTPS and receive their schema there; e-mail and all
 * other subscriptions receive text.
 */
export function renderMessage(message: Message, format: AlertsPlan['format']): RenderedMessage {
  const text = plainText(message);
  return {
    subject: subject(message),
    message: format === 'TEXT' ? text : JSON.stringify({ default: text, https: chatNotification(message) }),
  };
}

/** One line for an e-mail's subject. */
export function subject({ title }: Pick<Message, 'title'>): string {
  const line = title.replace(/[^\x20-\x7e]+/g, '?').trim();
  return line.length > SUBJECT_LENGTH ? `${line.slice(0, SUBJECT_LENGTH - 3)}...` : line;
}

/** What happened, whether a restart helps, what happens next, and where to look, as plain text. */
export function plainText(message: Message): string {
  return [
    message.sentence,
    '',
    ...message.wouldRestartHelp ? [`Would a restart help? ${message.wouldRestartHelp}`] : [],
    `What happens next: ${message.next}`,
    ...message.evidence.map(({ label, text }) => `${label}: ${text}`),
    '',
    ...knownFacts(message).map(([name, value]) => `${name}: ${value}`),
    ...message.links.map(({ label, url }) => `${label}: ${url}`),
  ].join('\n');
}

/** What Amazon Q Developer shows of a notification: nothing that is not `ChatText`. */
interface ChatContent {
  readonly title: ChatText;
  readonly description: ChatText;
  readonly nextSteps: readonly ChatText[];
  readonly keywords: readonly ChatText[];
}

interface ChatMetadata {
  readonly summary: ChatText;
  readonly additionalContext: Readonly<Record<string, ChatText>>;
}

/**
 * The same as a custom notification of Amazon Q Developer in chat applications (once AWS Chatbot).
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function chatNotification(message: Message): string {
  const { id, kind, resources, thread } = message;
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id,
    content: { textType: 'client-markdown', ...chatContent(message) },
    metadata: {
      ...thread ? { threadId: thread } : {},
      ...chatMetadata(message),
      eventType: kind,
      relatedResources: resources.filter((arn) => ARN.test(arn)).slice(0, 5),
    },
  });
}

function chatContent(message: Message): ChatContent {
  const { sentence, wouldRestartHelp, next, evidence, links, keywords } = message;
  return {
    title: chatProse(subject(message)),
    description: chatLines([
      chatProse(sentence),
      ...wouldRestartHelp ? [chatAnswered('Would a restart help?', wouldRestartHelp)] : [],
      ...evidence.map(({ label, text, quoted }) => chatLabelled(label, quoted ? chatCode(text) : chatProse(text))),
    ]),
    nextSteps: [chatProse(next), ...links.map(({ words, url }) => chatLink(url, words))],
    keywords: keywords.map(chatProse),
  };
}

function chatMetadata(message: Message): ChatMetadata {
  const facts = knownFacts(message).map(([name, value]) => [name, chatProse(value)] as const);
  return { summary: chatProse(message.sentence), additionalContext: Object.fromEntries(facts) };
}

function knownFacts({ facts }: Message): [string, string][] {
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}
