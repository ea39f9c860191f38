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
    queries: [{ id: 'm1', metric: METRIC, statistic: 'Maximum' }],
    expressions: {},
    watched: 'm1',
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    periodMinutes: 1,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    missingData: 'notBreaching',
    ...changes,
  };
}

/** What an alarm on another metric than METRIC reads. */
export function reads(name: string): Pick<MetricAlarmModel, 'queries'> {
  return { queries: [{ id: 'm1', metric: { ...METRIC, name }, statistic: 'Maximum' }] };
}

export function compositeAlarm(rule: string, changes: Partial<CompositeAlarmModel> = {}): CompositeAlarmModel {
  const name = changes.name ?? 'incident';
  return { name, arn: `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`, description: '', actions: ACTIONS, rule, ...changes };
}
