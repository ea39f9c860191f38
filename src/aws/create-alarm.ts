import { Token } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct, IConstruct } from 'constructs';
import { requireInteger } from '../contract/require-integer';

/** M of N: how many of the last minutes must be bad. */
interface AlarmWindow {
  readonly datapointsToAlarm?: number;
  readonly evaluationPeriods: number;
}

/** What an alarm watches, and what is done when it starts and when it ends. */
export interface AlarmDefinition extends Omit<AlarmProps, 'actionsEnabled' | 'period' | 'statistic'>, AlarmWindow {
  /** What is done both when the alarm starts and when it ends. */
  readonly actions?: readonly IAlarmAction[];
}

/**
 * An alarm: above its threshold, and not for minutes without data, unless the definition says otherwise.
 * @param author the construct that errors name, where that is not the scope
 */
export function createAlarm(scope: Construct, id: string, definition: AlarmDefinition, author: IConstruct = scope): Alarm {
  const { actions = [], ...props } = definition;
  requireWindow(props, author);
  const alarm = new Alarm(scope, id, {
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...props,
  });
  if (actions.length > 0) {
    alarm.addAlarmAction(...actions);
    alarm.addOkAction(...actions);
  }
  return alarm;
}

function requireWindow({ datapointsToAlarm, evaluationPeriods }: AlarmWindow, author: IConstruct): void {
  const at = author.node.path;
  requireInteger({ what: 'evaluationPeriods', value: evaluationPeriods, min: 1, max: 60, fix: 'pass how many minutes are evaluated', at });
  if (datapointsToAlarm === undefined) { return; }
  requireInteger({
    what: 'datapointsToAlarm',
    value: datapointsToAlarm,
    min: 1,
    max: Token.isUnresolved(evaluationPeriods) ? 60 : evaluationPeriods,
    fix: 'pass fewer datapoints or more periods',
    at,
  });
}
