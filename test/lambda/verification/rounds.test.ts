import * as fc from 'fast-check';
import { inRounds } from '../../../lambda/verification/rounds';
import { Runs } from '../../../lambda/verification/runs';
import { PLAN } from '../diagnosis/diagnosis-fixtures';

interface Given {
  readonly rounds: number;
  readonly spacing: number;
  readonly deadline: number;
  /** Milliseconds that each round takes. */
  readonly takes: readonly number[];
  readonly random: number;
  readonly remaining?: number;
}

/** When each round began, in milliseconds of a clock that only moves when something takes time. */
async function starts({ rounds, spacing, deadline, takes, random, remaining = Infinity }: Given): Promise<number[]> {
  let now = 1_000_000;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
    remaining: () => remaining - (now - 1_000_000),
    random: () => random,
  };
  const timing = { ...PLAN.timing, rounds, roundSpacingSeconds: spacing, roundDeadlineMs: deadline };
  const began: number[] = [];
  await inRounds(timing, clock, async () => {
    began.push(now - 1_000_000);
    now += takes[(began.length - 1) % takes.length]!;
  });
  return began;
}

test.each([
  ['in the middle', 0.5, [0, 20_000, 40_000]],
  ['a tenth earlier', 0, [0, 18_000, 38_000]],
  ['a tenth later', 1, [0, 22_000, 42_000]],
])('rounds at about their own time: %s', async (_, random, expected) => {
  expect(await starts({ rounds: 3, spacing: 20, deadline: 8_000, takes: [200], random })).toEqual(expected);
});

test('the last round ends within the minute however its time was shifted', async () => {
  expect(await starts({ rounds: 6, spacing: 10, deadline: 10_000, takes: [200], random: 1 })).toEqual([
    0, 11_000, 21_000, 31_000, 41_000, 50_000,
  ]);
});

test('a slow round delays the next one, and one that could not end in time is left out', async () => {
  expect(await starts({ rounds: 3, spacing: 20, deadline: 15_000, takes: [25_000, 200], random: 0.5 })).toEqual([0, 25_000, 40_000]);
  expect(await starts({ rounds: 3, spacing: 20, deadline: 15_000, takes: [46_000], random: 0.5 })).toEqual([0]);
});

test('one round is not shifted, and needs no time left', async () => {
  expect(await starts({ rounds: 1, spacing: 60, deadline: 10_000, takes: [200], random: 0, remaining: 0 })).toEqual([0]);
});

test('no run overlaps the next schedule or outlives its function, and no rounds overlap each other', async () => {
  const given = fc.record({
    rounds: fc.constantFrom(1, 2, 3, 4, 5, 6),
    share: fc.double({ min: 0.05, max: 1, noNaN: true }),
    usage: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
    remaining: fc.integer({ min: 5_000, max: 90_000 }),
  });
  await fc.assert(fc.asyncProperty(given, async ({ rounds, share, usage, random, remaining }) => {
    const spacing = 60 / rounds;
    const deadline = share * spacing * 1000;
    const takes = usage.map((part) => part * deadline);
    const began = await starts({ rounds, spacing, deadline, takes, random, remaining });
    began.slice(1).forEach((start, index) => expect(start).toBeGreaterThanOrEqual(began[index]! + takes[index % takes.length]! - 1e-6));
    expect(began.at(-1)! + deadline).toBeLessThanOrEqual(60_000 + 1e-6);
    if (began.length > 1) { expect(began.at(-1)! + deadline).toBeLessThanOrEqual(remaining); }
    // With quick rounds none is left out.
    if (Math.max(...takes) <= 0.5 * spacing * 1000 && remaining > 62_000) { expect(began).toHaveLength(rounds); }
  }));
});

test('a shard has one run at a time, others are no matter', () => {
  const runs = new Runs();
  const end = runs.begin('prod 1');
  expect(end).toBeDefined();
  expect(runs.begin('prod 1')).toBeUndefined();
  expect(runs.begin('prod 2')).toBeDefined();
  end!();
  expect(runs.begin('prod 1')).toBeDefined();
});
