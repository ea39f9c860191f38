/** Status codes that an endpoint accepts when it does not say. */
export const DEFAULT_STATUS_CODES = '200-299';

/** Whether a matcher such as `200`, `200-299` or `200,204` accepts a status code. */
export function acceptsStatus(codes: string, status: number): boolean {
  return codes.split(',').some((piece) => {
    const [low, high] = piece.split('-').map(Number);
    return low !== undefined && status >= low && status <= (high ?? low);
  });
}

/**
 * Whether a status code, where it is not an accepted one, says that nobody answers for health at this path: no such path, method or
 * permission, or the answer is elsewhere. That is configuration; a restart does not change it.
 */
export function isMissing(status: number): boolean {
  return (status >= 300 && status < 400) || [401, 403, 404, 405, 410].includes(status);
}
