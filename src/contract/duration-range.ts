import { Duration } from 'aws-cdk-lib';
import type { DurationArgument } from './require-duration';

/** A range of seconds, as `limits.ts` writes it, for `requireDuration`. */
export function durationRange({ min, max }: { readonly min: number; readonly max: number }): Pick<DurationArgument, 'min' | 'max'> {
  return { min: Duration.seconds(min), max: Duration.seconds(max) };
}
