import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits; false when the wait was given up.
 *
 * @param milliseconds real time
 * @param signal gives the wait up
 */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/** A check starts this long after the end of the one before at the earliest, so that a high scale does not become a busy loop. */
const SHORTEST_INTERVAL_MS = 200;

/**
 * Does something again and again until the signal says stop; the interval runs from the end of one action to the start of the
 * next, as Docker counts it, so that slow actions never overlap.
 */
export async function repeat(intervalMs: () => number, signal: AbortSignal, action: () => Promise<void>): Promise<void> {
  while (await sleep(Math.max(intervalMs(), SHORTEST_INTERVAL_MS), signal)) {
    await action();
    if (signal.aborted) {
      return;
    }
  }
}
