import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmTuning } from './alarm-tuning';
import { createAlarm } from '../aws/create-alarm';
import { requireNumber } from '../contract/require-number';

/** What an alarm is where nobody tunes it. */
export interface AlarmDefaults {
  readonly metric: IMetric;
  readonly alarmDescription: string;
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  /** Alarm below the threshold instead of above it. */
  readonly below?: boolean;
  /** Of a percentile: minutes with few requests do not change the state. */
  readonly ignoreFewSamples?: boolean;
}

export const EVERY_MINUTE = Duration.minutes(1);

/** An alarm with its defaults and what differs from them; undefined when it is turned off. */
export function tunedAlarm(scope: Construct, id: string, defaults: AlarmDefaults, tuning: AlarmTuning = {}): Alarm | undefined {
  if (tuning.enabled === false) { return undefined; }
  const { metric, alarmDescription, below, ignoreFewSamples } = defaults;
  return createAlarm(scope, id, {
    metric,
    alarmDescription,
    ...below ? { comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD } : {},
    threshold: requireThreshold(scope, id, tuning.threshold ?? defaults.threshold),
    datapointsToAlarm: tuning.datapointsToAlarm ?? defaults.datapointsToAlarm,
    evaluationPeriods: tuning.evaluationPeriods ?? defaults.evaluationPeriods,
    evaluateLowSampleCountPercentile: ignoreFewSamples ? 'ignore' : undefined,
  });
}

/** None of the metrics here can be below zero, and some thresholds become part of an expression. */
export function requireThreshold(scope: Construct, name: string, threshold: number): number {
  return requireNumber({
    what: `The threshold of ${name}`,
    value: threshold,
    min: 0,
    literal: true,
    fix: 'pass the value beyond which a minute is bad',
    at: scope.node.path,
  });
}
