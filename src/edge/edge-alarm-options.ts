import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** Whom the alarms of an edge service tell, and how long a fault must last. */
export interface EdgeAlarmOptions {
  /**
   * Topic that is told when an alarm begins and when it ends, in the region of the alarms.
   * @default - nobody is told; the alarms are there for dashboards and other actions
   */
  readonly alertTopic?: ITopic;

  /**
   * What else happens when an alarm begins and when it ends, in the region of the alarms.
   * @default - nothing
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * Minutes that must show a fault within `evaluationPeriods` (the M of "M of N").
   * @default 3, or all of fewer evaluation periods; 1 for an attack that Shield detects
   */
  readonly datapointsToAlarm?: number;

  /**
   * Minutes that are looked at (the N of "M of N"), 1–60.
   * @default 5
   */
  readonly evaluationPeriods?: number;
}
