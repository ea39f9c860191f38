import type { StageDecision } from './decide-stage';
import type { HookCall } from './hook-call';
import { lastPart } from '../shared/names';
import { cleanText } from '../shared/text';
import { consoleLink } from '../signals/console-link';
import { placeOfService, whose } from '../signals/events/place';
import type { Message } from '../signals/message';

/** Lines of evidence in an answer and in a message. */
export const MOST_REASONS = 5;

interface RefusalTexts {
  readonly kind: 'DEPLOYMENT_REFUSED' | 'DEPLOYMENT_UNVERIFIED';
  readonly title: string;
  /** Continues "The deployment of revision 1 of orders in cluster prod ". */
  readonly happened: string;
  readonly next: string;
}

const ROLLED_BACK = 'ECS rolls back to the last deployed revision, which still serves.';
const REFUSED = {
  kind: 'DEPLOYMENT_REFUSED',
  title: 'deployment refused',
  next: `${ROLLED_BACK} Fix the new revision and deploy it again.`,
} as const;

/** By what was decided; `CONTINUED` where a revision passes that could not be verified. */
const TEXTS: Readonly<Record<'REFUSED' | 'LATE' | 'UNVERIFIED' | 'CONTINUED', RefusalTexts>> = {
  REFUSED: { ...REFUSED, happened: 'was refused: its new tasks failed verification' },
  LATE: { ...REFUSED, happened: 'was refused: its new tasks were not verified in time' },
  UNVERIFIED: {
    kind: 'DEPLOYMENT_UNVERIFIED',
    title: 'deployment could not be verified',
    happened: 'was refused: it could not be verified',
    next: `${ROLLED_BACK} No fault of the new revision is known: check the verifier's log, then deploy it again.`,
  },
  CONTINUED: {
    kind: 'DEPLOYMENT_UNVERIFIED',
    title: 'deployment continues unverified',
    happened: 'continues, although it could not be verified',
    next: "The new revision receives traffic: check it, and the verifier's log.",
  },
};

/** The message about a decision; undefined where nobody has to know of it. */
export function refusalMessage(call: HookCall, decision: StageDecision, reasons: readonly string[]): Message | undefined {
  const texts = textsOf(decision);
  if (!texts) { return undefined; }
  const place = placeOfService(call.serviceArn);
  const revision = lastPart(call.revisionArn);
  const link = consoleLink({ place, page: 'deployments' });
  const lines = reasons.slice(0, MOST_REASONS).map((reason) => cleanText(reason, 300));
  return {
    id: `${call.revisionArn} ${call.stage} ${decision.progress.began}`,
    kind: texts.kind,
    title: `${place.service ?? 'service'}: ${texts.title}`,
    sentence:
      `The deployment of revision ${revision} of ${whose(place)} ${texts.happened} (at ${call.stage}): `
      + `${lines[0] ?? 'there is no evidence'}.`,
    wouldRestartHelp: 'No: the tasks are new.',
    next: texts.next,
    evidence: lines.map((text) => ({ label: 'Evidence', text, quoted: true })),
    facts: [
      ['Kind', texts.kind],
      ['Service', place.service],
      ['Cluster', place.cluster],
      ['Revision', revision],
      ['Stage', call.stage],
      ['Account', place.account],
      ['Region', place.region],
    ],
    links: link ? [{ label: 'Console', words: 'Open the deployment in the ECS console', url: link }] : [],
    keywords: [texts.kind, ...place.service ? [place.service] : []],
    resources: [call.serviceArn, call.revisionArn].filter(Boolean),
    thread: call.revisionArn,
  };
}

function textsOf({ hookStatus, why }: StageDecision): RefusalTexts | undefined {
  if (hookStatus === 'FAILED') { return TEXTS[why]; }
  return hookStatus === 'SUCCEEDED' && why === 'UNVERIFIED' ? TEXTS.CONTINUED : undefined;
}
