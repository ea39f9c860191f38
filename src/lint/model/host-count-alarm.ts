import { dimensionOf, type Alarm } from './alarm';
import type { LintModel } from './lint-model';
import type { Resource } from '../template';
import { isGiven } from '../value';

const HOST_COUNTS = ['HealthyHostCount', 'UnHealthyHostCount'];

/** Of load balancers that have target groups. */
const LOAD_BALANCER_NAMESPACES = ['AWS/ApplicationELB', 'AWS/NetworkELB'];

/**
 * Whether the alarm is on a load balancer that has target groups, or by its dimensions was meant to be: the namespace of classic ones has
 * neither dimension. https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html
 */
export function isOfTargetGroups(alarm: Alarm): boolean {
  const { namespace } = alarm;
  return isGiven(namespace) && (LOAD_BALANCER_NAMESPACES.includes(namespace)
    || (namespace === 'AWS/ELB' && ['LoadBalancer', 'TargetGroup'].some((name) => isGiven(dimensionOf(alarm, name)))));
}

/** Whether the alarm follows the number of healthy or unhealthy targets. */
export function countsHosts({ metricName }: Alarm): boolean {
  return isGiven(metricName) && HOST_COUNTS.includes(metricName);
}

/** The namespace of the metrics of an alarm's target group or load balancer, where these are of the templates. */
export function namespaceOf(alarm: Alarm, { targetGroups, loadBalancers }: LintModel): string | undefined {
  const source = (name: string): Resource | undefined => {
    const dimension = dimensionOf(alarm, name);
    return isGiven(dimension) ? dimension.source?.resource : undefined;
  };
  const group = targetGroups.find(({ resource }) => resource === source('TargetGroup'));
  const balancer = loadBalancers.find(({ resource }) => resource === source('LoadBalancer'));
  if (group && typeof group.network === 'boolean' && group.protocol !== undefined) {
    return group.network ? 'AWS/NetworkELB'
      : 'AWS/ApplicationELB';
  }
  return balancer?.type === 'application' ? 'AWS/ApplicationELB' : balancer?.type === 'network' ? 'AWS/NetworkELB' : undefined;
}
