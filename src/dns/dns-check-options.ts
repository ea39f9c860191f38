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
   * Count as healthy what would be unhealthy, and the other way round.
   * @default false
   */
  readonly inverted?: boolean;
}

/** Options of a check that asks an endpoint over the internet. */
export interface DnsTcpCheckOptions extends DnsCheckOptions {
  /**
   * Time from one check of a checker to its next: 10 or 30 seconds. Another value gives a new health check in place of the old one.
   * @default Duration.seconds(30)
   */
  readonly interval?: Duration;

  /**
   * Checks in a row that must fail, or pass, until a checker changes its mind: 1–10.
   * @default 3
   */
  readonly failureThreshold?: number;

  /**
   * Where the checkers stand: at least three regions, none twice.
   * @default - all eight
   */
  readonly regions?: DnsCheckerRegion[];

  /**
   * Measure the latency between checkers and endpoint, at an extra charge. Another value gives a new health check in place of the old one.
   * @default false
   */
  readonly measureLatency?: boolean;
}

/** Options of a check that asks over HTTP or HTTPS. */
export interface DnsHttpCheckOptions extends DnsTcpCheckOptions {
  /**
   * Port that clients use, 1–65535. The endpoint's own port is the container's, which the internet does not see.
   * @default - 80 for HTTP, 443 for HTTPS
   */
  readonly port?: number;

  /**
   * Text that the first 5,120 bytes of the body must contain, as it is written: 1–255 characters. Body and status must come within four seconds.
   * @default - the status alone decides
   */
  readonly search?: string;
}

/** Options of a check that follows an alarm. */
export interface DnsAlarmCheckOptions extends DnsCheckOptions {
  /**
   * What counts while CloudWatch has too little data to decide.
   * @default InsufficientDataHealthStatusEnum.LAST_KNOWN_STATUS - and healthy as long as nothing was known
   */
  readonly insufficientData?: InsufficientDataHealthStatusEnum;
}

/** Options of a check that follows a metric. */
export interface DnsMetricCheckOptions extends DnsAlarmCheckOptions {
  /**
   * Periods of the metric in a row that must be bad, 1–60. Route 53 knows no "M of N".
   * @default 2
   */
  readonly evaluationPeriods?: number;
}
