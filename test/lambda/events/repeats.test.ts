import { Repeats } from '../../../lambda/events/repeats';

test('the same is kept back for a while, counted, and told again with the count', () => {
  const repeats = new Repeats();
  expect(repeats.ask('a', 0, 100)).toBe(0);
  repeats.remember('a', 0);
  expect([repeats.ask('a', 50, 100), repeats.ask('a', 99, 100)]).toEqual([undefined, undefined]);
  expect(repeats.ask('b', 50, 100)).toBe(0);
  expect(repeats.ask('a', 100, 100)).toBe(2);
  repeats.remember('a', 100);
  expect(repeats.ask('a', 150, 100)).toBeUndefined();
  expect(repeats.ask('a', 300, 100)).toBe(1);
});

test('what could not be told is told at the next attempt', () => {
  const repeats = new Repeats();
  expect([repeats.ask('a', 0, 100), repeats.ask('a', 1, 100)]).toEqual([0, 0]);
});

test('what was told again is the youngest, and is kept longest', () => {
  const repeats = new Repeats();
  for (let key = 0; key < 1_000; key++) repeats.remember(String(key), 0);
  repeats.remember('0', 50);
  repeats.remember('one more', 50);
  expect([repeats.ask('0', 60, 100), repeats.ask('1', 60, 100)]).toEqual([undefined, 0]);
});

test('memory is bounded: the oldest is forgotten first', () => {
  const repeats = new Repeats();
  for (let key = 0; key <= 1_000; key++) repeats.remember(String(key), 0);
  expect([repeats.ask('0', 1, 100), repeats.ask('1', 1, 100), repeats.ask('1000', 1, 100)]).toEqual([0, undefined, undefined]);
});
