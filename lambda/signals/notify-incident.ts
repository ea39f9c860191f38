import { readAlarm, type Alarm, type BlindShard } from './alarm';
import { askSweep } from './ask-sweep';
import { blindMessage } from './blind-message';
import { incidentMessage } from './incident-message';
import type { Message } from './message';
import { isTopicArn } from './notifier-request';
import type { NotifierResult } from './notifier-result';
import { publish } from './publish';
import { Repeats } from './repeats';
import { alertsOf, verifyNow, type Verification } from './verify-now';
import { fail } from '../../src/shared/failure';
import { MAX_EVENT_AGE_SECONDS } from '../../src/shared/notifier-request';
import type { AlertsPlan } from '../../src/shared/plan';

/** As long as Lambda may deliver the same event again. */
const REMEMBERED_MS = MAX_EVENT_AGE_SECONDS * 1_000;

const repeats = new Repeats();
/** Alarms whose start was notified from here, and whose end was not. */
const open = new Set<string>();

/**
 * Sends a notification about an alarm that started or ended, after it has verified the service, or asked a blind verifier what it does not
 * see.
 *
 * Throws when SNS does not accept the message: Lambda then tries again, and at last puts the alarm into the dead-letter queue. What was
 * sent is remembered in memory only: where another environment gets the same alarm again, or this one ends before SNS has answered, the
 * message is sent twice.
 * @param timeoutMs milliseconds that the verification may take
 */
export async function notifyIncident(input: unknown, timeoutMs: number): Promise<NotifierResult> {
  const alarm = readAlarm(input);
  const about = { type: 'CloudWatch alarm', event: `${alarm.name} ${alarm.timestamp}` };
  const noMessage = (why: string): NotifierResult => ({ ...about, notified: false, message: alarm.reason, why });
  const silent = reasonForSilence(alarm);
  if (silent) { return noMessage(silent); }
  const key = JSON.stringify([alarm.arn, alarm.name, alarm.state, alarm.timestamp]);
  if (repeats.check(key, Date.now(), REMEMBERED_MS) === undefined) { return noMessage('the same notification was sent a moment ago'); }
  const { message, alerts, reason } = alarm.blind
    ? await messageOfBlind(alarm, alarm.blind, timeoutMs)
    : await messageOfService(alarm, timeoutMs);
  await publish(message, alerts ?? fallback(alarm, reason));
  repeats.remember(key, Date.now());
  open[alarm.state === 'ALARM' ? 'add' : 'delete'](alarm.name);
  return { ...about, notified: true, kind: message.kind, message: message.sentence, why: 'the alarm needs attention' };
}

/** Why no message is sent; undefined when one is. */
function reasonForSilence({ name, state, previousState }: Alarm): string | undefined {
  if (state === 'ALARM') { return undefined; }
  if (state !== 'OK') { return 'only the start and the end of an alarm are notified'; }
  // A new alarm goes from INSUFFICIENT_DATA to OK, and nothing has ended. After actions were suppressed, an alarm comes from OK to OK:
  // whether its start was notified is known only here.
  return previousState === 'ALARM' || open.has(name) ? undefined : 'no notification was sent when this alarm started';
}

/** What is sent, and where; `reason` says why nothing says where. */
interface Addressed {
  readonly message: Message;
  readonly alerts?: AlertsPlan;
  readonly reason: string;
}

async function messageOfService(alarm: Alarm, timeoutMs: number): Promise<Addressed> {
  const verification: Verification = alarm.plan
    ? await verifyNow(alarm.plan, timeoutMs)
    : { status: 'FAILED', reason: 'no plan belongs to this alarm' };
  const { registered } = verification;
  return {
    message: incidentMessage(alarm, verification, Date.now()),
    alerts: registered && alertsOf(registered.plan),
    reason: verification.status === 'FAILED' ? verification.reason : 'the plan names none',
  };
}

async function messageOfBlind(alarm: Alarm, blind: BlindShard, timeoutMs: number): Promise<Addressed> {
  const { record, answer } = await askSweep(blind, timeoutMs);
  return {
    message: blindMessage(alarm, blind, answer, record?.function, Date.now()),
    alerts: record && alertsOf(record),
    reason: typeof answer === 'string' ? answer : "the verifier's record names none",
  };
}

/** Where the plan names no topic or cannot be read, the topic of the notifier's first service stands in. */
function fallback({ name }: Alarm, reason: string): AlertsPlan {
  const topicArn = process.env.FALLBACK_TOPIC_ARN;
  if (isTopicArn(topicArn)) { return { topicArn, format: 'TEXT' }; }
  return fail({
    what: `No notification can be sent about the alarm ${name}`,
    got: `no topic (${reason})`,
    allowed: 'a topic in the plan, or FALLBACK_TOPIC_ARN',
    fix: 'give the service a topic for its alerts; Lambda tries again, then puts the alarm into the dead-letter queue',
  });
}
