import type { ServiceEvent } from '@aws-sdk/client-ecs';
import { eventKindsOf, stopCauseIn } from '../../lambda/diagnosis/service-events';
import type { StopCause } from '../../lambda/diagnosis/stops/stop-cause';
import { cleanText } from '../../lambda/shared/text';

/** What ECS's events say of a service, each in words for a person. */
export interface EventSights {
  /** By kind of event. */
  readonly kinds: ReadonlyMap<string, string>;
  /** Why tasks could not be started, by kind of stop cause. */
  readonly stops: ReadonlyMap<string, { readonly cause: StopCause; readonly words: string }>;
  /** All of these, and texts that nobody knows, latest first. */
  readonly told: readonly string[];
}

/**
 * ECS leaves out what it has said until six hours have passed or the cause is gone.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html
 */
const REPEATED_MS = 21_600_000;
/** Told as long as stopped tasks are, since nothing repeats them. */
const ONCE: readonly string[] = ['ROLLED_BACK', 'DEPLOYMENT_FAILED', 'ALARM_FAILED'];
/** After these, what went before is over. */
const OVER: readonly string[] = ['STEADY', 'DEPLOYED'];
const EVENT_LENGTH = 300;

/**
 * Reads the events of a service. A text that is not known is quoted and means nothing.
 * @param events as ECS gives them, latest first
 * @param since milliseconds since the epoch: what happens once is not told if it was before
 */
export function observeEvents(events: readonly ServiceEvent[], since: number, now: number): EventSights {
  const timed = events.flatMap(({ message = '', createdAt }) => (
    createdAt ? [{ kinds: eventKindsOf(message), at: createdAt.getTime(), message }] : []
  ));
  const over = Math.max(0, ...timed.filter(({ kinds }) => kinds.some(({ kind }) => OVER.includes(kind))).map(({ at }) => at));
  const found = new Map<string, string>();
  const stops = new Map<string, { cause: StopCause; words: string }>();
  const strange = new Map<string, string>();
  for (const { kinds, at, message } of timed) {
    const lasts = at > over && now - at < REPEATED_MS;
    const quoted = `, ${secondsText(now - at)} ago: ${cleanText(message, EVENT_LENGTH)}`;
    if (kinds.length === 0 && lasts && at >= since && !strange.has(message)) { strange.set(message, `ECS says${quoted}`); }
    for (const { kind, means, isTrouble } of kinds) {
      const counts = ONCE.includes(kind) ? at >= since : lasts;
      if (isTrouble && counts && !found.has(kind)) { found.set(kind, `ECS says that ${means}${quoted}`); }
      const cause = isTrouble && counts ? stopCauseIn(message) : undefined;
      if (cause && !stops.has(cause.kind)) { stops.set(cause.kind, { cause, words: `ECS says that ${cause.why}${quoted}` }); }
    }
  }
  return { kinds: found, stops, told: [...strange.values(), ...found.values()] };
}

export function secondsText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
}
