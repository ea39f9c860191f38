import type { Notice } from './events/notice';
import { noticeMessage } from './events/notice-message';
import { noticeOf } from './events/notice-of';
import { checkRequest, type CheckedRequest } from './notifier-request';
import type { NotifierResult } from './notifier-result';
import { publish } from './publish';
import { Repeats } from './repeats';
import { verifyNow } from './verify-now';
import { DETAIL_TYPE } from '../../src/shared/notifier-request';

/** A message about an event does not wait longer for a verification. */
const VERIFICATION_MS = 15_000;

const repeats = new Repeats();

/**
 * Sends a notification about one ECS event, when it needs attention.
 * Throws when SNS does not accept the message: Lambda then tries again, and at last puts the event into the dead-letter queue.
 * @param timeoutMs milliseconds that a verification may take
 */
export async function notifyEvent(input: unknown, timeoutMs: number): Promise<NotifierResult> {
  const request = checkRequest(input);
  const { type, id } = request.event;
  const notice = noticeOf(request.event);
  if (!notice) {
    const why = 'this library has no message for the event';
    return { type, event: id, notified: false, why, message: why };
  }
  return { type, event: id, message: notice.sentence, kind: notice.kind, ...await notify(notice, request, timeoutMs) };
}

async function notify(
  notice: Notice, request: CheckedRequest, timeoutMs: number,
): Promise<Pick<NotifierResult, 'notified' | 'why'>> {
  const { kind, place, occurrence, needsAttention } = notice;
  const { topicArn, event, quietSeconds, always } = request;
  if (!needsAttention && !always.includes(event.type)) { return { notified: false, why: 'the event is normal operation' }; }
  const key = JSON.stringify([topicArn, place.account, place.region, place.cluster, place.service, kind, occurrence]);
  const suppressed = repeats.check(key, Date.now(), quietSeconds * 1_000);
  if (suppressed === undefined) { return { notified: false, why: 'the same notification was sent a moment ago' }; }
  const verified = await summaryNow(notice, request, timeoutMs);
  await publish(noticeMessage(notice, event, { suppressed, verified }), request);
  repeats.remember(key, Date.now());
  return { notified: true, why: needsAttention ? 'the event needs attention' : 'all events of this type are notified' };
}

/** Undefined where a verification would say nothing: of an instance, or of normal operation. When it fails, the message goes without it. */
async function summaryNow({ needsAttention }: Notice, { plan, event }: CheckedRequest, timeoutMs: number): Promise<string | undefined> {
  if (!plan || !needsAttention || event.type === DETAIL_TYPE.instance) { return undefined; }
  const verification = await verifyNow(plan, Math.min(VERIFICATION_MS, timeoutMs));
  return verification.status === 'VERIFIED' ? verification.report.summary : undefined;
}
