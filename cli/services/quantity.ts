import { UNKNOWN, type Unknown } from '../../src/lint/value';

/** A number that a template states, or one that only the deployment knows. Infinity is what never happens. */
export type Quantity = number | Unknown;

/** A number of the lint model, where NaN is what only the deployment knows. */
export function quantity(value: number): Quantity {
  return Number.isNaN(value) ? UNKNOWN : value;
}

export function isUnknown(value: unknown): value is Unknown {
  return value === UNKNOWN;
}

/** What follows from quantities that are all known; undefined where one of them is not, so that nothing is claimed then. */
export function whenKnown<const Quantities extends readonly Quantity[], Result>(
  quantities: Quantities,
  conclude: (...numbers: { readonly [Index in keyof Quantities]: number }) => Result,
): Result | undefined {
  return quantities.some(isUnknown) ? undefined : conclude(...quantities as { readonly [Index in keyof Quantities]: number });
}

/** A quantity that is calculated from others: unknown where one of them is. */
export function calculate<const Quantities extends readonly Quantity[]>(
  quantities: Quantities,
  how: (...numbers: { readonly [Index in keyof Quantities]: number }) => number,
): Quantity {
  return whenKnown(quantities, how) ?? UNKNOWN;
}
