/** Status codes that an endpoint accepts when it does not say. */
export const DEFAULT_STATUS_CODES = '200-299';

type Range = readonly [low: number, high: number];

/** Lists read before: a run asks thousands of times for the few that its plans have. */
const known = new Map<string, readonly Range[]>();

/** Whether a matcher such as `200`, `200-299` or `200,204` accepts a status code. */
export function acceptsStatus(codes: string, status: number): boolean {
  return rangesOf(codes).some(([low, high]) => status >= low && status <= high);
}

function rangesOf(codes: string): readonly Range[] {
  let ranges = known.get(codes);
  if (!ranges) {
    ranges = codes.split(',').map((piece): Range => {
      const [low = NaN, high = low] = piece.split('-').map(Number);
      return [low, high];
    });
    if (known.size >= 100) { known.clear(); }
    known.set(codes, ranges);
  }
  return ranges;
}

/**
 * Whether a status code, where it is not an accepted one, says that nobody answers for health at this path: no such path, method or
 * permission, or the answer is elsewhere. That is configuration; a restart does not change it.
 */
export function isMissing(status: number): boolean {
  return (status >= 300 && status < 400) || [401, 403, 404, 405, 410].includes(status);
}
