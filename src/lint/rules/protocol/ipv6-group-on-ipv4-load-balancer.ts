import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const ipv6GroupOnIpv4LoadBalancer: Rule = {
  name: 'Ipv6GroupOnIpv4LoadBalancer',
  severity: 'error',
  what: 'A load balancer without IPv6 forwards to a target group of IPv6.',
  why: 'A target group of IPv6 cannot be used with a load balancer of the type ipv4: Elastic Load Balancing refuses the listener.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html',
  check: ({ listeners }) => listeners.flatMap(({ resource, loadBalancer, targetGroups }) => (
    isGiven(loadBalancer) && loadBalancer.ipAddressType === 'ipv4' ? targetGroups.items
      .filter(({ ipAddressType }) => ipAddressType === 'ipv6')
      .map((group) => ({
        resource,
        message: `IpAddressType of '${group.resource.logicalId}' is ipv6, and that of the load balancer `
          + `'${loadBalancer.resource.logicalId}' is ipv4.`,
        fix: `Set IpAddressType of '${loadBalancer.resource.logicalId}' to dualstack, with subnets that have IPv6.`,
      })) : [])),
};
