import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What the alarms of an edge service notify, and how long a fault must last. */
export interface EdgeAlarmOptions {
  /**
   * Topic that CloudWatch itself notifies when an alarm starts and when it ends, with its own JSON message; in the region of the alarms.
   * @default - nobody is notified; the alarms are there for dashboards and other actions
   */
  readonly alarmTopic?: ITopic;

  /**
   * Other actions when an alarm starts and when it ends, in the region of the alarms.
   * @default - none
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * Minutes that must show a fault within `evaluationPeriods` (the M of "M of N").
   * @default 3, or all of fewer evaluation periods; 1 for an attack that Shield detects
   */
  readonly datapointsToAlarm?: number;

  /**
   * Minutes that are evaluated (the N of "M of N"), 1–60.
   * @default 5
   */
  readonly evaluationPeriods?: number;
}
