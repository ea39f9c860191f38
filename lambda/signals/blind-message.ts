import type { Alarm, BlindShard } from './alarm';
import { alarmLink, verifierLink } from './console-link';
import type { Evidence, Message } from './message';
import { clock, lasted } from './times';
import { cleanText } from '../shared/text';
import { isJsonObject, UntrustedFields } from '../shared/untrusted-json';

/** More services than these are only counted. */
const MOST_SERVICES = 10;

/** What a sweep found that the verifier cannot verify. */
export interface BlindSpots {
  /** Services that could be verified. */
  readonly verified: number;
  readonly unverified: ReadonlyArray<{ readonly name: string; readonly reason: string }>;
  readonly trouble?: string;
}

/** What the verifier answered to a sweep, bounded and printable, or a clause that says why there is nothing. */
export type SweepAnswer = BlindSpots | string;

/** What the verifier answered as the result of a sweep; undefined when it is none. */
export function readBlindSpots(answer: unknown): BlindSpots | undefined {
  const result = new UntrustedFields(answer);
  const verified = result.number('verified');
  if (verified === undefined || !isJsonObject(answer) || !Array.isArray(answer.unverified)) { return undefined; }
  const trouble = result.text('trouble');
  return {
    verified,
    unverified: answer.unverified.map((each) => {
      const its = new UntrustedFields(each);
      const [service, cluster] = [its.text('service', 255), its.text('cluster', 255)];
      return { name: service ? `${service} in cluster ${cluster}` : its.text('plan', 255), reason: its.text('reason') };
    }),
    ...trouble ? { trouble } : {},
  };
}

/** The one message about all services that a verifier cannot verify, and about its end. */
export function blindMessage(
  alarm: Alarm, { verifier, shard }: BlindShard, answer: SweepAnswer, functionArn: string | undefined, now: number,
): Message {
  const { name, arn, account, region, state, timestamp, previousTimestamp, at } = alarm;
  const ended = state === 'OK';
  const what = ended ? over(alarm) : begun(answer, at, now);
  return {
    id: `${name} ${timestamp}`,
    kind: ended ? 'VERIFIER_SEES_AGAIN' : 'VERIFIER_BLIND',
    title: `verifier ${verifier}: ${what.title}`,
    sentence: `The verifier ${verifier} ${what.sentence}`,
    ...ended ? {} : { wouldRestartHelp: 'No: nothing is known to be wrong with the services.' },
    next: ended
      ? 'Nothing to do.'
      : `${isSeeing(answer) ? SCHEDULE : LOG} The alarms of these services stay quiet meanwhile.`,
    evidence: ended ? [] : evidenceOf(answer),
    facts: [
      ['Kind', ended ? 'VERIFIER_SEES_AGAIN' : 'VERIFIER_BLIND'],
      ['Verifier', verifier],
      ['Shard', String(shard)],
      ['Alarm name', name],
      ['Account', account],
      ['Region', region],
      ['Time', timestamp],
    ],
    links: [...verifierLink(alarm, functionArn), ...alarmLink(alarm)],
    keywords: [ended ? 'VERIFIER_SEES_AGAIN' : 'VERIFIER_BLIND', verifier],
    resources: [arn].filter(Boolean),
    thread: `${name} ${ended ? previousTimestamp : timestamp}`,
  };
}

const LOG = "Check the verifier's log, its schedule and the permissions of its role.";
const SCHEDULE = 'If its end is not told within ten minutes, check whether its schedule is enabled and may call it.';

/** Whether it verifies everything when the message is written: its alarm cannot tell what has passed from a schedule that is off. */
function isSeeing(answer: SweepAnswer): boolean {
  return typeof answer !== 'string' && answer.unverified.length === 0;
}

function begun(answer: SweepAnswer, at: number | undefined, now: number): { readonly title: string; readonly sentence: string } {
  const since = at === undefined ? '' : `, since at least ${clock(at, now)}`;
  if (typeof answer === 'string') {
    return { title: 'it does not run', sentence: `does not run${since}: ${answer}. No service is verified; all of them may be healthy.` };
  }
  const { verified, unverified, trouble } = answer;
  if (isSeeing(answer)) {
    const works = `it verifies all ${verified}${trouble ? `; ${trouble}` : ''}`;
    const sentence = `did not verify all services${since}. Called for this message ${works}: `
      + 'either what kept it has passed, or its schedule does not call it.';
    return { title: 'it verifies when it is called', sentence };
  }
  const of = `${unverified.length} of ${verified + unverified.length} services`;
  return { title: `cannot verify ${of}`, sentence: `cannot verify ${of}${since}; they may be healthy.` };
}

function over({ at, previousAt, previousState }: Alarm): { readonly title: string; readonly sentence: string } {
  const known = previousState === 'ALARM' && at !== undefined && previousAt !== undefined && at >= previousAt;
  const after = known ? ` after ${lasted(at - previousAt)}` : '';
  return { title: `verifies all services again${after}`, sentence: `verifies all services again${after}.` };
}

/** Each reason once, with the services that have it. */
function evidenceOf(answer: SweepAnswer): Evidence[] {
  if (typeof answer === 'string') { return []; }
  const { unverified } = answer;
  const byReason = new Map<string, string[]>();
  for (const { name, reason } of unverified) { byReason.set(reason, [...byReason.get(reason) ?? [], name]); }
  return [...byReason].slice(0, 4).map(([reason, names]) => {
    const shown = names.slice(0, MOST_SERVICES).join(', ');
    const more = names.length > MOST_SERVICES ? ` and ${names.length - MOST_SERVICES} more` : '';
    return { label: 'Not verified', text: cleanText(`${shown}${more}: ${reason}`, 900), quoted: true };
  });
}
