import * as fc from 'fast-check';

/** The part of its runs that a model test makes: few in `npm test`, all with TEST_RUNS=1 (`npm run test:long`), ten times all with 10. */
const PART = Number(process.env.TEST_RUNS ?? 0.05);

const USUAL_SEED = 2027;

/** The same one each time, so that what is expected to occur does; TEST_SEED plays other runs. */
export const SEED = Number(process.env.TEST_SEED ?? USUAL_SEED);

export const IS_USUAL_SEED = SEED === USUAL_SEED;

/** @param all how many runs there are in full */
export function runs(all: number): number {
  return Math.ceil(all * PART);
}

/** As many of the values as there are runs: all of them in full. */
export function sample<T>(all: readonly T[]): T[] {
  const count = Math.min(all.length, runs(all.length));
  return fc.sample(fc.shuffledSubarray([...all], { minLength: count, maxLength: count }), { numRuns: 1, seed: SEED })[0];
}
