import type { Rule } from '../../rule';

export const route53ThresholdAboveChildren: Rule = {
  name: 'Route53ThresholdAboveChildren',
  severity: 'warning',
  what: 'A calculated Route 53 check asks for more healthy children than it has.',
  why: 'Route 53 then considers it unhealthy whatever its children say.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  check: ({ healthChecks }) => healthChecks.flatMap(({ resource, type, healthThreshold = NaN, children: { items, complete } }) => (
    type === 'CALCULATED' && complete && items.length > 0 && healthThreshold > items.length ? [{
      resource,
      message: `HealthThreshold is ${healthThreshold}, and there are ${items.length} children.`,
      fix: `Set HealthThreshold to ${items.length} or less, or name ${healthThreshold} children.`,
    }] : [])),
};
