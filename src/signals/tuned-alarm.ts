import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmTuning } from './alarm-tuning';
import { fail } from '../contract/errors';

/** M of N. */
export interface AlarmWindow {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** What an alarm is where nobody tunes it. */
export interface AlarmDefaults extends AlarmWindow {
  readonly metric: IMetric;
  readonly alarmDescription: string;
  readonly threshold: number;
  /** Alarm below the threshold instead of above it. */
  readonly below?: boolean;
  /** Of a percentile: minutes with few requests do not change the state. */
  readonly ignoreFewSamples?: boolean;
}

export const EVERY_MINUTE = Duration.minutes(1);

/** An alarm with its defaults and what differs from them; undefined when it is turned off. */
export function tunedAlarm(scope: Construct, id: string, defaults: AlarmDefaults, tuning: AlarmTuning = {}): Alarm | undefined {
  if (tuning.enabled === false) { return undefined; }
  const { metric, alarmDescription, threshold, below, ignoreFewSamples } = defaults;
  return new Alarm(scope, id, {
    metric,
    alarmDescription,
    comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: tunedThreshold(scope, id, tuning.threshold ?? threshold),
    ...alarmWindow(scope, tuning, defaults),
    treatMissingData: TreatMissingData.NOT_BREACHING,
    evaluateLowSampleCountPercentile: ignoreFewSamples ? 'ignore' : undefined,
  });
}

/** The M of N that was asked for. */
export function alarmWindow(asker: Construct, asked: Partial<AlarmWindow>, usual: AlarmWindow): AlarmWindow {
  const { datapointsToAlarm = usual.datapointsToAlarm, evaluationPeriods = usual.evaluationPeriods } = asked;
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1 || evaluationPeriods > 60) {
    fail('evaluationPeriods is out of range', String(evaluationPeriods), 'a whole number from 1 to 60', 'pass the minutes to look at', asker.node.path);
  }
  if (!Number.isInteger(datapointsToAlarm) || datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) {
    fail('datapointsToAlarm is out of range', String(datapointsToAlarm), `a whole number from 1 to evaluationPeriods (${evaluationPeriods})`, 'pass fewer datapoints or more periods', asker.node.path);
  }
  return { datapointsToAlarm, evaluationPeriods };
}

/** None of the numbers that are watched here can be below zero. */
export function tunedThreshold(asker: Construct, name: string, threshold: number): number {
  if (!Number.isFinite(threshold) || threshold < 0) {
    fail(`The threshold of ${name} is out of range`, String(threshold), 'a number from 0', 'pass the value that must be passed', asker.node.path);
  }
  return threshold;
}
