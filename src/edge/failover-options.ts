import type { HealthContract } from '../contract/health-contract';

/** When CloudFront uses the fallback. */
export interface FailoverOptions {
  /** The contract of the service at the primary origin, from which CloudFront's timeouts follow. */
  readonly contract: HealthContract;

  /**
   * Status codes of the primary origin for which CloudFront uses the fallback: any of 400, 403, 404, 416, 429, 500, 502, 503 and 504.
   * @default [502, 503, 504] - what a load balancer answers without a healthy target: connection failed, none registered, timeout
   */
  readonly fallbackStatusCodes?: number[];
}
