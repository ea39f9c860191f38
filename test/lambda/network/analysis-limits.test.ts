import * as fc from 'fast-check';
import { clientToken, mayStart } from '../../../lambda/network/analysis-limits';
import { DAY_MS } from '../../../src/shared/time';

const LIMITS = { intervalSeconds: 3_600, perDay: 4 };
const HOUR = 3_600_000;

test.each<[expected: boolean, what: string, starts: number[]]>([
  [true, 'the first one', []],
  [true, 'an interval after the last one', [-HOUR]],
  [false, 'a moment earlier', [-HOUR + 1]],
  [false, 'one that a run beside us has just started, by a clock that is ahead', [5_000]],
  [true, 'as long as the day has some left', [-HOUR, -2 * HOUR, -3 * HOUR]],
  [false, 'not beyond the day\'s', [-HOUR, -2 * HOUR, -3 * HOUR, -4 * HOUR]],
  [true, 'when one of them is a day old', [-HOUR, -2 * HOUR, -3 * HOUR, -DAY_MS]],
])('%s: %s', (expected, _, starts) => {
  expect(mayStart(starts.map((start) => 1e12 + start), 1e12, LIMITS)).toBe(expected);
});

test('whenever runs come, no two analyses are closer than the interval and no day has more than its number', () => {
  const limits = fc.record({ intervalSeconds: fc.integer({ min: 60, max: 86_400 }), perDay: fc.integer({ min: 1, max: 24 }) });
  const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 120_000 }), fc.integer({ min: 0, max: DAY_MS })), { maxLength: 300 });
  fc.assert(fc.property(limits, gaps, (given, pauses) => {
    const starts: number[] = [];
    let now = 0;
    for (const pause of pauses) {
      now += pause;
      if (mayStart(starts, now, given)) { starts.push(now); }
    }
    starts.forEach((start, index) => {
      if (index > 0) { expect(start - starts[index - 1]).toBeGreaterThanOrEqual(given.intervalSeconds * 1_000); }
      expect(starts.filter((other) => other <= start && start - other < DAY_MS).length).toBeLessThanOrEqual(given.perDay);
    });
    if (pauses.length > 0) { expect(starts.length).toBeGreaterThan(0); }
  }));
});

test('runs of one interval share a token, other intervals and services have others', () => {
  const token = clientToken('prod/orders', 10 * HOUR, LIMITS);
  expect(clientToken('prod/orders', 11 * HOUR - 1, LIMITS)).toBe(token);
  expect(clientToken('prod/orders', 11 * HOUR, LIMITS)).not.toBe(token);
  expect(clientToken('prod/carts', 10 * HOUR, LIMITS)).not.toBe(token);
  expect(token).toMatch(/^[\x21-\x7e]{1,64}$/);
});
