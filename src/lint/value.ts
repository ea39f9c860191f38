/**
 * A value in a template: known, absent (`undefined`), or decided by the deployment (unknown).
 *
 * An unknown **number is NaN**: every comparison with it is false, and whatever is calculated from it is unknown too. So a rule must test
 * for what is wrong (`timeout >= interval`, never `!(timeout < interval)`) to report nothing then. Texts and flags are UNKNOWN, which
 * equals no text: test with `===` for what is wrong, and with `differs` for what is missing.
 */
export const UNKNOWN: unique symbol = Symbol('known only after the deployment');

export type Unknown = typeof UNKNOWN;
export type Text = string | undefined | Unknown;
export type Flag = boolean | Unknown;

/** A list of which some items may be known only after the deployment. */
export interface List<T> {
  /** The items that are known to be there. */
  readonly items: readonly T[];
  /** Whether these are all of them. */
  readonly complete: boolean;
}

/** Whether a value is known, and known to be given. */
export function isGiven<T>(value: T | undefined | Unknown): value is T {
  return value !== UNKNOWN && value !== undefined;
}

/** Whether a value is known and none of those. */
export function differs<T>(value: T | Unknown, ...from: readonly T[]): boolean {
  return value !== UNKNOWN && !from.includes(value);
}

/** Whether it is certain that the list has no items. */
export function isEmpty({ items, complete }: List<unknown>): boolean {
  return complete && items.length === 0;
}
