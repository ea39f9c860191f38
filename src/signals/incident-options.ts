import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlertOptions } from '../aws/alert-options';

/** What happens when a service's incident starts and when it ends. */
export interface IncidentOptions {
  /**
   * Who is alerted when the incident starts and when it ends, in a readable message: what is at fault, at which layer, since when, and
   * whether a restart would help.
   * @default - nobody
   */
  readonly alert?: AlertOptions;

  /**
   * What else is done when the incident starts. A composite alarm can notify SNS topics, invoke Lambda functions, and create OpsItems and
   * incidents of AWS Systems Manager.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
   * @default - nothing
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * What else is done when the incident ends.
   * @default - nothing
   */
  readonly okActions?: IAlarmAction[];
}
