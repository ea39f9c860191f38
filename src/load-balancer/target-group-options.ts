import type { Duration } from 'aws-cdk-lib';

/**
 * How many healthy targets a zone needs. Below the minimum for DNS failover the zone's address leaves the load balancer's DNS name;
 * below the one for routing the load balancer fails open: it sends traffic to all targets, including unhealthy ones.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html
 */
export interface MinimumHealthyTargets {
  /**
   * Targets for DNS failover, from 1.
   * @default - off, as on AWS
   */
  readonly dnsFailoverCount?: number;
  /**
   * Percentage of targets for DNS failover, 1–100.
   * @default - off
   */
  readonly dnsFailoverPercentage?: number;
  /**
   * Targets for routing, from 1; not above `dnsFailoverCount`.
   * @default 1
   */
  readonly routingCount?: number;
  /**
   * Percentage of targets for routing, 1–100; not above `dnsFailoverPercentage`.
   * @default - off
   */
  readonly routingPercentage?: number;
}

/** What an NLB does with the flows of a target that becomes unhealthy. */
export interface UnhealthyTargetFlows {
  /**
   * End them with a reset at once. Turn it off where the check is stricter than the flows need.
   * @default true
   */
  readonly terminateConnections?: boolean;
  /**
   * With `terminateConnections: false`, how long such a target may continue them: 0–360,000 seconds.
   * @default - until they end
   */
  readonly drainingInterval?: Duration;
}
