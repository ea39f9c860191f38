import { Lazy } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationTargetGroup, IApplicationTargetGroup, INetworkTargetGroup, ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EVERY_MINUTE } from './tuned-alarm';
import { fail } from '../contract/errors';

/** Whether an ALB is in front; an imported group says so by what can be connected to it. */
export function isApplication(group: ITargetGroup): boolean {
  return group instanceof ApplicationTargetGroup || !(group instanceof NetworkTargetGroup) && 'registerConnectable' in group;
}

/** Makes metrics of one target group, or of its whole load balancer. */
export class TargetGroupMetrics {
  private readonly namespace: string;
  private readonly loadBalancer: string;
  private readonly targetGroup: string;

  public constructor(private readonly group: ITargetGroup) {
    this.namespace = isApplication(group) ? 'AWS/ApplicationELB' : 'AWS/NetworkELB';
    if (isOwn(group)) {
      this.targetGroup = group.targetGroupFullName;
      // Only at synthesis: services are often attached to their load balancer after this.
      this.loadBalancer = Lazy.string({ produce: () => attachedTo(group) });
    } else {
      // Throws, and says what to pass, when the group was imported without its load balancer.
      const { TargetGroup, LoadBalancer } = (group as IApplicationTargetGroup | INetworkTargetGroup).metrics.custom('HealthyHostCount').dimensions!;
      this.targetGroup = TargetGroup as string;
      this.loadBalancer = LoadBalancer as string;
    }
  }

  /** A metric of the target group. */
  public ofGroup(metricName: string, statistic: string): Metric {
    return this.metric(metricName, statistic, { TargetGroup: this.targetGroup, LoadBalancer: this.loadBalancer });
  }

  /** A metric that AWS has of the load balancer alone. */
  public ofLoadBalancer(metricName: string, statistic: string): Metric {
    return this.metric(metricName, statistic, { LoadBalancer: this.loadBalancer });
  }

  private metric(metricName: string, statistic: string, dimensionsMap: Record<string, string>): Metric {
    return new Metric({ namespace: this.namespace, metricName, statistic, dimensionsMap, period: EVERY_MINUTE }).attachTo(this.group);
  }
}

function isOwn(group: ITargetGroup): group is ApplicationTargetGroup | NetworkTargetGroup {
  return group instanceof ApplicationTargetGroup || group instanceof NetworkTargetGroup;
}

/** The CDK cannot be asked whether a group is attached; its error does not say which one is not. */
function attachedTo(group: ApplicationTargetGroup | NetworkTargetGroup): string {
  try {
    return group.firstLoadBalancerFullName;
  } catch {
    return fail('A target group without load balancer has no metrics', group.node.path, 'one that a listener forwards to', 'attach it, or leave its alarms out');
  }
}
