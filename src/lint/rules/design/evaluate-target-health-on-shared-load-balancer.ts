import type { Rule } from '../../rule';
import type { Resource } from '../../template';
import { isGiven } from '../../value';

export const evaluateTargetHealthOnSharedLoadBalancer: Rule = {
  name: 'EvaluateTargetHealthOnSharedLoadBalancer',
  severity: 'warning',
  what: 'A routed DNS record evaluates the health of a load balancer that several target groups share.',
  why:
    'Route 53 counts the load balancer as unhealthy as soon as one of its target groups has no healthy target: one '
    + 'failing service shifts the traffic of all.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html',
  exception: 'The services work only together.',
  check: (model) =>
    model.records.flatMap(({ resource, aliasTarget, evaluateTargetHealth, routed }) => {
      const shared = isGiven(aliasTarget) && evaluateTargetHealth === true && routed === true ? model.targetGroupsOf(aliasTarget) : [];
      return shared.length > 1
        ? [
          {
            resource,
            message:
                `EvaluateTargetHealth is on, and ${shared.length} target groups are behind the load balancer `
                + `'${(aliasTarget as Resource).logicalId}'.`,
            fix:
                'Set EvaluateTargetHealth to false and give the record a HealthCheckId of its own service, or give the service a '
                + 'load balancer of its own.',
          },
        ]
        : [];
    }),
};
