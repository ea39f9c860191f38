import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { AlarmTuning } from './alarm-tuning';
import type { HealthContract } from '../contract/health-contract';

/** Which alarms there are on what a load balancer reports of a service. */
export interface TargetGroupAlarmsProps {
  /** The target group; of this app or imported with the ARN of its load balancer. */
  readonly targetGroup: ITargetGroup;

  /** The service's health contract: its longest request is the limit of the latency. */
  readonly contract: HealthContract;

  /**
   * The other target group of a pair between which CodeDeploy shifts the traffic: its load balancer is watched where `targetGroup` has no
   * listener of its own in this app.
   *
   * @default - none: the target group has a listener
   */
  readonly sibling?: ITargetGroup;

  /**
   * Fewer healthy targets than the threshold, while any are registered.
   * @default - below 1 in 2 of the last 3 minutes
   */
  readonly healthyHosts?: AlarmTuning;

  /**
   * More targets than the threshold that every node of the load balancer calls unhealthy.
   * @default - above 0 in 3 of the last 5 minutes
   */
  readonly unhealthyHosts?: AlarmTuning;

  /**
   * ALB: more connections a minute than the threshold that could not be established with a target. NLB: port allocation errors, which are
   * connections that could not be passed on; of the whole load balancer.
   *
   * @default - above 0 in 3 of the last 5 minutes
   */
  readonly connectionErrors?: AlarmTuning;

  /**
   * ALB: more connections a minute than the threshold that it rejected, because it had its maximum; of the whole load balancer: turn it
   * off for all but one of its target groups.
   *
   * @default - above 0 in 2 of the last 3 minutes
   */
  readonly rejectedConnections?: AlarmTuning;

  /**
   * ALB: a larger share of requests than the threshold, in percent, that targets answered with 5xx, in minutes with at least
   * `minimumRequests`.
   * @default - above 5 in 3 of the last 5 minutes
   */
  readonly serverErrors?: AlarmTuning;

  /**
   * Requests a minute below which the share of 5xx says nothing; at least 1.
   * @default 20
   */
  readonly minimumRequests?: number;

  /**
   * ALB: 1 % of the requests take longer than the threshold, in seconds. Minutes with few requests do not change the alarm.
   * @default - above the contract's longestRequest in 3 of the last 5 minutes
   */
  readonly latency?: AlarmTuning;
}
