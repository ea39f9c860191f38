import { remove } from '../../edit';
import type { Rule } from '../../rule';
import { differs, isGiven } from '../../value';

export const route53StringWithoutMatch: Rule = {
  name: 'Route53StringWithoutMatch',
  severity: 'error',
  what: 'A Route 53 check has a string, and its type does not search for one.',
  why: 'Only HTTP_STR_MATCH and HTTPS_STR_MATCH search the answer: with any other type nothing looks for the string.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  unproven: 'Whether Route 53 refuses the check, no page says.',
  check: ({ healthChecks }) => healthChecks.flatMap(({ resource, type, searchString }) => (
    isGiven(type) && isGiven(searchString) && differs(type, 'HTTP_STR_MATCH', 'HTTPS_STR_MATCH') ? [{
      resource,
      message: `SearchString is '${searchString}', and Type is ${type}.`,
      fix: `Set Type to ${type === 'HTTP' ? 'HTTP_STR_MATCH' : 'HTTPS_STR_MATCH'} (the check is replaced), or leave SearchString out.`,
      edits: [remove(resource, ['HealthCheckConfig', 'SearchString'])],
    }] : [])),
};
