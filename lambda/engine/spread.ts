import { randomInt } from 'node:crypto';

/** A piece of work and when it begins. */
export interface Spread<T> {
  readonly item: T;
  readonly index: number;
  /** Milliseconds after the run's start. */
  readonly after: number;
}

/**
 * Spreads work over a span of time, in an order of its own each time: what all of it shares is not hit at one moment, and it is not
 * always the same ones that a run which is short of time leaves out.
 *
 * @param seed the same seed gives the same order and times
 */
export function spread<T>(items: readonly T[], spanMs: number, seed: number = randomInt(2 ** 31)): Spread<T>[] {
  const random = generator(seed);
  return items.map((item, index) => ({ item, index, after: random() * spanMs })).sort((left, right) => left.after - right.after);
}

const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;

/** Numbers from 0 to 1 that follow from a seed: Lehmer's generator, as in C++'s `minstd_rand`. Even enough for times. */
function generator(seed: number): () => number {
  let state = Math.abs(Math.trunc(seed)) % (MODULUS - 1) + 1;
  const next = () => {
    state = state * MULTIPLIER % MODULUS;
    return state / MODULUS;
  };
  next(); // the first number after a small seed is small as well
  return next;
}
