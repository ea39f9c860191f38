import { type Duration, Stack } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationProtocolVersion,
  ApplicationTargetGroup,
  type CfnTargetGroup,
  type HealthCheck,
  type ITargetGroup,
  NetworkTargetGroup,
  Protocol,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { authorSettings, contractSettings, warnOfOverwritten, warnOfReplaced } from './author-settings';
import { type CheckPort, checkPortOf, misplacedCheck } from './check-port';
import { checkListeners } from './listener-fit';
import { openCheckPort } from './open-check-port';
import { targetGroupAttributes } from './target-group-attributes';
import type { MinimumHealthyTargets, UnhealthyTargetFlows } from './target-group-options';
import { coverBoot } from '../aws/grace-period';
import { checkArguments } from '../contract/check-arguments';
import { describeEndpoint } from '../contract/describe-endpoint';
import { fail, failureText } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import { HealthProtocol } from '../contract/health-protocol';

/** What `TargetGroupHealth` applies to which target group. */
export interface TargetGroupHealthProps {
  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** A target group of this app, of an Application or a Network Load Balancer. An imported one cannot be changed. */
  readonly targetGroup: ITargetGroup;

  /**
   * The service behind the target group: its grace period is set to cover startup and one check, and its security groups
   * allow the checks.
   * @default - no grace period is set, with a warning when startup is longer than 300 seconds, and no port is opened
   */
  readonly service?: BaseService;

  /**
   * Time over which a new target's share of requests grows: 30–900 seconds, only behind an ALB.
   * @default - a new target gets its full share at once
   */
  readonly slowStart?: Duration;

  /**
   * How many healthy targets a zone needs before its load balancer leaves DNS, or fails open.
   * @default - as on AWS: one for routing, DNS failover off
   */
  readonly minimumHealthyTargets?: MinimumHealthyTargets;

  /**
   * What an NLB does with the flows of a target that becomes unhealthy.
   * @default - as on AWS: they are reset
   */
  readonly unhealthyTargetFlows?: UnhealthyTargetFlows;
}

/**
 * Applies a health contract to a target group: path, port, matcher, interval, timeout, thresholds,
 * deregistration delay and slow start, and the grace period of the service behind it.
 *
 * It changes the target group in place, and warns where that replaces what its author has set. The only resource that it adds is a
 * security group rule that allows the checks where the CDK adds none: at a port of their own, and from an NLB whose listener exists by
 * then. A target group that sends traffic to another port of the container than the contract's is checked at the contract's port. At
 * synthesis it verifies that the listeners fit, and warns of later changes.
 */
export class TargetGroupHealth extends Construct {
  constructor(scope: Construct, id: string, props: TargetGroupHealthProps) {
    checkArguments('TargetGroupHealth', { scope, id, props });
    super(scope, id);
    const { contract, targetGroup, service } = props;
    if (!(targetGroup instanceof ApplicationTargetGroup) && !(targetGroup instanceof NetworkTargetGroup)) {
      fail({
        what: 'The health check of a target group can only be set where the target group is defined',
        got: `${targetGroup.node.path} (imported)`,
        allowed: 'an ApplicationTargetGroup or a NetworkTargetGroup of this app',
        fix: 'use TargetGroupHealth in the app that defines it; the numbers are in contract.budget.targetGroup',
        at: this.node.path,
      });
    }
    const network = targetGroup instanceof NetworkTargetGroup;
    const speaksGrpc = (targetGroup.node.defaultChild as CfnTargetGroup).protocolVersion === ApplicationProtocolVersion.GRPC;
    const targets = { contract, targetGroup, service };
    const checkPort = checkPortOf(targets, this);
    const check = this.healthCheck(contract, checkPort, network, speaksGrpc);
    const { deregistrationDelay } = contract.budget.targetGroup;
    const attributes = targetGroupAttributes({ ...props, deregistrationDelay }, network, this.node.path);
    const settings = contractSettings(check, attributes);
    warnOfReplaced(authorSettings(targetGroup), settings, targetGroup, this);
    targetGroup.configureHealthCheck(check);
    Object.entries(attributes).forEach(([key, value]) => targetGroup.setAttribute(key, value));
    this.node.addValidation({
      validate: () => {
        warnOfOverwritten(settings, targetGroup, this);
        return [
          ...algorithmConflict(targetGroup),
          ...checkListeners(targetGroup, service, this),
          ...misplacedCheck(targets, checkPort, this),
        ];
      },
    });
    openCheckPort(targets, checkPort, this);
    coverBoot(service, network ? contract.budget.targetGroup.networkGracePeriod : contract.budget.targetGroup.gracePeriod, contract, this);
  }

  private healthCheck(contract: HealthContract, { port }: CheckPort, network: boolean, speaksGrpc: boolean): HealthCheck {
    const endpoint = contract.trafficEndpoint;
    const { interval, timeout, healthyThreshold, unhealthyThreshold } = contract.budget.targetGroup;
    const common = {
      interval,
      timeout,
      healthyThresholdCount: healthyThreshold,
      unhealthyThresholdCount: unhealthyThreshold,
      port,
    };
    if (!endpoint.isPlain) {
      fail({
        what: 'A load balancer can only send a plain GET',
        got: describeEndpoint(endpoint),
        allowed: 'an endpoint without them',
        fix: 'give the contract a readiness endpoint that answers a plain GET',
        at: this.node.path,
      });
    }
    if (endpoint.isGrpc && speaksGrpc) {
      // The default matcher, 12 = UNIMPLEMENTED, proves only that some gRPC server answers; 0 proves that its health service does. The
      // status itself is in the message, which load balancers do not read.
      const protocol = endpoint.protocol === HealthProtocol.GRPCS ? Protocol.HTTPS : Protocol.HTTP;
      return { ...common, protocol, path: '/grpc.health.v1.Health/Check', healthyGrpcCodes: '0' };
    }
    if (endpoint.isHttp && !speaksGrpc) {
      const protocol = endpoint.protocol === HealthProtocol.HTTPS ? Protocol.HTTPS : Protocol.HTTP;
      return { ...common, protocol, path: endpoint.path, healthyHttpCodes: endpoint.statusCodes };
    }
    if (endpoint.protocol === HealthProtocol.TCP && network) {
      return { ...common, protocol: Protocol.TCP };
    }
    const kind = network ? 'an NLB' : `an ALB's target group of ${speaksGrpc ? 'gRPC' : 'HTTP'}`;
    return fail({
      what: 'This load balancer cannot check the endpoint of the contract',
      got: `${describeEndpoint(endpoint)} behind ${kind}`,
      allowed: network ? 'HTTP, HTTPS or TCP' : speaksGrpc ? 'gRPC, with TLS or without' : 'HTTP or HTTPS',
      fix: 'give the contract a readiness endpoint that the load balancer can check, or leave this target group out',
      at: this.node.path,
    });
  }
}

/**
 * Slow start and weighted random exclude each other, which AWS reports only at deployment. At synthesis, because attributes may be set
 * later.
 */
function algorithmConflict(targetGroup: ApplicationTargetGroup | NetworkTargetGroup): string[] {
  const attributes: Array<{ key?: string; value?: string }> = Stack.of(targetGroup)
    .resolve((targetGroup.node.defaultChild as CfnTargetGroup).targetGroupAttributes) ?? [];
  const value = (key: string) => attributes.find((attribute) => attribute.key === key)?.value;
  const slowStart = value('slow_start.duration_seconds') ?? '0';
  return slowStart !== '0' && value('load_balancing.algorithm.type') === 'weighted_random'
    ? [failureText({
      what: 'Slow start excludes weighted_random',
      got: `${slowStart} s on '${targetGroup.node.path}'`,
      allowed: 'one of them',
      fix: 'leave slowStart out or choose another algorithm',
    })]
    : [];
}
