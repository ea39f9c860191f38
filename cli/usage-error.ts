import { failureText, type Failure } from '../src/contract/errors';

/** Exit code of a command that was called wrongly (EX_USAGE of sysexits.h). */
export const EXIT_USAGE = 64;

/** A mistake in how a command was called. */
export class UsageError extends Error {
  constructor(failure: Failure) {
    super(failureText(failure));
    this.name = 'UsageError';
  }
}
