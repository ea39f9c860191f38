import { setTimeout as sleep } from 'node:timers/promises';

/** Requests that an API allows: a bucket of `burst` that fills with `perSecond`. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * The limits of AWS, of one account and region, shared by everybody in it.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 * https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
export const RATE_LIMITS = {
  /** ListTasks, DescribeTasks and DescribeContainerInstances together. */
  clusterReads: { perSecond: 20, burst: 100 },
  /** DescribeServices. */
  serviceReads: { perSecond: 20, burst: 100 },
  /** All of `Describe*` together. */
  loadBalancing: { perSecond: 10, burst: 40 },
  /** GetParameter, GetParameters and GetParametersByPath together. */
  parameters: { perSecond: 40, burst: 40 },
} as const satisfies Record<string, RateLimit>;

export type LimitName = keyof typeof RATE_LIMITS;

/** After a throttled call: what is left of the rate, and the least of it. */
const BACKED_OFF = 0.5;
const LEAST = 0.25;
/** What a second without throttling gives back, as a share of the whole rate. */
const RECOVERY_A_SECOND = 0.05;

/**
 * Our share of one rate limit: a bucket like AWS's own, smaller by the share, out of which every call takes one. Calls that find it empty
 * wait in the order in which they came. Where AWS throttles nevertheless, others use the limit too: the rate falls to half and comes back
 * slowly.
 */
export class RateBudget {
  /** Calls that AWS refused. */
  public throttled = 0;
  private readonly perSecond: number;
  private readonly burst: number;
  private tokens: number;
  private factor = 1;
  private at: number;
  private last: Promise<void> = Promise.resolve();

  /**
   * @param share 0–1
   * @param now milliseconds, of any clock
   */
  constructor({ perSecond, burst }: RateLimit, share: number, private readonly now: () => number = Date.now) {
    this.perSecond = perSecond * share;
    this.burst = Math.max(1, burst * share);
    this.tokens = this.burst;
    this.at = now();
  }

  /** Resolves when a call may be made; rejects when the signal comes first. */
  public take(signal: AbortSignal): Promise<void> {
    const turn = this.last.then(() => this.next(signal));
    this.last = turn.catch(() => {});
    return turn;
  }

  /** How many calls fit into so many milliseconds from now. */
  public within(ms: number): number {
    this.fill();
    return Math.floor(this.tokens + this.rate * Math.max(0, ms) / 1_000);
  }

  /** To be called when AWS has refused a call. */
  public backOff(): void {
    this.throttled += 1;
    this.fill();
    this.factor = Math.max(LEAST, this.factor * BACKED_OFF);
    this.tokens = Math.min(this.tokens, 0);
  }

  private get rate(): number {
    return this.perSecond * this.factor;
  }

  private async next(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      this.fill();
      if (this.tokens >= 1) {
        this.tokens -= 1;
        return;
      }
      await sleep(Math.ceil((1 - this.tokens) / this.rate * 1_000), undefined, { signal });
    }
  }

  private fill(): void {
    const seconds = Math.max(0, this.now() - this.at) / 1_000;
    this.at = this.now();
    this.tokens = Math.min(this.burst, this.tokens + seconds * this.rate);
    this.factor = Math.min(1, this.factor + seconds * RECOVERY_A_SECOND);
  }
}
