import { CfnListener, CfnListenerRule, ITargetGroup, NetworkListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { INetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Dependable, IConstruct } from 'constructs';
import { referencedConstruct } from '../aws/referenced-construct';

/** What sends traffic to a target group, as far as the app knows it: listeners, and rules of listeners. */
export function attachmentsOf(targetGroup: ITargetGroup): IConstruct[] {
  return Dependable.of(targetGroup.loadBalancerAttached).dependencyRoots;
}

/** The listeners of this app among them; what is imported says nothing of itself. */
export function listenersOf(targetGroup: ITargetGroup): CfnListener[] {
  const resources = attachmentsOf(targetGroup).map(({ node }) => node.defaultChild);
  const listeners = resources.map((resource) => resource instanceof CfnListenerRule ? referencedConstruct(resource.listenerArn) : resource);
  return [...new Set(listeners.filter((listener) => listener instanceof CfnListener))];
}

/** The Network Load Balancers among them; undefined in place of one that an imported listener does not know. */
export function networkLoadBalancersOf(targetGroup: ITargetGroup): Array<INetworkLoadBalancer | undefined> {
  return [...new Set(attachmentsOf(targetGroup).map((listener) => listener instanceof NetworkListener ? listener.loadBalancer : undefined))];
}
