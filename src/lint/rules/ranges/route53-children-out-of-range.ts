import { ROUTE53 } from '../../../contract/limits';
import { inWords } from '../../range';
import type { Rule } from '../../rule';
import { isEmpty } from '../../value';

export const route53ChildrenOutOfRange: Rule = {
  name: 'Route53ChildrenOutOfRange',
  severity: 'error',
  what: 'A calculated Route 53 check has no children, or more than Route 53 allows.',
  why: 'Without children the check is below any threshold above 0; more than the quota are refused.',
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html',
  furtherSources: ['https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html'],
  unproven:
    'AWS\'s pages disagree: the quotas name 255, the API reference 256. No page says what stands for a threshold that is not given.',
  check: ({ healthChecks }) => healthChecks
    .filter(({ type, children, healthThreshold = 1 }) => type === 'CALCULATED'
      // With a threshold of 0 it is always healthy: a manual switch, turned by Inverted.
      && ((isEmpty(children) && healthThreshold > 0) || children.items.length > ROUTE53.children.max))
    .map(({ resource, children }) => ({
      resource,
      message: `The calculated check has ${children.items.length} children, and Route 53 allows ${inWords(ROUTE53.children)}.`,
      fix: children.items.length === 0 ? 'Name 1 child or more in ChildHealthChecks.' : `Keep at most ${ROUTE53.children.max} children.`,
    })),
};
