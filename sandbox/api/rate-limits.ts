import { ApiError } from './errors';
import type { Clock } from '../shared/clock';

/**
 * Limits of AWS for one account and region: calls a second in the long run, and at once.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 * https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
const LIMITS: ReadonlyArray<{ readonly operations: RegExp; readonly perSecond: number; readonly burst: number }> = [
  { operations: /^(ListTasks|DescribeTasks|DescribeContainerInstances)$/, perSecond: 20, burst: 100 },
  { operations: /^DescribeServices$/, perSecond: 20, burst: 100 },
  { operations: /^Describe(TargetHealth|TargetGroups)$/, perSecond: 10, burst: 40 },
  { operations: /^GetParameter/, perSecond: 40, burst: 40 },
];

/** The buckets of tokens with which AWS limits calls, filled in the time of the sandbox. */
export class RateLimits {
  private readonly buckets = new Map(LIMITS.map((limit) => [limit, { tokens: limit.burst, at: Date.now() }]));

  constructor(private readonly clock: Clock) {}

  /** Takes a token for an operation; throws as AWS does where there is none. */
  public take(operation: string): void {
    const limit = LIMITS.find(({ operations }) => operations.test(operation));
    const bucket = limit && this.buckets.get(limit)!;
    if (!bucket) { return; }
    const now = Date.now();
    const seconds = (now - bucket.at) / 1_000 * this.clock.scale;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + seconds * limit.perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) {
      throw new ApiError(operation.startsWith('DescribeTarget') ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
    }
    bucket.tokens -= 1;
  }
}
