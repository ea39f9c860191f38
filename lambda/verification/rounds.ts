import type { TimingPlan } from '../../src/shared/plan';

/** From one schedule to the next. Every run has ended by then, so that none overlaps the one before it. */
const RUN_MS = 60_000;
/** Time that a run needs after its last round to log and return. */
const CLOSING_MS = 1_000;
/** Share of the spacing by which a round may come earlier or later. */
const JITTER = 0.1;

/** The clock of a run. */
export interface RunClock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Milliseconds until the function is stopped. */
  remaining(): number;
  /** A number from 0 to 1. */
  random(): number;
}

/**
 * Runs a function as often as the plan asks for within its minute, each round at about its own time: a tenth of the spacing earlier or
 * later, so that services are not all verified in step, and never so late that it could not end within the minute. A slow round
 * delays the next one rather than being run beside it. Rounds that could not finish in time are left out: the next schedule comes soon.
 */
export async function inRounds<T>(
  { rounds, roundSpacingSeconds, roundDeadlineMs }: TimingPlan, clock: RunClock, round: () => Promise<T>,
): Promise<T[]> {
  const began = clock.now();
  const latest = began + RUN_MS - roundDeadlineMs;
  const results = [await round()];
  for (let number = 1; number < rounds; number += 1) {
    const shift = (2 * clock.random() - 1) * JITTER;
    const planned = Math.min(began + (number + shift) * roundSpacingSeconds * 1000, latest);
    const start = Math.max(planned, clock.now());
    const wait = start - clock.now();
    if (start > latest || clock.remaining() < wait + roundDeadlineMs + CLOSING_MS) { break; }
    await clock.sleep(wait);
    results.push(await round());
  }
  return results;
}
