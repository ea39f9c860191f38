/**
 * A signal that aborts after some time.
 *
 * @param ms milliseconds; parts of a deadline need not be whole, nor may anything be left of it, but Node refuses fractions and negatives
 */
export function timeout(ms: number): AbortSignal {
  // eslint-disable-next-line no-restricted-properties
  return AbortSignal.timeout(Math.max(1, Math.ceil(ms)));
}
