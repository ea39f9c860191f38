import type { StateOfAlarm, Transition } from './alarm-board';
import type { EventEntry } from '../shared/event-entry';
import type { AlarmModel, CompositeAlarmModel, MetricAlarmModel } from '../template/alarm-model';
import type { Place } from '../template/identifiers';

/**
 * What CloudWatch passes to a Lambda function that is an alarm's action.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function alarmEvent({ alarm, state, previous, triggers }: Transition, place: Place): object {
  const reasonData = isComposite(alarm)
    ? {
      triggeringAlarms: triggers.map((each) => ({ arn: each.arn, state: { value: each.state.state, timestamp: timestamp(each.state) } })),
    }
    : undefined;
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId: place.account,
    time: timestamp(state),
    region: place.region,
    alarmData: {
      alarmName: alarm.name,
      state: { ...stateShape(state), ...reasonData ? { reasonData: JSON.stringify(reasonData) } : {} },
      previousState: {
        ...stateShape(previous),
        ...previous.suppressedBy
          ? { actionsSuppressedBy: previous.suppressedBy, actionsSuppressedReason: `Actions suppressed by ${previous.suppressedBy}` }
          : {},
      },
      configuration: isComposite(alarm) ? compositeConfiguration(alarm) : metricConfiguration(alarm as MetricAlarmModel),
    },
  };
}

/** The event that EventBridge receives for each change of an alarm's state, whatever its actions. */
export function alarmStateChange(transition: Transition, place: Place): EventEntry {
  const { alarmData } = alarmEvent(transition, place) as { alarmData: object };
  return { source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change', resources: [transition.alarm.arn], detail: alarmData };
}

/** What CloudWatch publishes to a topic that is an alarm's action. */
export function alarmNotification({ alarm, state, previous }: Transition, place: Place): { subject: string; message: string } {
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: place.account,
    NewStateValue: state.state,
    NewStateReason: state.reason,
    StateChangeTime: timestamp(state),
    Region: place.region,
    AlarmArn: alarm.arn,
    OldStateValue: previous.state,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
  };
  return { subject: `${state.state}: "${alarm.name}" in ${place.region}`.slice(0, 99), message: JSON.stringify(message) };
}

function isComposite(alarm: AlarmModel): alarm is CompositeAlarmModel {
  return 'rule' in alarm;
}

function compositeConfiguration({ description, rule, suppressor }: CompositeAlarmModel): object {
  return {
    description,
    alarmRule: rule,
    ...suppressor ? {
      actionsSuppressor: suppressor.alarm,
      actionsSuppressorWaitPeriod: suppressor.waitMinutes * 60,
      actionsSuppressorExtensionPeriod: suppressor.extensionMinutes * 60,
    } : {},
  };
}

function metricConfiguration({ description, queries, expressions, watched, periodMinutes }: MetricAlarmModel): object {
  return {
    description,
    metrics: [
      ...queries.map(({ id, metric, statistic }) => ({
        id, metricStat: { metric, period: periodMinutes * 60, stat: statistic }, returnData: id === watched,
      })),
      ...Object.entries(expressions).map(([id, expression]) => ({ id, expression, returnData: id === watched })),
    ],
  };
}

function stateShape(state: StateOfAlarm): object {
  return { value: state.state, reason: state.reason, timestamp: timestamp(state) };
}

/** As CloudWatch writes it: `2023-08-04T12:36:15.490+0000`. */
function timestamp({ at }: StateOfAlarm): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
