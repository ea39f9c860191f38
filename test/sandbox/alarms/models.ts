import type { AlarmState, CompositeAlarmModel, MetricAlarmModel } from '../../../sandbox/template/alarm-model';

export const METRIC = { namespace: 'LayeredHealth', name: 'NeedsPeople', dimensions: { Cluster: 'c', Service: 's' } };

const ACTIONS: Record<AlarmState, readonly string[]> = { ALARM: ['on-alarm'], OK: ['on-ok'], INSUFFICIENT_DATA: [] };

export function metricAlarm(changes: Partial<MetricAlarmModel> = {}): MetricAlarmModel {
  const name = changes.name ?? 'child';
  return {
    name,
    arn: `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`,
    description: '',
    actions: ACTIONS,
    metric: METRIC,
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    periodMinutes: 1,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    missingData: 'notBreaching',
    ...changes,
  };
}

export function compositeAlarm(rule: string, changes: Partial<CompositeAlarmModel> = {}): CompositeAlarmModel {
  const name = changes.name ?? 'incident';
  return { name, arn: `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`, description: '', actions: ACTIONS, rule, ...changes };
}
