import { consoleLink } from './console-link';
import type { EcsEvent } from './ecs-event';
import { RESTART_IN_WORDS } from './notice';
import type { Notice } from './notice';

/** SNS takes at most 100 ASCII characters, none of them a control. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LENGTH = 100;

/** One line for an e-mail's subject. */
export function subject({ title, place }: Notice): string {
  const line = `${place.service ?? place.cluster}: ${title}`.replace(/[^\x20-\x7e]+/g, '?').trim();
  return line.length > SUBJECT_LENGTH ? `${line.slice(0, SUBJECT_LENGTH - 3)}...` : line;
}

/** What happened, whether a restart helps, what happens next, and where to look, as plain text. */
export function plainText(notice: Notice, event: EcsEvent, keptBack = 0): string {
  const link = consoleLink(notice);
  return [
    notice.sentence,
    '',
    `Would a restart help? ${RESTART_IN_WORDS[notice.wouldRestartHelp]}`,
    `What happens next: ${notice.next}`,
    `AWS says: ${notice.evidence}`,
    ...keptBack > 0 ? [`Since the last message: ${more(keptBack)}`] : [],
    '',
    ...facts(notice, event).map(([name, value]) => `${name}: ${value}`),
    ...link ? [`Console: ${link}`] : [],
  ].join('\n');
}

/**
 * The same as a custom notification of Amazon Q Developer in chat applications (once AWS Chatbot).
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function chatNotification(notice: Notice, event: EcsEvent, keptBack = 0): string {
  const link = consoleLink(notice);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id: event.id,
    content: {
      textType: 'client-markdown',
      title: subject(notice),
      description: [
        plain(notice.sentence),
        `*Would a restart help?* ${RESTART_IN_WORDS[notice.wouldRestartHelp]}`,
        // As code, where nothing in it can become a mention or a link.
        `*AWS says:* \`${plain(notice.evidence)}\``,
        ...keptBack > 0 ? [`*Since the last message:* ${more(keptBack)}`] : [],
      ].join('\n'),
      nextSteps: [plain(notice.next), ...link ? [`<${link}|Look at it in the ECS console>`] : []],
      keywords: [notice.kind, ...notice.place.service ? [notice.place.service] : []],
    },
    metadata: {
      summary: notice.sentence,
      eventType: notice.kind,
      relatedResources: event.resources.slice(0, 5),
      additionalContext: Object.fromEntries(facts(notice, event)),
    },
  });
}

function facts({ kind, place }: Notice, { time }: EcsEvent): [string, string][] {
  const all: [string, string | undefined][] = [
    ['Kind', kind], ['Service', place.service], ['Cluster', place.cluster], ['Task', place.task],
    ['Account', place.account], ['Region', place.region], ['Time', time],
  ];
  return all.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

function more(keptBack: number): string {
  return `${keptBack} more of this kind`;
}

/** Without what chat programs would take as a mention, a link or the end of code. */
function plain(text: string): string {
  return text.replace(/[<>`]/g, '\'');
}
