/** Milliseconds on a clock that no time correction moves: the one that durations and deadlines are read from. */
export function now(): number {
  return performance.now();
}

/** Milliseconds since a moment that `now` gave, to a tenth. */
export function since(start: number): number {
  return Math.round((now() - start) * 10) / 10;
}

/** Milliseconds of the calendar, for the dates in certificates. */
export function today(): number {
  return Date.now();
}
