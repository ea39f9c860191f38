import { ROUTE53 } from '../../../contract/limits';
import { remove } from '../../edit';
import type { Rule } from '../../rule';

export const route53TooFewRegions: Rule = {
  name: 'Route53TooFewRegions',
  severity: 'error',
  what: 'A Route 53 check uses fewer regions than Route 53 requires.',
  why: 'Route 53 refuses a check from fewer than three regions.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  check: ({ healthChecks }) => healthChecks
    .filter(({ regions: { items, complete } }) => complete && items.length > 0 && items.length < ROUTE53.leastRegions)
    .map(({ resource, regions }) => ({
      resource,
      message: `Regions names ${regions.items.length}, and Route 53 requires at least ${ROUTE53.leastRegions}.`,
      fix: `Name ${ROUTE53.leastRegions} regions or more, or leave Regions out: all ${ROUTE53.checkerRegions} then check.`,
      edits: [remove(resource, ['HealthCheckConfig', 'Regions'])],
    })),
};
