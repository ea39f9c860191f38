/** Status codes that an endpoint accepts when it names none. */
export const DEFAULT_STATUS_CODES = '200-299';

/** How a contract and a plan write status codes: `200`, `200-299` or `200,204`. */
export const STATUS_CODES = /^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/;

/** Codes from `min` to `max`, both included. */
export interface CodeRange {
  readonly min: number;
  readonly max: number;
}

type Parts = ReadonlyArray<CodeRange | undefined>;

/** Matchers parsed before: one run of the verifier compares thousands of answers with the few that its plans have. */
const known = new Map<string, Parts>();
const MOST_KNOWN = 100;

/** The ranges of a matcher such as `200,202-204`, with spaces around its parts or without; undefined where a part is no code or range. */
export function parseStatusCodes(matcher: string): readonly CodeRange[] | undefined {
  const ranges = partsOf(matcher);
  return ranges.every((range): range is CodeRange => range !== undefined) ? ranges : undefined;
}

/** Whether a matcher accepts a status code; a part that is no code or range accepts none. */
export function acceptsStatus(matcher: string, status: number): boolean {
  return partsOf(matcher).some((range) => range !== undefined && range.min <= status && status <= range.max);
}

/** The highest code that a matcher accepts; 0 where it accepts none. */
export function highestStatus(matcher: string): number {
  return Math.max(0, ...partsOf(matcher).map((range) => range?.max ?? 0));
}

function partsOf(matcher: string): Parts {
  let parts = known.get(matcher);
  if (!parts) {
    parts = matcher.split(',').map(rangeOf);
    if (known.size >= MOST_KNOWN) { known.clear(); }
    known.set(matcher, parts);
  }
  return parts;
}

function rangeOf(part: string): CodeRange | undefined {
  const [, low, high = low] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
  return low !== undefined && Number(low) <= Number(high) ? { min: Number(low), max: Number(high) } : undefined;
}
