import type { Datapoint } from './alarms/embedded-metrics';
import type { Service } from './tasks/service';
import type { TargetGroup } from './tasks/target-group';
import { balancersOf } from './template/forwarding';
import type { DescribedModel } from './template/model';

/**
 * What Elastic Load Balancing, ECS and Container Insights publish of the present moment. A load balancer without requests publishes nothing
 * else, and of a group without targets nothing at all.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
export function gauges(
  services: readonly Service[], targetGroups: readonly TargetGroup[], described: readonly DescribedModel[],
): Datapoint[] {
  return [
    ...targetGroups.flatMap((group) => balancersOf(described, group.arn).flatMap((balancer) => hostCounts(group, balancer))),
    ...services.flatMap(taskCounts),
    ...services.flatMap(usage),
  ];
}

function hostCounts({ arn, targets }: TargetGroup, balancerArn: string): Datapoint[] {
  const LoadBalancer = balancerArn.split(':loadbalancer/').pop()!;
  const namespace = LoadBalancer.startsWith('net/') ? 'AWS/NetworkELB' : 'AWS/ApplicationELB';
  const dimensions = { LoadBalancer, TargetGroup: arn.split(':').pop()! };
  const registered = targets.filter(({ health }) => health.state !== 'draining');
  const zones = [...new Set(registered.map(({ zone }) => zone))];
  return registered.length === 0 ? [] : [undefined, ...zones].flatMap((zone) => {
    const meant = registered.filter((target) => zone === undefined || target.zone === zone);
    const count = (name: string, states: readonly string[]) => ({
      metric: { namespace, name, dimensions: zone === undefined ? dimensions : { ...dimensions, AvailabilityZone: zone } },
      value: meant.filter(({ health }) => states.includes(health.state)).length,
    });
    return [count('HealthyHostCount', ['healthy']), count('UnHealthyHostCount', ['unhealthy', 'unhealthy.draining'])];
  });
}

function taskCounts({ name: ServiceName, model, desiredCount, pendingCount, runningCount }: Service): Datapoint[] {
  const counts = { DesiredTaskCount: desiredCount, PendingTaskCount: pendingCount, RunningTaskCount: runningCount };
  const dimensions = { ClusterName: model.cluster.name, ServiceName };
  return Object.entries(counts).map(([name, value]) => ({ metric: { namespace: 'ECS/ContainerInsights', name, dimensions }, value }));
}

/** Of what nobody has said anything, nothing is published. */
function usage({ name: ServiceName, model, usage: samples }: Service): Datapoint[] {
  const latest = samples.at(-1);
  const metric = (name: string) => ({ namespace: 'AWS/ECS', name, dimensions: { ClusterName: model.cluster.name, ServiceName } });
  return latest ? [
    { metric: metric('CPUUtilization'), value: latest.cpu }, { metric: metric('MemoryUtilization'), value: latest.memory },
  ] : [];
}
