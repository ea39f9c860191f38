import type { DescribedModel } from './model';

/** ARNs of the load balancers with a listener or a rule that forwards to a target group. */
export function balancersOf(described: readonly DescribedModel[], group: string): string[] {
  const ofType = (type: string) => described.filter((each) => each.type === `AWS::ElasticLoadBalancingV2::${type}`);
  const forwards = (actions: unknown) => JSON.stringify(actions ?? []).includes(`"${group}"`);
  const listeners = ofType('Listener').filter(({ reference, properties }) => forwards(properties.DefaultActions)
    || ofType('ListenerRule').some((rule) => rule.properties.ListenerArn === reference && forwards(rule.properties.Actions)));
  return [...new Set(listeners.map(({ properties }) => String(properties.LoadBalancerArn)))];
}
