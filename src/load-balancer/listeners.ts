import {
  CfnListener,
  CfnListenerRule,
  type ITargetGroup,
  NetworkListener,
  type INetworkLoadBalancer,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Dependable, type IConstruct } from 'constructs';
import { referencedConstruct } from '../aws/referenced-construct';

/** What sends traffic to a target group, as far as the app knows it: listeners, and rules of listeners. */
export function attachmentsOf(targetGroup: ITargetGroup): IConstruct[] {
  return Dependable.of(targetGroup.loadBalancerAttached).dependencyRoots;
}

/** The listeners of this app among them; nothing is known of imported ones. */
export function listenersOf(targetGroup: ITargetGroup): CfnListener[] {
  const resources = attachmentsOf(targetGroup).map(({ node }) => node.defaultChild);
  const listeners = resources.map((resource) => resource instanceof CfnListenerRule ? referencedConstruct(resource.listenerArn) : resource);
  return [...new Set(listeners.filter((listener) => listener instanceof CfnListener))];
}

/** The Network Load Balancers among them; undefined in place of one that an imported listener does not know. */
export function networkLoadBalancersOf(targetGroup: ITargetGroup): Array<INetworkLoadBalancer | undefined> {
  return [
    ...new Set(attachmentsOf(targetGroup).map((listener) => (listener instanceof NetworkListener ? listener.loadBalancer : undefined))),
  ];
}
