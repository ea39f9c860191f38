import { ROUTE53 } from '../../../contract/limits';
import { remove, set } from '../../edit';
import type { Rule } from '../../rule';

export const route53MatchWithoutString: Rule = {
  name: 'Route53MatchWithoutString',
  severity: 'error',
  what: 'A Route 53 check searches for a string and has none.',
  why: 'The types HTTP_STR_MATCH and HTTPS_STR_MATCH search the answer for SearchString: without it there is nothing to find.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  check: ({ healthChecks }) =>
    healthChecks.flatMap(({ resource, type, searchString }) =>
      (type === 'HTTP_STR_MATCH' || type === 'HTTPS_STR_MATCH') && (searchString === undefined || searchString === '')
        ? [
          {
            resource,
            message: `Type is ${type}, and there is no SearchString.`,
            fix:
                `Set SearchString to 1 to ${ROUTE53.searchLength} characters from the first 5,120 bytes of the answer, or Type `
                + `to ${type.replace('_STR_MATCH', '')}.`,
            edits: [
              set(resource, ['HealthCheckConfig', 'Type'], type.replace('_STR_MATCH', '')),
              ...searchString === undefined ? [] : [remove(resource, ['HealthCheckConfig', 'SearchString'])],
            ],
          },
        ]
        : [],
    ),
};
