import { dimensionOf } from '../../model/alarm';
import { countsHosts, isOfTargetGroups } from '../../model/host-count-alarm';
import type { Rule } from '../../rule';

const REQUIRED = ['LoadBalancer', 'TargetGroup'];

export const alarmWithoutDimension: Rule = {
  name: 'AlarmWithoutDimension',
  severity: 'error',
  what: 'An alarm on the number of healthy or unhealthy targets does not name both load balancer and target group.',
  why: 'CloudWatch has that metric only for both dimensions together: the alarm never gets data, and never changes its state.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  check: ({ alarms }) => alarms
    .filter((alarm) => countsHosts(alarm) && isOfTargetGroups(alarm))
    .flatMap((alarm) => {
      const missing = REQUIRED.filter((name) => dimensionOf(alarm, name) === undefined);
      return missing.length > 0 ? [{
        resource: alarm.resource,
        message: `${String(alarm.metricName)} is followed without the dimension${missing.length > 1 ? 's' : ''} ${missing.join(' and ')}.`,
        fix: 'Name both in Dimensions: LoadBalancer by LoadBalancerFullName, and TargetGroup by TargetGroupFullName.',
      }] : [];
    }),
};
