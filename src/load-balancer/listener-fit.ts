import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationProtocolVersion, type ApplicationTargetGroup, type CfnListener, CfnLoadBalancer, type CfnTargetGroup, NetworkTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { attachmentsOf, listenersOf } from './listeners';
import { otherController } from '../aws/deployment-controller';
import { referencedConstruct } from '../aws/referenced-construct';
import { registrationsOf } from '../aws/registrations';
import { serviceResource } from '../aws/service-resource';
import { failureText } from '../contract/errors';

/**
 * Protocols of the target groups that a listener of an NLB can send its traffic to.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-group-routing-configuration
 */
const NETWORK_PAIRS: Record<string, string[]> = {
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TCP', 'TLS'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
};

/**
 * Whether a listener sends traffic to the target group, and whether it can; at synthesis, because listeners are often added later.
 *
 * Returns what AWS would refuse at deployment, and warns of what may be intended.
 */
export function checkListeners(
  targetGroup: ApplicationTargetGroup | NetworkTargetGroup, service: BaseService | undefined, scope: IConstruct,
): string[] {
  if (attachmentsOf(targetGroup).length === 0) {
    if (service && waitsForTraffic(service, scope)) { return []; }
    Annotations.of(scope).addWarningV2(
      'cdk-ecs-layered-health:TargetGroupWithoutListener',
      `No listener of this app sends traffic to target group '${targetGroup.node.path}': its targets stay 'unused' and `
        + 'are never checked. Add it to a listener.',
    );
    return [];
  }
  const resource = targetGroup.node.defaultChild as CfnTargetGroup;
  return listenersOf(targetGroup).flatMap((listener) => (
    targetGroup instanceof NetworkTargetGroup ? networkMisfit(resource, listener) : applicationMisfit(resource, listener, scope)
  ));
}

/** Whether a deployment shifts the traffic to this target group, and a listener of this app sends it to the other one until then. */
function waitsForTraffic(service: BaseService, scope: IConstruct): boolean {
  return otherController(serviceResource(service, scope)) !== undefined
    && registrationsOf(service).some(({ targetGroup }) => targetGroup !== undefined && attachmentsOf(targetGroup).length > 0);
}

function networkMisfit({ protocol, node }: CfnTargetGroup, listener: CfnListener): string[] {
  const allowed = NETWORK_PAIRS[listener.protocol ?? ''];
  if (!allowed || protocol === undefined || Token.isUnresolved(protocol) || !NETWORK_PAIRS[protocol] || allowed.includes(protocol)) {
    return [];
  }
  return [failureText({
    what: `A ${listener.protocol} listener cannot send its traffic to this target group`,
    got: `protocol ${protocol} of '${node.path}'`,
    allowed: allowed.join(' or '),
    fix: 'change the protocol of the listener or of the target group',
  })];
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-protocol-version */
function applicationMisfit({ protocolVersion, node }: CfnTargetGroup, listener: CfnListener, scope: IConstruct): string[] {
  if (protocolVersion !== ApplicationProtocolVersion.GRPC && protocolVersion !== ApplicationProtocolVersion.HTTP2) { return []; }
  if (listener.protocol === 'HTTP') {
    return [failureText({
      what: `A target group of ${protocolVersion} needs an HTTPS listener`,
      got: `HTTP for '${node.path}'`,
      allowed: 'HTTPS',
      fix: 'give the listener a certificate',
    })];
  }
  const loadBalancer = referencedConstruct(listener.loadBalancerArn);
  if (loadBalancer instanceof CfnLoadBalancer && withoutHttp2(loadBalancer)) {
    Annotations.of(scope).addWarningV2(
      'cdk-ecs-layered-health:Http2TurnedOff',
      `Clients cannot speak HTTP/2 to load balancer '${loadBalancer.node.path}', which ${protocolVersion} needs. Leave `
        + 'http2Enabled at its default.',
    );
  }
  return [];
}

function withoutHttp2(loadBalancer: CfnLoadBalancer): boolean {
  const attributes: Array<{ key?: string; value?: string }> = Stack.of(loadBalancer).resolve(loadBalancer.loadBalancerAttributes) ?? [];
  return attributes.some(({ key, value }) => key === 'routing.http2.enabled' && value === 'false');
}
