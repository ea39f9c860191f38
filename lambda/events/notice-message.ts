import { consoleLink } from './console-link';
import type { EcsEvent } from './ecs-event';
import type { Message } from './message';
import { RESTART_IN_WORDS } from './notice';
import type { Notice } from './notice';

/** What is told beside the notice itself. */
export interface Besides {
  /** How many of the same were kept back since the last message. */
  readonly keptBack?: number;
  /** What a verification found that the event led to. */
  readonly verified?: string;
}

/** The message of an ECS event. */
export function messageOfNotice(notice: Notice, { id, time, resources }: EcsEvent, { keptBack = 0, verified }: Besides = {}): Message {
  const { kind, title, sentence, wouldRestartHelp, next, evidence, place } = notice;
  const url = consoleLink(notice);
  return {
    id,
    kind,
    title: `${place.service ?? place.cluster}: ${title}`,
    sentence,
    wouldRestartHelp: RESTART_IN_WORDS[wouldRestartHelp],
    next,
    evidence: [
      { label: 'AWS says', text: evidence, quoted: true },
      ...verified ? [{ label: 'Verified just now', text: verified }] : [],
      ...keptBack > 0 ? [{ label: 'Since the last message', text: `${keptBack} more of this kind` }] : [],
    ],
    facts: [
      ['Kind', kind], ['Service', place.service], ['Cluster', place.cluster], ['Task', place.task],
      ['Account', place.account], ['Region', place.region], ['Time', time],
    ],
    links: url ? [{ label: 'Console', words: 'Look at it in the ECS console', url }] : [],
    keywords: [kind, ...place.service ? [place.service] : []],
    resources,
  };
}
