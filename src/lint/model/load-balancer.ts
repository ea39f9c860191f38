import { isResource } from './service';
import type { TargetGroup } from './target-group';
import type { Properties } from '../properties';
import type { Resource } from '../template';
import { UNKNOWN, type List, type Text, type Unknown } from '../value';

export interface LoadBalancer {
  readonly resource: Resource;
  /** `application`, `network` or `gateway`. */
  readonly type: Text;
  /** `internet-facing` or `internal`. */
  readonly scheme: Text;
  readonly securityGroups: List<Resource>;
  /** `ipv4`, `dualstack` or `dualstack-without-public-ipv4`. */
  readonly ipAddressType: Text;
}

export function readLoadBalancer(resource: Resource, properties: Properties): LoadBalancer {
  return {
    resource,
    type: properties.textOr('Type', 'application'),
    scheme: properties.textOr('Scheme', 'internet-facing'),
    securityGroups: properties.resources('SecurityGroups'),
    ipAddressType: properties.textOr('IpAddressType', 'ipv4'),
  };
}

/** A listener, or a rule of one, that forwards to target groups. */
export interface Listener {
  readonly resource: Resource;
  readonly loadBalancer: LoadBalancer | Unknown;
  /** Protocol of the listener; unknown for a rule whose listener is not known. */
  readonly protocol: Text;
  readonly sslPolicy: Text;
  /** NaN for a rule. */
  readonly port: number;
  readonly targetGroups: List<TargetGroup>;
}

export interface ListenerLinks {
  loadBalancer(resource: Resource): LoadBalancer | undefined;
  targetGroup(resource: Resource): TargetGroup | undefined;
}

export function readListener(resource: Resource, properties: Properties, links: ListenerLinks): Listener {
  const loadBalancer = properties.resource('LoadBalancerArn');
  return {
    resource,
    loadBalancer: isResource(loadBalancer) ? links.loadBalancer(loadBalancer) ?? UNKNOWN : UNKNOWN,
    protocol: properties.text('Protocol'),
    sslPolicy: properties.text('SslPolicy'),
    port: properties.number('Port', NaN),
    targetGroups: forwardedTo(properties.objects('DefaultActions'), links),
  };
}

export function readListenerRule(
  resource: Resource,
  properties: Properties,
  listener: Listener | undefined,
  links: ListenerLinks,
): Listener {
  return {
    resource,
    loadBalancer: listener?.loadBalancer ?? UNKNOWN,
    protocol: listener ? listener.protocol : UNKNOWN,
    sslPolicy: listener ? listener.sslPolicy : UNKNOWN,
    port: NaN,
    targetGroups: forwardedTo(properties.objects('Actions'), links),
  };
}

function forwardedTo(actions: List<Properties>, links: ListenerLinks): List<TargetGroup> {
  const found = actions.items.flatMap((action) => {
    const weighted = action.object('ForwardConfig').objects('TargetGroups');
    return [action, ...weighted.items].map((properties) => properties.resource('TargetGroupArn'));
  }).filter((resource) => resource !== undefined);
  const known = found.map((resource) => (isResource(resource) ? links.targetGroup(resource) : undefined))
    .filter((group): group is TargetGroup => group !== undefined);
  return { items: known, complete: actions.complete && known.length === found.length };
}
