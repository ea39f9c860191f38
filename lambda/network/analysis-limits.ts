import { createHash } from 'node:crypto';
import type { ReachabilityPlan } from '../../src/shared/plan';
import { DAY_MS } from '../../src/shared/time';

type Limits = Pick<ReachabilityPlan, 'intervalSeconds' | 'perDay'>;

/**
 * Whether one more analysis may be paid for.
 *
 * @param starts when earlier ones were started, milliseconds since the epoch, in any order
 * @param now milliseconds since the epoch
 */
export function mayStart(starts: readonly number[], now: number, { intervalSeconds, perDay }: Limits): boolean {
  const recent = starts.filter((start) => now - start < DAY_MS);
  return recent.length < perDay && recent.every((start) => now - start >= intervalSeconds * 1_000);
}

/**
 * The same for all runs of a service within one interval: EC2 makes one path and one analysis of the requests that carry it, so that
 * runs that do not know of each other, or do not see each other's tags yet, cannot start a second one.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function clientToken(service: string, now: number, { intervalSeconds }: Limits): string {
  return createHash('sha256').update(`${service} ${Math.floor(now / (intervalSeconds * 1_000))}`).digest('hex');
}
