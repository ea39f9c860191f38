import { writeLogLine } from './shared/log-line';
import { isAlarm } from './signals/alarm';
import type { NotifierResult } from './signals/notifier-result';
import { notifyEvent } from './signals/notify-event';
import { notifyIncident } from './signals/notify-incident';

/** What Lambda's context is used for; absent where a person or a test calls the handler. */
export interface NotifierContext {
  getRemainingTimeInMillis?(): number;
}

/** Time that is reserved for SNS, after the verification. */
const PUBLISH_MS = 15_000;

/**
 * Sends a notification about an alarm or an ECS event that needs attention.
 * Throws when it cannot be sent: Lambda then tries again, and at last puts the alarm or event into the dead-letter queue.
 */
export async function handler(input: unknown, context?: NotifierContext): Promise<NotifierResult> {
  const timeoutMs = Math.max(1_000, (context?.getRemainingTimeInMillis?.() ?? 90_000) - PUBLISH_MS);
  const result = await (isAlarm(input) ? notifyIncident(input, timeoutMs) : notifyEvent(input, timeoutMs));
  writeLogLine({ level: 'INFO', ...result });
  return result;
}
