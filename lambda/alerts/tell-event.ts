import { publish } from './publish';
import type { Told } from './told';
import { verifyNow } from './verify-now';
import { DETAIL_TYPE } from '../../src/signals/notifier-request';
import type { Notice } from '../events/notice';
import { messageOfNotice } from '../events/notice-message';
import { noticeOf } from '../events/notice-of';
import { Repeats } from '../events/repeats';
import { checkRequest } from '../events/request';
import type { CheckedRequest } from '../events/request';

/** News of a stopped task need not wait long for what is seen of the others. */
const PATIENCE_MS = 15_000;

const repeats = new Repeats();

/**
 * Tells people of one ECS event in a sentence, when it is one that they should know of.
 * Throws when it could not tell: Lambda then tries again, and at last puts the event into the dead-letter queue.
 * @param patience milliseconds that a look at the service may take
 */
export async function tellEvent(input: unknown, patience: number): Promise<Told> {
  const request = checkRequest(input);
  const { type, id } = request.event;
  const notice = noticeOf(request.event);
  if (!notice) {
    const why = 'the event is none that means anything here';
    return { type, event: id, told: false, why, message: why };
  }
  return { type, event: id, message: notice.sentence, kind: notice.kind, ...await tell(notice, request, patience) };
}

async function tell(notice: Notice, request: CheckedRequest, patience: number): Promise<Pick<Told, 'told' | 'why'>> {
  const { kind, place, occurrence } = notice;
  const { topicArn, event, quietSeconds, always } = request;
  if (!notice.tellPeople && !always.includes(event.type)) return { told: false, why: 'nobody needs to know' };
  const key = JSON.stringify([topicArn, place.account, place.region, place.cluster, place.service, kind, occurrence]);
  const keptBack = repeats.ask(key, Date.now(), quietSeconds * 1_000);
  if (keptBack === undefined) return { told: false, why: 'the same was told a moment ago' };
  const verified = await verifiedNow(notice, request, patience);
  await publish(messageOfNotice(notice, event, { keptBack, verified }), request);
  repeats.remember(key, Date.now());
  return { told: true, why: notice.tellPeople ? 'people should know' : 'everything was asked for' };
}

/** Nothing where a look would say nothing: of an instance, or of what is normal operation. An event is told without it when it fails. */
async function verifiedNow({ tellPeople }: Notice, { schedule, event }: CheckedRequest, patience: number): Promise<string | undefined> {
  if (!schedule || !tellPeople || event.type === DETAIL_TYPE.instance) return undefined;
  return (await verifyNow(schedule, Math.min(PATIENCE_MS, patience))).report?.summary;
}
