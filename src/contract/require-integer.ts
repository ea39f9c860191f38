import { Token } from 'aws-cdk-lib';
import { fail } from './errors';

/** A number that must be whole and within a range. */
export interface IntegerArgument {
  readonly what: string;
  readonly value: number;
  readonly min: number;
  /** Unlimited when absent. */
  readonly max?: number;
  readonly fix: string;
  /** Path of the construct. */
  readonly at?: string;
  /** Whether a token is refused, because other numbers follow from this one. */
  readonly literal?: boolean;
}

/** A token is taken as it is, unless a literal is required; everything else must be a whole number within the range. */
export function requireInteger({ what, value, min, max, fix, at, literal = false }: IntegerArgument): number {
  const isToken = Token.isUnresolved(value);
  if (isToken ? literal : !Number.isInteger(value) || value < min || value > (max ?? Infinity)) {
    fail({
      what: `${what} is out of range`,
      got: isToken ? 'a token' : String(value),
      allowed: `a whole number from ${min}${max === undefined ? '' : ` to ${max}`}`,
      fix,
      at,
    });
  }
  return value;
}
