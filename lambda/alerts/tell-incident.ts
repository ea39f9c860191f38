import { readAlarm } from './alarm';
import type { Alarm } from './alarm';
import { messageOfIncident } from './incident-message';
import { publish } from './publish';
import type { Told } from './told';
import { verifyNow } from './verify-now';
import type { Verified } from './verify-now';
import { MAX_EVENT_AGE_SECONDS } from '../../src/signals/notifier-request';
import type { AlertsPlan } from '../../src/verification/plan';
import { Repeats } from '../events/repeats';
import { isTopicArn } from '../events/request';

/** As long as Lambda may deliver the same event again. */
const REMEMBERED_MS = MAX_EVENT_AGE_SECONDS * 1_000;

const repeats = new Repeats();
/** Alarms whose begin was told from here, and whose end was not. */
const open = new Set<string>();

/**
 * Tells people of an alarm that began or ended, after a fresh look at its service.
 *
 * Throws when it could tell nobody: Lambda then tries again, and at last puts the alarm into the dead-letter queue. What was told is
 * remembered in memory only: where another environment gets the same alarm again, or this one ends before SNS has answered, it is told twice.
 * @param patience milliseconds that the look may take
 */
export async function tellIncident(input: unknown, patience: number): Promise<Told> {
  const alarm = readAlarm(input);
  const about = { type: 'CloudWatch alarm', event: `${alarm.name} ${alarm.timestamp}` };
  const silent = silence(alarm);
  const key = JSON.stringify([alarm.arn, alarm.name, alarm.state, alarm.timestamp]);
  if (silent) return { ...about, told: false, message: alarm.reason, why: silent };
  if (repeats.ask(key, Date.now(), REMEMBERED_MS) === undefined) return { ...about, told: false, message: alarm.reason, why: 'the same was told a moment ago' };
  const verified: Verified = alarm.schedule ? await verifyNow(alarm.schedule, patience) : { problem: 'no schedule belongs to this alarm' };
  const message = messageOfIncident(alarm, verified, Date.now());
  await publish(message, verified.alerts ?? fallback(alarm, verified));
  repeats.remember(key, Date.now());
  open[alarm.state === 'ALARM' ? 'add' : 'delete'](alarm.name);
  return { ...about, told: true, kind: message.kind, message: message.sentence, why: 'people should know' };
}

/** Why nobody is told; undefined when people are. */
function silence({ name, state, previousState }: Alarm): string | undefined {
  if (state === 'ALARM') return undefined;
  if (state !== 'OK') return 'only the begin and the end of an alarm are told';
  // A new alarm goes from INSUFFICIENT_DATA to OK, and nothing has ended. After actions were suppressed, an alarm comes from OK to OK:
  // whether anybody was told that it began is known only here.
  return previousState === 'ALARM' || open.has(name) ? undefined : 'nothing was told that could be over';
}

/** Where the plan cannot be read, somebody is told who is told of other services. */
function fallback({ name }: Alarm, { problem }: Verified): AlertsPlan {
  const topicArn = process.env.FALLBACK_TOPIC_ARN;
  if (isTopicArn(topicArn)) return { topicArn, format: 'TEXT' };
  throw new Error(`Nobody can be told of the alarm ${name}: no topic is known (${problem ?? 'its plan names none'}). Lambda tries again; then look into the dead-letter queue.`);
}
