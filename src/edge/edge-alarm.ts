import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct, IConstruct } from 'constructs';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import { alarmScope, checkTopic, MetricsHome } from '../aws/alarm-home';
import { relativeAddress } from '../aws/relative-address';
import { checkWhole } from '../contract/check-whole';
import { fail } from '../contract/errors';

/** One alarm of an edge service. */
export interface EdgeAlarm {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly description: string;
  /** Most metrics of the edge exist only while there is something to count. */
  readonly missing?: TreatMissingData;
}

type CreateAlarm = (id: string, alarm: EdgeAlarm) => Alarm;

/** CloudFront, WAF for CloudFront, and Shield for both and for hosted zones: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html */
export const CLOUDFRONT_METRICS: MetricsHome = { region: 'us-east-1', alarms: 'Alarms on the global edge', suffix: 'edge' };

/** https://docs.aws.amazon.com/global-accelerator/latest/dg/cloudwatch-monitoring.html */
export const ACCELERATOR_METRICS: MetricsHome = { region: 'us-west-2', alarms: 'Alarms on accelerators', suffix: 'accelerator' };

export const MINUTE = Duration.minutes(1);

/** Alarms in the one region that has the metrics, wherever the asker is. */
export function globalAlarms(asker: Construct, home: MetricsHome, options: EdgeAlarmOptions): CreateAlarm {
  const scope = alarmScope(asker, home, options.alertTopic);
  const prefix = scope === asker ? '' : `${asker.node.id}-${relativeAddress(scope, asker)}-`;
  return (id, alarm) => createAlarm(scope, `${prefix}${id}`, options, alarm, asker);
}

/** Alarms beside what they watch, whose metrics are in its region. */
export function regionalAlarms(asker: Construct, what: string, watched: IConstruct, options: EdgeAlarmOptions): CreateAlarm {
  const regions = [Stack.of(watched).region, Stack.of(asker).region];
  if (!regions.some((region) => Token.isUnresolved(region)) && regions[0] !== regions[1]) {
    fail(`Alarms on ${what} can only be in its region`, `a stack in ${regions[1]} for ${watched.node.path} in ${regions[0]}`, `a stack in ${regions[0]}`, 'create this construct beside what it watches', asker.node.path);
  }
  checkTopic(asker, `Alarms on ${what}`, regions[1], options.alertTopic);
  return (id, alarm) => createAlarm(asker, id, options, alarm, asker);
}

/** A threshold that can be reached: above zero, and a share of at most 100 %. */
export function checkThreshold(what: string, value: number, most: number, asker: Construct): number {
  if (!Token.isUnresolved(value) && !(value > 0 && value <= most)) {
    const allowed = most === Infinity ? 'a number above 0' : `a number above 0 and up to ${most}`;
    fail(`${what} is out of range`, String(value), allowed, 'pass the least value that is bad', asker.node.path);
  }
  return value;
}

function createAlarm(scope: Construct, id: string, options: EdgeAlarmOptions, alarmed: EdgeAlarm, asker: Construct): Alarm {
  const { metric, threshold, description, missing } = alarmed;
  const { evaluationPeriods = 5, alertTopic, alarmActions = [] } = options;
  const { datapointsToAlarm = Math.min(3, evaluationPeriods) } = options;
  checkWhole('evaluationPeriods', evaluationPeriods, 1, 60, 'pass the minutes to look at', asker.node.path);
  checkWhole('datapointsToAlarm', datapointsToAlarm, 1, evaluationPeriods, 'pass fewer datapoints or more periods', asker.node.path);
  const alarm = new Alarm(scope, id, {
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm,
    evaluationPeriods,
    treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    alarmDescription: description,
  });
  const actions = [...alertTopic ? [new SnsAction(alertTopic)] : [], ...alarmActions];
  alarm.addAlarmAction(...actions);
  alarm.addOkAction(...actions);
  return alarm;
}
