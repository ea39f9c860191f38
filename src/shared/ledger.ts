import { DAY_MS } from './time';

/**
 * The ledger holds who recovers what, and in its attribute `acts` when tasks were restarted or instances drained: ISO times, separated by
 * spaces. State machines compare that text, and functions read it.
 */

/** How DynamoDB refuses an update whose condition does not hold: another execution holds the lock, or has written meanwhile. */
export const LEDGER_CHANGED = 'DynamoDB.ConditionalCheckFailedException';

/** Acts are remembered for a day. */
export const REMEMBERED_MS = DAY_MS;

/** Times of acts in milliseconds since the epoch, earliest first. What is not a time is left out. */
export function readActs(text: string): number[] {
  return text.split(' ').map((time) => Date.parse(time)).filter((at) => !Number.isNaN(at)).sort((a, b) => a - b);
}

/** The acts of the last day and one now, as the ledger holds them. */
export function withAct(acts: readonly number[], now: number): string {
  return [...acts.filter((at) => at > now - REMEMBERED_MS), now].map((at) => new Date(at).toISOString()).join(' ');
}
