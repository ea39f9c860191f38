import type { Datapoint } from './alarms/embedded-metrics';
import type { ServedRequest } from './listeners/listener';

/**
 * What Elastic Load Balancing publishes of a request: of the whole load balancer, and of the target group that it was sent to.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function requestMetrics({ balancerArn, groupArn, status, byTarget, seconds }: ServedRequest): Datapoint[] {
  const LoadBalancer = balancerArn.split(':loadbalancer/').pop()!;
  const family = `${Math.floor(status / 100)}XX`;
  const values: Record<string, number> = {
    RequestCount: 1,
    ...byTarget ? { [`HTTPCode_Target_${family}_Count`]: 1, TargetResponseTime: seconds } : { [`HTTPCode_ELB_${family}_Count`]: 1 },
    ...groupArn && status === 502 && !byTarget ? { TargetConnectionErrorCount: 1 } : {},
  };
  const everywhere: Array<Readonly<Record<string, string>>> = [
    { LoadBalancer }, ...groupArn ? [{ LoadBalancer, TargetGroup: groupArn.split(':').pop()! }] : [],
  ];
  return everywhere.flatMap((dimensions) => Object.entries(values).map(([name, value]) => (
    { metric: { namespace: 'AWS/ApplicationELB', name, dimensions }, value }
  )));
}
