/** What a status code that is not an accepted one says where the body says nothing. */
export type CodeMeaning = 'MISSING' | 'REQUEST_REFUSED' | 'OVERLOADED' | 'UNHEALTHY';

const MISSING = new Set([401, 403, 404, 405, 407, 410, 511]);
/** The question itself is refused, whatever the health. 501 is Dropwizard without any check, and a method that nobody implements. */
const REFUSED = new Set([400, 406, 411, 413, 414, 415, 417, 421, 422, 426, 428, 431, 451, 501, 505]);
const TOO_MANY_REQUESTS = 429;

/** What the code means by RFC 9110. Neither configuration nor load is changed by a restart. */
export function meaningOfCode(status: number): CodeMeaning {
  if (status === TOO_MANY_REQUESTS) { return 'OVERLOADED'; }
  if (REFUSED.has(status)) { return 'REQUEST_REFUSED'; }
  return isMissing(status) ? 'MISSING' : 'UNHEALTHY';
}

/**
 * Whether a status code, where it is not an accepted one, says that nobody answers for health at this path: no such path, method or
 * permission, or the answer is elsewhere. That is configuration; a restart does not change it.
 */
export function isMissing(status: number): boolean {
  return (status >= 300 && status < 400) || MISSING.has(status);
}
