import { setTimeout as sleep } from 'node:timers/promises';

/** Longest wait before the first and before any further attempt, milliseconds. */
const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/** Names of errors that mean: too many calls, of whomever. */
const THROTTLES = /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|SlowDown|.*LimitExceeded.*)$/;
/** Names of errors of the network and of time limits for one attempt. */
const PASSING = /^(TimeoutError|NetworkingError|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ServerException|ServiceUnavailable.*|InternalFailure)$/;

/** Names of errors that last until somebody changes a permission: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html */
const DENIALS = /^(AccessDenied.*|NotAuthorized.*|UnauthorizedOperation|AuthFailure|Forbidden.*)$/;

/** Whether AWS refused a call because there were too many. */
export function isThrottle(error: unknown): boolean {
  const { name, $metadata } = errorOf(error);
  return THROTTLES.test(name) || $metadata?.httpStatusCode === 429;
}

/** Whether AWS refused a call because of who made it. */
export function isDenied(error: unknown): boolean {
  return DENIALS.test(errorOf(error).name);
}

/**
 * Calls until it succeeds, as long as the error may pass and the signal allows, with full jitter in between: callers that failed together
 * do not come back together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * Rejects with the last error of the call, rather than with that of the signal.
 */
export async function untilDeadline<T>(
  call: () => Promise<T>, signal: AbortSignal, onError: (error: unknown) => void = () => {},
): Promise<T> {
  let last: unknown;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      onError(error);
      // That the time is over says less than what it was spent on.
      if (signal.aborted) { throw last ?? error; }
      if (!mayPass(error)) { throw error; }
      last = error;
      const wait = Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
      await sleep(wait, undefined, { signal }).catch(() => { throw error; });
    }
  }
}

function mayPass(error: unknown): boolean {
  const { name, code, $metadata } = errorOf(error);
  return isThrottle(error) || PASSING.test(name) || PASSING.test(code ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500;
}

interface AwsError {
  readonly name: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function errorOf(error: unknown): AwsError {
  return typeof error === 'object' && error !== null ? error as AwsError : { name: '' };
}
