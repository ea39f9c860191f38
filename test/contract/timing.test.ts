import fc from 'fast-check';
import { longestBootWithin, targetAfterBoot } from '../../src/contract/timing';

/** AWS's defaults of an application load balancer: a target is unhealthy 30 s after its first failure. */
const DEFAULTS = { interval: 30, timeout: 5, unhealthyThreshold: 2, healthyThreshold: 5 };

test.each([
  // One success, at most 30 + 5 s after the boot.
  [60, 60 - 35],
  // A boot of 31 s makes the target unhealthy: 31 + 5 × 30 + 5.
  [65, 30],
  [185, 30],
  [186, 31],
  [300, 300 - 155],
  // Too short for any boot.
  [20, 20 - 35],
])('a grace period of %d s covers a boot of %d s', (gracePeriod, boot) => {
  expect(longestBootWithin(DEFAULTS, gracePeriod)).toBe(boot);
});

test('the longest boot is covered, and a second more is not', () => {
  const check = fc.record({
    interval: fc.integer({ min: 5, max: 300 }),
    timeout: fc.integer({ min: 2, max: 120 }),
    unhealthyThreshold: fc.integer({ min: 2, max: 10 }),
    healthyThreshold: fc.integer({ min: 2, max: 10 }),
  });
  fc.assert(fc.property(check, fc.integer({ min: 0, max: 7200 }), (given, seconds) => {
    const ready = (boot: number) => boot + targetAfterBoot(given, boot).latest;
    const longest = longestBootWithin(given, seconds);
    return ready(longest) <= seconds && ready(longest + 1) > seconds;
  }));
});
