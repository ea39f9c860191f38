import { Token } from 'aws-cdk-lib';
import { fail } from './errors';

/** A token is taken as it is; everything else must be a whole number within the range. */
export function checkWhole(what: string, value: number, min: number, max: number, todo: string, constructPath?: string): void {
  if (!Token.isUnresolved(value) && (!Number.isInteger(value) || value < min || value > max)) {
    fail(`${what} is out of range`, String(value), `a whole number from ${min} to ${max}`, todo, constructPath);
  }
}
