import type { Decision } from './decide';
import type { HookCall } from './hook-call';
import { cleanText } from '../engine/text';
import { consoleLink } from '../events/console-link';
import type { Message } from '../events/message';
import { placeOfService, whose } from '../events/place';
import { lastPart } from '../report/names';

/** Lines of evidence that a person reads. */
export const MOST_REASONS = 5;

interface Words {
  readonly kind: string;
  readonly title: string;
  readonly happened: string;
  readonly next: string;
}

const ROLLED_BACK = 'ECS rolls back to the last revision that was deployed; it still serves. Repair the new revision and deploy it again.';

/** What was decided against a deployment, or without knowing enough of it. */
const WORDS: Readonly<Record<string, Words>> = {
  REFUSED: { kind: 'DEPLOYMENT_REFUSED', title: 'deployment refused', happened: 'was refused: its new tasks do not verify', next: ROLLED_BACK },
  LATE: { kind: 'DEPLOYMENT_REFUSED', title: 'deployment refused', happened: 'was refused: its new tasks were not verified in time', next: ROLLED_BACK },
  UNVERIFIED: {
    kind: 'DEPLOYMENT_UNVERIFIED',
    title: 'deployment could not be verified',
    happened: 'was refused: it could not be verified',
    next: 'ECS rolls back to the last revision that was deployed; it still serves. Nothing is known against the new one: look at the verifier\'s log, then deploy it again.',
  },
  CONTINUED: {
    kind: 'DEPLOYMENT_UNVERIFIED',
    title: 'deployment goes on unverified',
    happened: 'goes on, although it could not be verified',
    next: 'The new revision gets traffic: look at it, and at the verifier\'s log.',
  },
};

/** What people are told; undefined where the decision is no news. */
export function messageOfRefusal(call: HookCall, { hookStatus, why, progress }: Decision, reasons: readonly string[]): Message | undefined {
  const words = why === 'UNVERIFIED' && hookStatus === 'SUCCEEDED' ? WORDS.CONTINUED : WORDS[why];
  if (!words) return undefined;
  const place = placeOfService(call.serviceArn);
  const revision = lastPart(call.revisionArn);
  const link = consoleLink({ place, page: 'deployments' });
  const lines = reasons.slice(0, MOST_REASONS).map((reason) => cleanText(reason, 300));
  return {
    id: `${call.revisionArn} ${call.stage} ${progress.began}`,
    kind: words.kind,
    title: `${place.service ?? 'service'}: ${words.title}`,
    sentence: `The deployment of revision ${revision} of ${whose(place)} ${words.happened} (at ${call.stage}): ${lines[0] ?? 'nothing could be seen'}.`,
    wouldRestartHelp: 'No: the tasks are new.',
    next: words.next,
    evidence: lines.map((text) => ({ label: 'Seen', text })),
    facts: [['Kind', words.kind], ['Service', place.service], ['Cluster', place.cluster], ['Revision', revision], ['Stage', call.stage], ['Account', place.account], ['Region', place.region]],
    links: link ? [{ label: 'Console', words: 'Look at the deployment in the ECS console', url: link }] : [],
    keywords: [words.kind, ...place.service ? [place.service] : []],
    resources: [call.serviceArn, call.revisionArn].filter(Boolean),
    thread: call.revisionArn,
  };
}
