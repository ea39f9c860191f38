import type { MetricStore } from './metric-store';
import type { AlarmState, Comparison, MetricAlarmModel } from '../template/alarm-model';
import { parseMetricExpression } from '../template/metric-expression';

const BREACHES: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** What an alarm concludes, and why in CloudWatch's manner. */
export interface Evaluation {
  readonly state: AlarmState;
  readonly reason: string;
}

/**
 * M of N over the periods that end with a minute. What lies before the sandbox's first minute is not missing, it never was.
 *
 * CloudWatch may evaluate more than N periods where data are missing; here the window is N periods exactly.
 *
 * @param end minute that has just ended, plus one
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateMetricAlarm(alarm: MetricAlarmModel, metrics: MetricStore, end: number, before: AlarmState): Evaluation {
  const { comparison, threshold, periodMinutes, missingData, datapointsToAlarm } = alarm;
  const periods = Math.min(alarm.evaluationPeriods, Math.floor(end / periodMinutes));
  const values = Array.from({ length: periods }, (_, index) => {
    const stop = end - index * periodMinutes;
    return valueOf(alarm, metrics, stop - periodMinutes, stop);
  });
  const known = values.filter((value) => value !== undefined);
  const missing = periods - known.length;
  if (known.length === 0 && (missingData === 'missing' || periods === 0)) {
    return { state: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${missing} datapoints were unknown.` };
  }
  if (known.length === 0 && missingData === 'ignore') {
    return { state: before, reason: 'Missing data are ignored.' };
  }
  const breaching = known.filter((value) => BREACHES[comparison](value, threshold)).length + (missingData === 'breaching' ? missing : 0);
  const state = breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  const shown = values.map((value) => value ?? `no data (${missingData})`).join(', ');
  return {
    state,
    reason:
      `Threshold Crossed: ${breaching} of the last ${periods} datapoints [${shown}] are ${comparison} ${threshold}; `
      + `${datapointsToAlarm} make an alarm.`,
  };
}

/** What the alarm compares with its threshold, over some minutes. */
function valueOf({ queries, expressions, watched }: MetricAlarmModel, metrics: MetricStore, from: number, end: number): number | undefined {
  const read = (id: string, seen: readonly string[]): number | undefined => {
    const query = queries.find((each) => each.id === id);
    if (query) { return metrics.read(query.metric, query.statistic, from, end); }
    const known = Object.hasOwn(expressions, id) && !seen.includes(id);
    return known ? parseMetricExpression(expressions[id])((other) => read(other, [...seen, id])) : undefined;
  };
  return read(watched, []);
}
