import { Lazy } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  ApplicationTargetGroup,
  type IApplicationTargetGroup,
  type INetworkTargetGroup,
  type ITargetGroup,
  NetworkTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EVERY_MINUTE } from './tuned-alarm';
import { failureText } from '../contract/errors';

/** Whether it belongs to an ALB; of an imported group, only its members tell. */
export function isApplication(group: ITargetGroup): boolean {
  return group instanceof ApplicationTargetGroup || !(group instanceof NetworkTargetGroup) && 'registerConnectable' in group;
}

/** Makes metrics of one target group, or of its whole load balancer. */
export class TargetGroupMetrics {
  private readonly namespace: string;
  private readonly loadBalancer: string;
  private readonly targetGroup: string;

  /**
   * @param sibling whose load balancer is meant where the group has no listener of its own
   */
  constructor(private readonly group: ITargetGroup, private readonly sibling?: ITargetGroup) {
    this.namespace = isApplication(group) ? 'AWS/ApplicationELB' : 'AWS/NetworkELB';
    if (isOwn(group)) {
      this.targetGroup = group.targetGroupFullName;
      // Only at synthesis: services are often attached to their load balancer later.
      this.loadBalancer = Lazy.string({ produce: () => this.loadBalancerName() });
    } else {
      // Throws, and names what to pass, when the group was imported without its load balancer.
      const { TargetGroup, LoadBalancer } = (group as IApplicationTargetGroup | INetworkTargetGroup).metrics.custom(
        'HealthyHostCount',
      ).dimensions!;
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

  /** What would fail while the template is rendered, where an error does not name its construct. */
  public problems(): string[] {
    return !isOwn(this.group) || this.loadBalancerName() !== undefined ? [] : [failureText({
      what: 'A target group without load balancer has no metrics',
      got: `'${this.group.node.path}'`,
      allowed: 'one that a listener forwards to',
      fix: 'attach it, pass its sibling where CodeDeploy shifts the traffic, or leave its alarms out',
    })];
  }

  private loadBalancerName(): string | undefined {
    return [this.group, this.sibling].flatMap((group) => group && isOwn(group) ? attachedTo(group) ?? [] : [])[0];
  }

  private metric(metricName: string, statistic: string, dimensionsMap: Record<string, string>): Metric {
    return new Metric({ namespace: this.namespace, metricName, statistic, dimensionsMap, period: EVERY_MINUTE }).attachTo(this.group);
  }
}

function isOwn(group: ITargetGroup): group is ApplicationTargetGroup | NetworkTargetGroup {
  return group instanceof ApplicationTargetGroup || group instanceof NetworkTargetGroup;
}

/** The CDK throws where a group is not attached. */
function attachedTo(group: ApplicationTargetGroup | NetworkTargetGroup): string | undefined {
  try {
    return group.firstLoadBalancerFullName;
  } catch {
    return undefined;
  }
}
