import type { HealthContract } from '../contract/health-contract';

/** When CloudFront leaves an origin for its fallback. */
export interface FailoverOptions {
  /** What the service at the primary origin promises: how long CloudFront waits for it follows from that. */
  readonly contract: HealthContract;

  /**
   * Answers that send the request to the fallback: any of 400, 403, 404, 416, 429, 500, 502, 503 and 504.
   * @default [502, 503, 504] - what a load balancer answers without a healthy target: connection failed, none registered, timeout
   */
  readonly fallbackStatusCodes?: number[];
}
