import { consoleLink } from '../console-link';
import type { EcsEvent } from './ecs-event';
import type { Message } from '../message';
import { WOULD_RESTART_HELP, type Notice } from './notice';

/** What the message says beside the notice itself. */
export interface NoticeContext {
  /** How many of the same were suppressed since the last message. */
  readonly suppressed?: number;
  /** Summary of the verification that followed the event. */
  readonly verified?: string;
}

/** The message about an ECS event. */
export function noticeMessage(
  notice: Notice,
  { id, time, resources }: EcsEvent,
  { suppressed = 0, verified }: NoticeContext = {},
): Message {
  const { kind, title, sentence, wouldRestartHelp, next, commands = [], evidence, place } = notice;
  const url = consoleLink(notice);
  return {
    id,
    kind,
    title: `${place.service ?? place.cluster}: ${title}`,
    sentence,
    wouldRestartHelp: WOULD_RESTART_HELP[wouldRestartHelp],
    next,
    evidence: [
      ...commands.map((command) => ({ ...command, quoted: true })),
      { label: 'AWS says', text: evidence, quoted: true },
      ...verified ? [{ label: 'Verified just now', text: verified }] : [],
      ...suppressed > 0 ? [{ label: 'Since the last message', text: `${suppressed} more of this kind` }] : [],
    ],
    facts: [
      ['Kind', kind],
      ['Service', place.service],
      ['Cluster', place.cluster],
      ['Task', place.task],
      ['Account', place.account],
      ['Region', place.region],
      ['Time', time],
    ],
    links: url ? [{ label: 'Console', words: 'Open in the ECS console', url }] : [],
    keywords: [kind, ...place.service ? [place.service] : []],
    resources,
  };
}
