import { isAlarm } from './alerts/alarm';
import { tellEvent } from './alerts/tell-event';
import { tellIncident } from './alerts/tell-incident';
import type { Told } from './alerts/told';

/** What Lambda's context is used for; absent where a person or a test calls the handler. */
export interface NotifierContext {
  getRemainingTimeInMillis?(): number;
}

/** Time that is left for telling, after a service was looked at. */
const TELLING_MS = 15_000;

/**
 * Tells people of an alarm or of an ECS event, when it is one that they should know of.
 * Throws when it could not tell: Lambda then tries again, and at last puts it into the dead-letter queue.
 */
export async function handler(input: unknown, context?: NotifierContext): Promise<Told> {
  const patience = Math.max(1_000, (context?.getRemainingTimeInMillis?.() ?? 90_000) - TELLING_MS);
  const told = await (isAlarm(input) ? tellIncident(input, patience) : tellEvent(input, patience));
  // Straight to the output, where Lambda's console would put a prefix before the JSON.
  process.stdout.write(`${JSON.stringify({ level: 'INFO', ...told })}\n`);
  return told;
}
