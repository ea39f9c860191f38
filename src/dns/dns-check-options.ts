import type { Duration } from 'aws-cdk-lib';
import type { InsufficientDataHealthStatusEnum } from 'aws-cdk-lib/aws-route53';

/**
 * Regions from which Route 53 checks endpoints.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html (Regions)
 */
export enum DnsCheckerRegion {
  /** N. Virginia. */
  US_EAST_1 = 'us-east-1',
  /** N. California. */
  US_WEST_1 = 'us-west-1',
  /** Oregon. */
  US_WEST_2 = 'us-west-2',
  /** Ireland. */
  EU_WEST_1 = 'eu-west-1',
  /** Singapore. */
  AP_SOUTHEAST_1 = 'ap-southeast-1',
  /** Sydney. */
  AP_SOUTHEAST_2 = 'ap-southeast-2',
  /** Tokyo. */
  AP_NORTHEAST_1 = 'ap-northeast-1',
  /** São Paulo. */
  SA_EAST_1 = 'sa-east-1',
}

/** Options that every check takes. */
export interface DnsCheckOptions {
  /**
   * Count a healthy result as unhealthy, and an unhealthy one as healthy.
   * @default false
   */
  readonly inverted?: boolean;
}

/** Options of a check of an endpoint over the internet. */
export interface DnsTcpCheckOptions extends DnsCheckOptions {
  /**
   * Time from one check of a checker to its next: 10 or 30 seconds. Another value replaces the health check by a new one.
   * @default Duration.seconds(30)
   */
  readonly interval?: Duration;

  /**
   * Checks in a row that must fail, or pass, until a checker changes its status: 1–10.
   * @default 3
   */
  readonly failureThreshold?: number;

  /**
   * Regions of the checkers: at least three, none twice.
   * @default - all eight
   */
  readonly regions?: DnsCheckerRegion[];

  /**
   * Measure the latency between checkers and endpoint, at an extra charge, as the metrics ConnectionTime, SSLHandshakeTime and
   * TimeToFirstByte. Another value replaces the health check by a new one.
   * @default false
   */
  readonly measureLatency?: boolean;
}

/** Options of a check over HTTP or HTTPS. */
export interface DnsHttpCheckOptions extends DnsTcpCheckOptions {
  /**
   * Port that clients use, 1–65535. The endpoint's own port is the container's, which the internet cannot reach.
   * @default - 80 for HTTP, 443 for HTTPS
   */
  readonly port?: number;

  /**
   * Text that the first 5,120 bytes of the body must contain, case-sensitive: 1–255 characters. Status and body must arrive within four
   * seconds.
   * @default - the status alone decides
   */
  readonly search?: string;
}

/** Options of a check that follows an alarm. */
export interface DnsAlarmCheckOptions extends DnsCheckOptions {
  /**
   * Status while CloudWatch has too little data to decide.
   * @default InsufficientDataHealthStatusEnum.LAST_KNOWN_STATUS - and healthy before the first data
   */
  readonly insufficientData?: InsufficientDataHealthStatusEnum;
}

/** Options of a check that follows a metric. */
export interface DnsMetricCheckOptions extends DnsAlarmCheckOptions {
  /**
   * Periods of the metric in a row that must be bad, 1–60. Route 53 does not support "M of N".
   * @default 2
   */
  readonly evaluationPeriods?: number;
}
