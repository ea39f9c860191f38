import type { Properties } from '../properties';
import type { Resource } from '../template';
import type { List, Text } from '../value';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export interface Alarm {
  readonly resource: Resource;
  readonly namespace: Text;
  readonly metricName: Text;
  /** Seconds; unknown for metric math. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Text;
  readonly treatMissingData: Text;
  readonly actions: List<unknown>;
}

export function readAlarm(resource: Resource, properties: Properties): Alarm {
  const evaluationPeriods = properties.number('EvaluationPeriods', NaN);
  return {
    resource,
    namespace: properties.text('Namespace'),
    metricName: properties.text('MetricName'),
    period: properties.number('Period', NaN),
    evaluationPeriods,
    datapointsToAlarm: properties.number('DatapointsToAlarm', evaluationPeriods),
    threshold: properties.number('Threshold', NaN),
    comparison: properties.text('ComparisonOperator'),
    treatMissingData: properties.textOr('TreatMissingData', 'missing'),
    actions: properties.values('AlarmActions'),
  };
}
