import { Duration, Lazy, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { durationRange } from '../../src/contract/duration-range';
import { requireDuration } from '../../src/contract/require-duration';
import { requireInteger } from '../../src/contract/require-integer';
import { requireNumber } from '../../src/contract/require-number';

const TOKEN = Token.asNumber(Lazy.number({ produce: () => 3 }));
const fix = 'pass another';

describe('requireInteger', () => {
  const argument = { what: 'looks', min: 1, max: 10, fix };

  test('takes exactly the whole numbers of its range', () => {
    fc.assert(fc.property(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double()), (value) => {
      const fits = Number.isInteger(value) && value >= 1 && value <= 10;
      const check = () => requireInteger({ ...argument, value });
      if (fits) { expect(check()).toBe(value); } else { expect(check).toThrow('looks is out of range'); }
    }));
  });

  test('names range, way out and place', () => {
    expect(() => requireInteger({ ...argument, value: 0.5, at: 'Stack/Gate' }))
      .toThrow('[Stack/Gate] looks is out of range: got 0.5, allowed: a whole number from 1 to 10. Pass another.');
    expect(() => requireInteger({ what: 'count', value: 0, min: 1, fix })).toThrow('allowed: a whole number from 1. Pass');
  });

  test('takes a token, unless a literal is required', () => {
    expect(requireInteger({ ...argument, value: TOKEN })).toBe(TOKEN);
    expect(() => requireInteger({ ...argument, value: TOKEN, literal: true })).toThrow('got a token, allowed: a whole number from 1 to 10');
  });
});

describe('requireNumber', () => {
  test.each<[value: number, min: number | undefined, max: number | undefined, fits: boolean]>([
    [0, undefined, undefined, false], [0.1, undefined, undefined, true], [0, 0, undefined, true], [-0.1, 0, undefined, false],
    [100, undefined, 100, true], [100.1, undefined, 100, false], [NaN, undefined, 100, false], [Infinity, 0, undefined, false],
  ])('%d from %p to %p: %p', (value, min, max, fits) => {
    const check = () => requireNumber({ what: 'rate', value, min, max, fix });
    if (fits) { expect(check()).toBe(value); } else { expect(check).toThrow('rate is out of range'); }
  });
});

describe('requireDuration', () => {
  const argument = { what: 'interval', ...durationRange({ min: 2, max: 60 }), fix };

  test.each<[value: Duration, whole: boolean, fits: boolean]>([
    [Duration.seconds(2), true, true], [Duration.minutes(1), true, true], [Duration.seconds(61), true, false],
    [Duration.millis(1999), false, false],
    [Duration.millis(2500), false, true], [Duration.millis(2500), true, false],
  ])('%s, whole seconds %p: %p', (value, wholeSeconds, fits) => {
    const check = () => requireDuration({ ...argument, value, wholeSeconds });
    if (fits) {
      expect(check()).toBe(value.toSeconds({ integral: false }));
    } else {
      expect(check).toThrow(/^interval is out of range: got .+, allowed: 2 seconds to 1 minute/);
    }
  });

  test('refuses a token', () => {
    const value = Duration.seconds(Lazy.number({ produce: () => 3 }));
    expect(() => requireDuration({ ...argument, value }))
      .toThrow('interval must be known at synthesis: got a token, allowed: a literal duration');
  });
});
