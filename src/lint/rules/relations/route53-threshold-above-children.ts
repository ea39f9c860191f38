import { set } from '../../edit';
import type { Rule } from '../../rule';

export const route53ThresholdAboveChildren: Rule = {
  name: 'Route53ThresholdAboveChildren',
  severity: 'warning',
  what: 'A calculated Route 53 check needs more healthy children than it has.',
  why: 'Route 53 then counts it as unhealthy, whatever the status of its children.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  exception: 'The check is to be unhealthy until further children are added.',
  check: ({ healthChecks }) => healthChecks.flatMap(({ resource, type, healthThreshold = NaN, children: { items, complete } }) => (
    type === 'CALCULATED' && complete && items.length > 0 && healthThreshold > items.length ? [{
      resource,
      message: `HealthThreshold is ${healthThreshold}, and there are ${items.length} children.`,
      fix: `Set HealthThreshold to ${items.length} or less, or name ${healthThreshold} children.`,
      edits: [set(resource, ['HealthCheckConfig', 'HealthThreshold'], items.length)],
    }] : [])),
};
