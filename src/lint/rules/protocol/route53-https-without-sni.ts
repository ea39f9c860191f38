import { set } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const route53HttpsWithoutSni: Rule = {
  name: 'Route53HttpsWithoutSni',
  severity: 'warning',
  what: 'A Route 53 check by HTTPS does not say for which name it asks.',
  why:
    'Without the name in the handshake (SNI) a server with several certificates, such as a load balancer or CloudFront, answers with '
      + 'another '
    + 'one or ends the connection: the check fails, and the endpoint works.',
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html',
  exception: 'The endpoint has one certificate and answers without a name.',
  check: ({ healthChecks }) => healthChecks.flatMap(({ resource, type, sni, ipAddress, host, hostOf }) => {
    if (!isGiven(type) || !type.startsWith('HTTPS')) { return []; }
    if (sni === false) {
      return [{
        resource,
        message: `Type is ${type}, and EnableSNI is false.`,
        fix: 'Leave EnableSNI out: true is the default for HTTPS.',
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
