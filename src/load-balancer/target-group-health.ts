import { Duration } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, HealthCheck, ITargetGroup, NetworkTargetGroup, Protocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { setGracePeriod } from './grace-period';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import { TARGET_GROUP_ATTRIBUTES } from '../contract/limits';

/** What `TargetGroupHealth` applies to which target group. */
export interface TargetGroupHealthProps {
  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** A target group of this app, of an Application or a Network Load Balancer. An imported one cannot be changed. */
  readonly targetGroup: ITargetGroup;

  /**
   * The service behind the target group: its grace period is set to cover startup and one check.
   * @default - no grace period is set
   */
  readonly service?: BaseService;

  /**
   * Time over which a new target's share of requests grows: 30–900 seconds, only behind an ALB.
   * @default - a new target gets its full share at once
   */
  readonly slowStart?: Duration;
}

/**
 * Applies a health contract to a target group: path, port, matcher, interval, timeout, thresholds,
 * deregistration delay and slow start, and the grace period of the service behind it.
 *
 * It changes the target group in place and adds no resource.
 */
export class TargetGroupHealth extends Construct {
  public constructor(scope: Construct, id: string, props: TargetGroupHealthProps) {
    super(scope, id);
    const { contract, targetGroup, service, slowStart } = props;
    if (!(targetGroup instanceof ApplicationTargetGroup) && !(targetGroup instanceof NetworkTargetGroup)) {
      fail('The health check of a target group can only be set where the target group is defined', `${targetGroup.node.path} (imported)`,
        'an ApplicationTargetGroup or a NetworkTargetGroup of this app', 'use TargetGroupHealth in the app that defines it; the numbers are in contract.budget.targetGroup', this.node.path);
    }
    const network = targetGroup instanceof NetworkTargetGroup;
    targetGroup.configureHealthCheck(this.healthCheck(contract, network));
    targetGroup.setAttribute('deregistration_delay.timeout_seconds', String(contract.budget.targetGroup.deregistrationDelay.toSeconds()));
    if (slowStart) {
      targetGroup.setAttribute('slow_start.duration_seconds', this.slowStartSeconds(slowStart, network));
    }
    if (service) {
      setGracePeriod(service, network ? contract.budget.targetGroup.networkGracePeriod : contract.budget.targetGroup.gracePeriod, this);
    }
  }

  private healthCheck(contract: HealthContract, network: boolean): HealthCheck {
    const endpoint = contract.trafficEndpoint;
    const { interval, timeout, healthyThreshold, unhealthyThreshold } = contract.budget.targetGroup;
    const common = {
      interval,
      timeout,
      healthyThresholdCount: healthyThreshold,
      unhealthyThresholdCount: unhealthyThreshold,
      port: endpoint.port === undefined ? 'traffic-port' : String(endpoint.port),
    };
    if (!endpoint.isPlain) {
      fail('A load balancer can only ask with a plain GET', 'an endpoint with a method, a body or headers of its own', 'an endpoint without them', 'give the contract a readiness endpoint that answers a plain GET', this.node.path);
    }
    if (endpoint.isHttp) {
      const protocol = endpoint.protocol === 'https' ? Protocol.HTTPS : Protocol.HTTP;
      return { ...common, protocol, path: endpoint.path, healthyHttpCodes: endpoint.statusCodes };
    }
    if (endpoint.protocol === 'tcp' && network) {
      return { ...common, protocol: Protocol.TCP };
    }
    return fail('This load balancer cannot check the endpoint of the contract', `a ${endpoint.protocol} endpoint behind ${network ? 'an NLB' : 'an ALB'}`,
      network ? 'http, https or tcp' : 'http or https', 'give the contract a readiness endpoint that the load balancer can ask, or leave this target group out', this.node.path);
  }

  private slowStartSeconds(slowStart: Duration, network: boolean): string {
    const seconds = slowStart.toSeconds();
    const { min, max } = TARGET_GROUP_ATTRIBUTES.slowStart;
    if (network) {
      fail('Slow start does not exist behind an NLB', `${seconds} s`, 'no slowStart', 'leave slowStart out', this.node.path);
    }
    if (seconds < min || seconds > max) {
      fail('slowStart is out of range', `${seconds} s`, `${min}–${max} s`, 'leave slowStart out to turn it off', this.node.path);
    }
    return String(seconds);
  }
}
