import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AlertFormat } from './alert-format';

/** What happens when a service's incident begins and ends. */
export interface IncidentOptions {
  /**
   * Topic that is told in words when the incident begins and when it ends: what, which layer, since when, and whether a restart helps.
   * @default - nobody is told in words
   */
  readonly alertTopic?: ITopic;

  /**
   * How the words are written. Only with `alertTopic`.
   * @default AlertFormat.TEXT
   */
  readonly alertFormat?: AlertFormat;

  /**
   * What else is done when the incident begins. A composite alarm can notify SNS topics, invoke functions, and create OpsItems and incidents of
   * Systems Manager.
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
