import { set } from '../../edit';
import { countsHosts } from '../../model/host-count-alarm';
import type { Rule } from '../../rule';

export const alarmStatisticNotOfHosts: Rule = {
  name: 'AlarmStatisticNotOfHosts',
  severity: 'warning',
  what: 'An alarm on the number of targets counts reports instead of targets.',
  why:
    'SampleCount is how often the nodes of the load balancer reported, and Sum adds their reports up: both depend on the number of nodes '
    + 'and minutes, so the alarm goes off without a fault, or never.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  furtherSources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html'],
  exception: 'The number of reports is what the alarm is about.',
  check: ({ alarms }) => alarms
    .filter((alarm) => countsHosts(alarm) && (alarm.statistic === 'SampleCount' || alarm.statistic === 'Sum'))
    .map(({ resource, metricName, statistic }) => {
      // What AWS recommends: the node that sees the most healthy targets decides, so that one which cannot reach them raises no alarm.
      const better = metricName === 'HealthyHostCount' ? 'Maximum' : 'Minimum';
      return {
        resource,
        message: `Statistic of ${String(metricName)} is ${String(statistic)}.`,
        fix: `Set Statistic to ${better}.`,
        edits: [set(resource, ['Statistic'], better)],
      };
    }),
};
