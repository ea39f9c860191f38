import { Token } from 'aws-cdk-lib';
import { fail } from './errors';

/** A number that must be within a range. */
export interface NumberArgument {
  readonly what: string;
  readonly value: number;
  /** The least value that is allowed; 0 itself is not where it is absent. */
  readonly min?: number;
  /** Unlimited when absent. */
  readonly max?: number;
  /** Whether a token is refused, because the number becomes part of a text. */
  readonly literal?: boolean;
  readonly fix: string;
  /** Path of the construct. */
  readonly at?: string;
}

/** A token is taken as it is, unless a literal is required; everything else must be a number within the range. */
export function requireNumber({ what, value, min, max, literal, fix, at }: NumberArgument): number {
  const isToken = Token.isUnresolved(value);
  const fits = min === undefined ? value > 0 : value >= min;
  if (isToken ? literal : !(fits && value <= (max ?? Number.MAX_VALUE))) {
    const allowed = `a number ${min === undefined ? 'above 0' : `from ${min}`}${max === undefined ? '' : `, at most ${max}`}`;
    fail({ what: `${what} is out of range`, got: isToken ? 'a token' : String(value), allowed, fix, at });
  }
  return value;
}

/** A share of a whole: above 0, at most 1. */
export function requireShare(what: string, value: number, at: string): number {
  return requireNumber({ what, value, max: 1, fix: 'pass 0.5 for half of the tasks', at });
}
