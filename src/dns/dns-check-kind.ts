import type { IHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';

/** One kind of check behind a `DnsCheck`. */
export interface DnsCheckKind {
  /** Hosts that the checkers connect to, those of children included. */
  readonly hosts: string[];
  /** Requests a second that the checkers send, approximately. */
  readonly requestsPerSecond: number;
  /** Whether it is over HTTPS, for which Route 53 does not validate the certificate. */
  readonly validatesNoCertificate: boolean;

  /**
   * Creates the health check, with those that it needs.
   * @param healthThreshold of a calculated check, in place of its own: the number of children that must be healthy
   */
  bind(scope: Construct, id: string, healthThreshold?: number): IHealthCheck;
}
