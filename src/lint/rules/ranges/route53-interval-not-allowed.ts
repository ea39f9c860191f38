import { ROUTE53 } from '../../../contract/limits';
import { set } from '../../edit';
import type { Rule } from '../../rule';

export const route53IntervalNotAllowed: Rule = {
  name: 'Route53IntervalNotAllowed',
  severity: 'error',
  what: 'A Route 53 check has an interval that Route 53 does not allow.',
  why: 'Route 53 refuses the check; the interval cannot be changed later without replacing it.',
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html',
  check: ({ healthChecks }) => healthChecks
    .filter(({ interval }) => Number.isFinite(interval) && !ROUTE53.intervals.includes(interval))
    .map(({ resource, interval }) => ({
      resource,
      message: `RequestInterval is ${interval}, and Route 53 allows ${ROUTE53.intervals.join(' and ')} s.`,
      fix: `Set RequestInterval to ${interval < 20 ? 10 : 30}.`,
      edits: [set(resource, ['HealthCheckConfig', 'RequestInterval'], interval < 20 ? 10 : 30)],
    })),
};
