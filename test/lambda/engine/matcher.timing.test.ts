import { safeTest } from '../../../lambda/engine/safe-regex';

const EXPLODING = '^(a+)+$';
const BAIT = `${'a'.repeat(60)}!`;

test('one that explodes is interrupted, and has less time when it comes again', () => {
  const first = performance.now();
  expect(safeTest(EXPLODING, BAIT)).toBe('too slow');
  const second = performance.now();
  for (let index = 0; index < 5; index += 1) { expect(safeTest(EXPLODING, BAIT)).toBe('too slow'); }
  expect(second - first).toBeLessThan(1000);
  expect(performance.now() - second).toBeLessThan(5 * (second - first));
  expect(safeTest(EXPLODING, 'aaa')).toBe('match');
});
