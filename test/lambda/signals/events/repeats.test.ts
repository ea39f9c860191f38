import { Repeats } from '../../../../lambda/signals/repeats';

test('the same is suppressed for a while, counted, and sent again with the count', () => {
  const repeats = new Repeats();
  expect(repeats.check('a', 0, 100)).toBe(0);
  repeats.remember('a', 0);
  expect([repeats.check('a', 50, 100), repeats.check('a', 99, 100)]).toEqual([undefined, undefined]);
  expect(repeats.check('b', 50, 100)).toBe(0);
  expect(repeats.check('a', 100, 100)).toBe(2);
  repeats.remember('a', 100);
  expect(repeats.check('a', 150, 100)).toBeUndefined();
  expect(repeats.check('a', 300, 100)).toBe(1);
});

test('what could not be sent is sent at the next attempt', () => {
  const repeats = new Repeats();
  expect([repeats.check('a', 0, 100), repeats.check('a', 1, 100)]).toEqual([0, 0]);
});

test('what was sent again is the youngest, and is remembered longest', () => {
  const repeats = new Repeats();
  for (let key = 0; key < 1_000; key += 1) { repeats.remember(String(key), 0); }
  repeats.remember('0', 50);
  repeats.remember('one more', 50);
  expect([repeats.check('0', 60, 100), repeats.check('1', 60, 100)]).toEqual([undefined, 0]);
});

test('memory is bounded: the oldest is forgotten first', () => {
  const repeats = new Repeats();
  for (let key = 0; key <= 1_000; key += 1) { repeats.remember(String(key), 0); }
  expect([repeats.check('0', 1, 100), repeats.check('1', 1, 100), repeats.check('1000', 1, 100)]).toEqual([0, undefined, undefined]);
});
