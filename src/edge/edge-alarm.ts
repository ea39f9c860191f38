import { Duration, Stack, Token } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct, IConstruct } from 'constructs';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import { alarmScope, checkTopic, type MetricsHome } from '../aws/alarm-home';
import { createAlarm } from '../aws/create-alarm';
import { relativeAddress } from '../aws/relative-address';
import { fail } from '../contract/errors';
import { requireNumber } from '../contract/require-number';

/** One alarm of an edge service. */
interface EdgeAlarm {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly description: string;
  /** Most metrics of the edge exist only while there is something to count. */
  readonly missing?: TreatMissingData;
}

type AlarmFactory = (id: string, alarm: EdgeAlarm) => Alarm;

/**
 * CloudFront, WAF for CloudFront, and Shield for both and for hosted zones:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
export const CLOUDFRONT_METRICS: MetricsHome = { region: 'us-east-1', alarms: 'Alarms on the global edge', suffix: 'edge' };

/** https://docs.aws.amazon.com/global-accelerator/latest/dg/cloudwatch-monitoring.html */
export const ACCELERATOR_METRICS: MetricsHome = { region: 'us-west-2', alarms: 'Alarms on accelerators', suffix: 'accelerator' };

export const MINUTE = Duration.minutes(1);

/** Alarms in the one region that has the metrics, wherever the scope is. */
export function globalAlarms(scope: Construct, home: MetricsHome, options: EdgeAlarmOptions): AlarmFactory {
  const parent = alarmScope(scope, home, options.alarmTopic);
  const prefix = parent === scope ? '' : `${scope.node.id}-${relativeAddress(parent, scope)}-`;
  return (id, alarm) => edgeAlarm(parent, `${prefix}${id}`, options, alarm, scope);
}

/** Alarms beside what they watch, whose metrics are in its region. */
export function regionalAlarms(scope: Construct, what: string, watched: IConstruct, options: EdgeAlarmOptions): AlarmFactory {
  const regions = [Stack.of(watched).region, Stack.of(scope).region];
  if (!regions.some((region) => Token.isUnresolved(region)) && regions[0] !== regions[1]) {
    fail({
      what: `Alarms on ${what} can only be in its region`,
      got: `a stack in ${regions[1]} for ${watched.node.path} in ${regions[0]}`,
      allowed: `a stack in ${regions[0]}`,
      fix: 'create this construct beside what it watches',
      at: scope.node.path,
    });
  }
  checkTopic(scope, `Alarms on ${what}`, regions[1], options.alarmTopic);
  return (id, alarm) => edgeAlarm(scope, id, options, alarm, scope);
}

/** A threshold that can be reached: above zero, and a share of at most 100 %. */
export function checkThreshold(what: string, value: number, most: number, scope: Construct): number {
  return requireNumber({
    what,
    value,
    max: most === Infinity ? undefined : most,
    fix: 'pass the lowest value that is bad',
    at: scope.node.path,
  });
}

function edgeAlarm(parent: Construct, id: string, options: EdgeAlarmOptions, alarmed: EdgeAlarm, scope: Construct): Alarm {
  const { metric, threshold, description, missing } = alarmed;
  const { evaluationPeriods = 5, alarmTopic, alarmActions = [] } = options;
  const { datapointsToAlarm = Math.min(3, evaluationPeriods) } = options;
  return createAlarm(parent, id, {
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm,
    evaluationPeriods,
    ...missing ? { treatMissingData: missing } : {},
    alarmDescription: description,
    actions: [...alarmTopic ? [new SnsAction(alarmTopic)] : [], ...alarmActions],
  }, scope);
}
