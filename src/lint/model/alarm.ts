import type { Properties } from '../properties';
import type { Resource } from '../template';
import { isGiven, UNKNOWN, type Flag, type List, type Text, type Unknown } from '../value';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export interface Alarm {
  readonly resource: Resource;
  readonly namespace: Text;
  readonly metricName: Text;
  /** Whether it follows an expression over several metrics. */
  readonly math: Flag;
  readonly statistic: Text;
  readonly extendedStatistic: Text;
  readonly dimensions: List<Dimension>;
  /** Seconds; unknown for metric math. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Text;
  readonly treatMissingData: Text;
  readonly actions: List<unknown>;
  /** Whether some action is known to be more than scaling: a person is notified, a deployment rolled back. */
  readonly actsBeyondScaling: boolean;
}

interface Dimension {
  /** Its position in the list as the template writes it. */
  readonly index: number;
  readonly name: Text;
  readonly value: Text;
  /** What the value is taken from, and which of its attributes; undefined for a text. */
  readonly source: { readonly resource: Resource; readonly attribute: string | undefined } | undefined;
}

const SCALING = ['AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::AutoScaling::ScalingPolicy'];

export function readAlarm(resource: Resource, properties: Properties): Alarm {
  const evaluationPeriods = properties.number('EvaluationPeriods', NaN);
  const actions = properties.values('AlarmActions');
  const targets = properties.resources('AlarmActions');
  const metrics = properties.given('Metrics');
  return {
    resource,
    namespace: properties.text('Namespace'),
    metricName: properties.text('MetricName'),
    math: metrics,
    statistic: properties.text('Statistic'),
    extendedStatistic: properties.text('ExtendedStatistic'),
    dimensions: readDimensions(properties.objects('Dimensions')),
    period: properties.number('Period', NaN),
    evaluationPeriods,
    datapointsToAlarm: properties.number('DatapointsToAlarm', evaluationPeriods),
    threshold: properties.number('Threshold', NaN),
    comparison: properties.text('ComparisonOperator'),
    treatMissingData: properties.textOr('TreatMissingData', 'missing'),
    actions,
    actsBeyondScaling: targets.items.some(({ type }) => !SCALING.includes(type))
      || actions.items.some((action) => typeof action === 'string' && !action.includes(':autoscaling:')),
  };
}

function readDimensions({ items, complete }: List<Properties>): List<Dimension> {
  return {
    items: items.map((item) => {
      const { resource, attribute } = item.reference('Value') ?? {};
      return { index: item.index, name: item.text('Name'), value: item.text('Value'), source: resource && { resource, attribute } };
    }),
    complete,
  };
}

/** The value of a dimension: undefined where the alarm certainly has no such dimension. */
export function dimensionOf({ dimensions: { items, complete } }: Alarm, name: string): Dimension | undefined | Unknown {
  const found = items.find((dimension) => dimension.name === name);
  return found ?? (complete && items.every((dimension) => isGiven(dimension.name)) ? undefined : UNKNOWN);
}
