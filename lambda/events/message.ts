/** What people read, before it is written as text or for chat applications. */
export interface Message {
  /** The same happening has the same id. */
  readonly id: string;
  /** In capitals, like `OUT_OF_MEMORY`. */
  readonly kind: string;
  /** One line for an e-mail's subject, of any length and characters. */
  readonly title: string;
  /** Says it all, for someone who reads no further. */
  readonly sentence: string;
  /** Absent where nothing is wrong. */
  readonly wouldRestartHelp?: string;
  readonly next: string;
  readonly evidence: readonly Evidence[];
  /** For those who search and sort. */
  readonly facts: readonly (readonly [string, string | undefined])[];
  readonly links: readonly Link[];
  readonly keywords: readonly string[];
  /** ARNs. */
  readonly resources: readonly string[];
  /** Messages of one thread stand together in a chat. */
  readonly thread?: string;
}

/** One line that supports the sentence. */
export interface Evidence {
  readonly label: string;
  readonly text: string;
  /** Somebody else's words. */
  readonly quoted?: boolean;
}

export interface Link {
  readonly label: string;
  /** What a chat shows instead of the address. */
  readonly words: string;
  readonly url: string;
}

/** SNS takes less than 100 ASCII characters, none of them a control. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LENGTH = 99;

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

/**
 * The same as a custom notification of Amazon Q Developer in chat applications (once AWS Chatbot).
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function chatNotification(message: Message): string {
  const { id, kind, sentence, wouldRestartHelp, next, evidence, links, keywords, resources, thread } = message;
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: subject(message),
      description: [
        plain(sentence),
        ...wouldRestartHelp ? [`*Would a restart help?* ${wouldRestartHelp}`] : [],
        // As code, where nothing in it can become a mention or a link.
        ...evidence.map(({ label, text, quoted }) => `*${label}:* ${quoted ? `\`${plain(text)}\`` : plain(text)}`),
      ].join('\n'),
      nextSteps: [plain(next), ...links.map(({ words, url }) => `<${url}|${words}>`)],
      keywords,
    },
    metadata: {
      ...thread ? { threadId: thread } : {},
      summary: sentence,
      eventType: kind,
      relatedResources: resources.slice(0, 5),
      additionalContext: Object.fromEntries(knownFacts(message)),
    },
  });
}

function knownFacts({ facts }: Message): [string, string][] {
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

/** Without what chat programs would take as a mention, a link or the end of code. */
function plain(text: string): string {
  return text.replace(/[<>`]/g, '\'');
}
