import { set } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const route53ProtocolNotOfPort: Rule = {
  name: 'Route53ProtocolNotOfPort',
  severity: 'warning',
  what: 'A Route 53 check speaks HTTP to the port of HTTPS, or HTTPS to the port of HTTP.',
  why: 'The endpoint answers with an error or not at all, and never becomes healthy.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  unproven: 'That the other protocol does not answer there is concluded from the number of the port.',
  exception: 'The endpoint speaks that protocol on the port of the other.',
  check: ({ healthChecks }) => healthChecks.flatMap(({ resource, type, port }) => {
    const wrong =
      isGiven(type) && ((/^HTTP(_STR_MATCH)?$/.test(type) && port === 443) || (/^HTTPS(_STR_MATCH)?$/.test(type) && port === 80));
    return wrong
      ? [
        {
          resource,
          message: `Type is ${type}, and Port is ${port}.`,
          fix:
              `Set Type to ${port === 443 ? type.replace('HTTP', 'HTTPS') : type.replace('HTTPS', 'HTTP')}, or Port to `
              + `${port === 443 ? 80 : 443}.`,
          edits: [set(resource, ['HealthCheckConfig', 'Type'], port === 443 ? type.replace('HTTP', 'HTTPS') : type.replace('HTTPS',
            'HTTP'))],
        },
      ]
      : [];
  }),
};
