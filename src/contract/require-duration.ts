import type { Duration } from 'aws-cdk-lib';
import { fail } from './errors';

/** A duration that must be known at synthesis and within a range. */
export interface DurationArgument {
  readonly what: string;
  readonly value: Duration;
  readonly min: Duration;
  readonly max: Duration;
  /** Whether fractions of a second are refused. */
  readonly wholeSeconds?: boolean;
  readonly fix: string;
  /** Path of the construct. */
  readonly at?: string;
}

/** The seconds of a duration within the range. */
export function requireDuration({ what, value, min, max, wholeSeconds, fix, at }: DurationArgument): number {
  if (value.isUnresolved()) {
    fail({ what: `${what} must be known at synthesis`, got: 'a token', allowed: 'a literal duration', fix, at });
  }
  const seconds = value.toSeconds({ integral: false });
  if (seconds < min.toSeconds() || seconds > max.toSeconds() || (wholeSeconds && !Number.isInteger(seconds))) {
    const allowed = `${min.toHumanString()} to ${max.toHumanString()}${wholeSeconds ? ', in whole seconds' : ''}`;
    fail({ what: `${what} is out of range`, got: value.toHumanString(), allowed, fix, at });
  }
  return seconds;
}
