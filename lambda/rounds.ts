import type { TimingPlan } from '../src/verification/plan';

/** Time that a run needs after its last round to log and return. */
const CLOSING_MS = 1_000;

/** The clock of a run. */
export interface RunClock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Milliseconds until the function is stopped. */
  remaining(): number;
}

/**
 * Runs a function as often as the plan asks for within its minute, each round at its own time; a slow round delays the next one
 * rather than being run beside it. Rounds that could not finish in time are left out: the next schedule comes soon.
 */
export async function inRounds<T>(timing: TimingPlan, clock: RunClock, round: () => Promise<T>): Promise<T[]> {
  const began = clock.now();
  const results = [await round()];
  for (let number = 1; number < timing.rounds; number += 1) {
    const wait = Math.max(0, began + number * timing.roundSpacingSeconds * 1000 - clock.now());
    if (clock.remaining() < wait + timing.roundDeadlineMs + CLOSING_MS) break;
    await clock.sleep(wait);
    results.push(await round());
  }
  return results;
}
