import { set } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const route53HttpsWithoutSni: Rule = {
  name: 'Route53HttpsWithoutSni',
  severity: 'warning',
  what: 'A Route 53 check by HTTPS does not say for which name it asks.',
  why:
    'Some endpoints refuse a handshake that does not name the host (SNI): the check fails, and the endpoint works. That the '
    + 'certificate is of another name is no fault, as Route 53 does not validate it.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  furtherSources: ['https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html'],
  exception: 'The endpoint answers without a name.',
  check: ({ healthChecks }) => healthChecks.flatMap(({ resource, type, sni, ipAddress, host, hostOf }) => {
    if (!isGiven(type) || !type.startsWith('HTTPS')) { return []; }
    if (sni === false) {
      return [{
        resource,
        message: `Type is ${type}, and EnableSNI is false.`,
        fix: 'Set EnableSNI to true.',
        edits: [set(resource, ['HealthCheckConfig', 'EnableSNI'], true)],
      }];
    }
    return isGiven(ipAddress) && host === undefined && !isGiven(hostOf) ? [{
      resource,
      message: `Type is ${type}, IPAddress is ${ipAddress}, and there is no FullyQualifiedDomainName to send as the name.`,
      fix: 'Set FullyQualifiedDomainName to the name in the certificate.',
    }] : [];
  }),
};
