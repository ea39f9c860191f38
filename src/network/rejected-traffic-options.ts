import type { SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Which rejected packets count, and how many start the alarm. */
export interface RejectedTrafficOptions {
  /**
   * IPv4 CIDRs of senders whose rejected packets count; an empty list for any. Whole octets are compared: `10.1.16.0/20` counts as
   * `10.1.0.0/16`.
   * @default - the CIDR of the VPC, because packets from the internet are rejected all the time; any, where the CIDR is not known
   */
  readonly from?: string[];

  /**
   * IPv4 CIDRs of receivers whose rejected packets count, e.g. those of the tasks' subnets; an empty list for any.
   * @default - the CIDR of the VPC; any, where the CIDR is not known
   */
  readonly to?: string[];

  /**
   * Rejected flows a minute from which on the minute is bad, at least 1.
   * @default 1
   */
  readonly threshold?: number;

  /**
   * Bad minutes within `evaluationPeriods` that start the alarm (the M of "M of N").
   * @default 3, or all of fewer evaluation periods
   */
  readonly datapointsToAlarm?: number;

  /**
   * Minutes that are evaluated (the N of "M of N"), 1–60.
   * @default 5
   */
  readonly evaluationPeriods?: number;
}

/** A new flow log. */
export interface NewFlowLogOptions extends RejectedTrafficOptions {
  /**
   * Subnets that are logged, each with a flow log of its own.
   * @default - the whole VPC, with one flow log
   */
  readonly subnets?: SubnetSelection;

  /**
   * Log accepted packets as well, for other uses of the flow log. They are usually many, and CloudWatch charges by the gigabyte.
   * @default false
   */
  readonly includeAccepted?: boolean;

  /**
   * How long the records are kept.
   * @default RetentionDays.TWO_WEEKS
   */
  readonly retention?: RetentionDays;
}

/** An existing flow log. */
export interface ExistingFlowLogOptions extends RejectedTrafficOptions {
  /**
   * Its `LogFormat`, e.g. `${srcaddr} ${dstaddr} ${dstport} ${protocol} ${action}`.
   * @default - AWS's default, version 2
   */
  readonly logFormat?: string;
}
