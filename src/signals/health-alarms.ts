import { Alarm, ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { fail } from '../contract/errors';
import type { ServiceVerification } from '../verification/service-verification';

/** When people are told, and where. */
export interface HealthAlarmsProps {
  /** The verification whose metrics are watched. */
  readonly verification: ServiceVerification;

  /**
   * Topic that is told when an alarm begins and when it ends.
   * @default - nobody is told
   */
  readonly alertTopic?: ITopic;

  /**
   * Minutes that must show a fault within `evaluationPeriods` (the M of "M of N").
   * @default 2
   */
  readonly datapointsToAlarm?: number;

  /**
   * Minutes that are looked at (the N of "M of N"), 1–60.
   * @default 3
   */
  readonly evaluationPeriods?: number;
}

/**
 * Alarms on what the verifier reports: tasks failing, tasks a restart would help, faults that need people, and the missing heartbeat.
 *
 * The verifier publishes what it sees each minute as it is; whether it lasts is decided here.
 */
export class HealthAlarms extends Construct {
  /** Tasks fail. */
  public readonly tasksFailing: Alarm;
  /** Tasks fail that a recovery or a restart would help; start recovery from this one. */
  public readonly restartWouldHelp: Alarm;
  /** Faults that only people can repair. */
  public readonly needsPeople: Alarm;
  /** Nobody looks any more: the verifier does not run, or it can conclude nothing. */
  public readonly notVerified: Alarm;

  public constructor(scope: Construct, id: string, props: HealthAlarmsProps) {
    super(scope, id);
    const { verification } = props;
    const { datapointsToAlarm, evaluationPeriods } = this.counts(props);
    const alarm = (name: string, metric: IMetric, alarmDescription: string, missing = false) => {
      const created = new Alarm(this, name, {
        metric,
        alarmDescription,
        // Only missing data can breach the heartbeat: no count of verified tasks is below zero, and a service scaled to zero is no fault.
        comparisonOperator: missing ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: 0,
        datapointsToAlarm,
        evaluationPeriods,
        treatMissingData: missing ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      if (props.alertTopic) {
        created.addAlarmAction(new SnsAction(props.alertTopic));
        created.addOkAction(new SnsAction(props.alertTopic));
      }
      return created;
    };
    this.tasksFailing = alarm('TasksFailing', verification.tasksFailing,
      'Tasks of the service fail. The verifier\'s log says which layer is at fault and whether a restart would help.');
    this.restartWouldHelp = alarm('RestartWouldHelp', verification.restartWouldHelp,
      'Tasks of the service fail in a way that a recovery or a restart would fix.');
    this.needsPeople = alarm('NeedsPeople', verification.needsPeople,
      'The service has a fault that no restart fixes: a person must look. The verifier\'s log names the layer and the evidence.');
    this.notVerified = alarm('NotVerified', verification.tasksVerified,
      'Nobody verifies the service any more: the verifier does not run or cannot conclude anything. The service itself may be well.', true);
  }

  private counts({ datapointsToAlarm = 2, evaluationPeriods = 3 }: HealthAlarmsProps): { datapointsToAlarm: number; evaluationPeriods: number } {
    if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1 || evaluationPeriods > 60) {
      fail('evaluationPeriods is out of range', String(evaluationPeriods), 'a whole number from 1 to 60', 'pass the minutes to look at', this.node.path);
    }
    if (!Number.isInteger(datapointsToAlarm) || datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) {
      fail('datapointsToAlarm is out of range', String(datapointsToAlarm), `a whole number from 1 to evaluationPeriods (${evaluationPeriods})`, 'pass fewer datapoints or more periods', this.node.path);
    }
    return { datapointsToAlarm, evaluationPeriods };
  }
}
