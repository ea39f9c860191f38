import { Duration, Lazy } from 'aws-cdk-lib';
import { requireDuration } from '../../src/contract/require-duration';
import { requireInteger } from '../../src/contract/require-integer';
import { requireNumber, requireShare } from '../../src/contract/require-number';
import { withoutUndefined } from '../../src/contract/without-undefined';

const TOKEN = Lazy.number({ produce: () => 1 });
const IT = { what: 'it', fix: 'pass 1', at: 'Stack/It' };

test('a whole number, with and without an upper limit', () => {
  expect(requireInteger({ ...IT, value: 3, min: 1, max: 3 })).toBe(3);
  expect(requireInteger({ ...IT, value: TOKEN, min: 1, max: 3 })).toBe(TOKEN);
  expect(() => requireInteger({ ...IT, value: 4, min: 1, max: 3 })).toThrow(
    '[Stack/It] it is out of range: got 4, allowed: a whole number from 1 to 3. Pass 1.',
  );
  expect(() => requireInteger({ ...IT, value: 0.5, min: 0 })).toThrow('got 0.5, allowed: a whole number from 0. Pass 1.');
});

test('a number: from or above a limit, and a literal where it becomes part of a text', () => {
  expect(requireNumber({ ...IT, value: 0, min: 0 })).toBe(0);
  expect(requireNumber({ ...IT, value: TOKEN })).toBe(TOKEN);
  expect(() => requireNumber({ ...IT, value: 0 })).toThrow('got 0, allowed: a number above 0. Pass 1.');
  expect(() => requireNumber({ ...IT, value: Infinity, min: 0 })).toThrow('got Infinity, allowed: a number from 0.');
  expect(() => requireNumber({ ...IT, value: NaN, min: 0, max: 2 })).toThrow('got NaN, allowed: a number from 0, at most 2.');
  expect(() => requireNumber({ ...IT, value: TOKEN, min: 0, literal: true })).toThrow('got a token, allowed: a number from 0.');
});

test('a share', () => {
  expect(requireShare('it', 1, 'Stack')).toBe(1);
  expect(() => requireShare('it', 1.1, 'Stack')).toThrow('[Stack] it is out of range: got 1.1, allowed: a number above 0, at most 1.');
});

test('a duration, known at synthesis', () => {
  const range = { ...IT, min: Duration.seconds(5), max: Duration.minutes(5) };
  expect(requireDuration({ ...range, value: Duration.millis(5_500) })).toBe(5.5);
  expect(() => requireDuration({ ...range, value: Duration.millis(5_500), wholeSeconds: true })).toThrow('5 minutes, in whole seconds');
  expect(() => requireDuration({ ...range, value: Duration.seconds(4) })).toThrow(
    'got 4 seconds, allowed: 5 seconds to 5 minutes. Pass 1.',
  );
  expect(() => requireDuration({ ...range, value: Duration.seconds(TOKEN) })).toThrow('it must be known at synthesis: got a token');
});

test('keys without a value are left out at every depth, objects of classes kept', () => {
  const duration = Duration.seconds(1);
  const value = withoutUndefined({ a: undefined, b: [{ c: undefined, d: 1 }], e: { f: undefined }, duration, none: null });
  expect(value).toStrictEqual({ b: [{ d: 1 }], e: {}, duration, none: null });
  expect(value.duration).toBe(duration);
});
