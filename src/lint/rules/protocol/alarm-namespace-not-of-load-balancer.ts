import { set } from '../../edit';
import { dimensionOf } from '../../model/alarm';
import { countsHosts, namespaceOf } from '../../model/host-count-alarm';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

const NAMESPACES = ['AWS/ELB', 'AWS/ApplicationELB', 'AWS/NetworkELB'];

export const alarmNamespaceNotOfLoadBalancer: Rule = {
  name: 'AlarmNamespaceNotOfLoadBalancer',
  severity: 'error',
  what: 'An alarm on targets is in the namespace of another type of load balancer.',
  why:
    'The metrics of application load balancers are in AWS/ApplicationELB, those of network load balancers in AWS/NetworkELB, and AWS/ELB '
    + 'is for classic ones, which have no target groups: the alarm never gets data.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html',
  furtherSources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html',
  ],
  check: (model) => model.alarms.flatMap((alarm) => {
    const { resource, namespace, metricName } = alarm;
    const right = namespaceOf(alarm, model);
    const classic = namespace === 'AWS/ELB' && countsHosts(alarm) && isGiven(dimensionOf(alarm, 'TargetGroup'));
    const wrong = isGiven(namespace) && NAMESPACES.includes(namespace) && right !== undefined && namespace !== right;
    return wrong || classic ? [{
      resource,
      message: `${isGiven(metricName) ? metricName : 'The metric'} is followed in `
        + `${String(namespace)}${right === undefined ? ', which has no target groups'
          : `, and that of its ${right === 'AWS/NetworkELB' ? 'network' : 'application'} load balancer is in ${right}`}.`,
      fix: `Set Namespace to ${right ?? 'AWS/ApplicationELB or AWS/NetworkELB'}.`,
      edits: right === undefined ? undefined : [set(resource, ['Namespace'], right)],
    }] : [];
  }),
};
