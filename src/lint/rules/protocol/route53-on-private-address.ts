import { isPrivateHost } from '../../../contract/public-address';
import type { LintModel } from '../../model/lint-model';
import type { HealthCheck } from '../../model/route53';
import type { Rule } from '../../rule';
import { isGiven, UNKNOWN } from '../../value';

const REQUESTING = ['HTTP', 'HTTPS', 'HTTP_STR_MATCH', 'HTTPS_STR_MATCH', 'TCP'];

export const route53OnPrivateAddress: Rule = {
  name: 'Route53OnPrivateAddress',
  severity: 'error',
  what: 'A Route 53 check probes an address that cannot be reached from the internet.',
  why: 'The checkers are outside of every VPC: Route 53 refuses private addresses, and names that resolve to them never become healthy.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  furtherSources: ['https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-private-hosted-zones.html'],
  unproven: 'The pages state it of addresses; that it holds for names that resolve to them is concluded.',
  check: ({ healthChecks, loadBalancers }) => healthChecks
    .filter(({ type }) => isGiven(type) && REQUESTING.includes(type))
    .flatMap((healthCheck) => {
      const host = privateHost(healthCheck, loadBalancers);
      return host === undefined
        ? []
        : [
          {
            resource: healthCheck.resource,
            message: `${host}.`,
            fix:
                'Check a public name, or let the check follow an alarm of a metric from inside: Type CLOUDWATCH_METRIC with an '
                + 'alarm of 1 metric and periods of 60 s or more.',
          },
        ];
    }),
};

/** An address is connected to as it is; the name then only stands in the request. */
function privateHost({ ipAddress, host, hostOf }: HealthCheck, loadBalancers: LintModel['loadBalancers']): string | undefined {
  if (ipAddress === UNKNOWN) { return undefined; }
  if (ipAddress !== undefined) { return isPrivateHost(ipAddress) ? `IPAddress is ${ipAddress}, a private address` : undefined; }
  if (isGiven(host)) { return isPrivateHost(host) ? `FullyQualifiedDomainName is ${host}, a private name` : undefined; }
  const internal = loadBalancers.find(({ resource, scheme }) => resource === hostOf && scheme === 'internal');
  return (
    internal
    && `FullyQualifiedDomainName is that of the internal load balancer '${internal.resource.logicalId}', which has ` + 'private addresses'
  );
}
