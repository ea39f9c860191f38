import fc from 'fast-check';
import { calculate, isUnknown, quantity, whenKnown, type Quantity } from '../../cli/services/quantity';
import { after, between, soonest } from '../../cli/timeline/figures';
import { UNKNOWN } from '../../src/lint/value';

const known = fc.oneof(fc.integer(), fc.constant(Infinity));
const some = fc.oneof<fc.Arbitrary<Quantity>[]>(known, fc.constant(UNKNOWN));

test('NaN of the lint model is unknown, and every other number is itself', () => {
  fc.assert(fc.property(fc.double(), (value) => {
    expect(quantity(value)).toBe(Number.isNaN(value) ? UNKNOWN : value);
  }));
});

test('never: a conclusion or a result from a quantity that is unknown', () => {
  fc.assert(fc.property(fc.array(some, { minLength: 1 }), (quantities) => {
    const unknown = quantities.some(isUnknown);
    expect(whenKnown(quantities, () => true)).toBe(unknown ? undefined : true);
    expect(isUnknown(calculate(quantities, (...numbers) => numbers.length))).toBe(unknown);
  }));
});

test('never: a figure that depends on an unknown quantity', () => {
  fc.assert(fc.property(some, some, (one, other) => {
    const unknown = isUnknown(one) || isUnknown(other);
    const figures = between(one, other);
    expect(isUnknown(figures.typical)).toBe(unknown);
    for (const combined of [after(figures, figures), soonest(figures, between(0, 1))]) {
      expect(isUnknown(combined.typical)).toBe(unknown);
      expect(isUnknown(combined.best)).toBe(isUnknown(one));
    }
  }));
});
