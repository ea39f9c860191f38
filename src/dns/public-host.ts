import { isIP } from 'node:net';
import { Token } from 'aws-cdk-lib';
import { fail } from '../contract/errors';
import { ROUTE53 } from '../contract/limits';
import { isPrivateHost } from '../contract/public-address';

/** The host, or an error where the checkers on the internet can never reach it. A token is taken as it is. */
export function checkPublicHost(host: string): string {
  if (Token.isUnresolved(host)) { return host; }
  const version = isIP(host);
  if (version === 0 && !/^[\w.-]+$/.test(host) || host.length > ROUTE53.hostLength) {
    fail({
      what: 'The host of a DNS check is neither a name nor an address',
      got: JSON.stringify(host),
      allowed: `a host name of at most ${ROUTE53.hostLength} characters, an IPv4 or an IPv6 address`,
      fix: 'pass the host without scheme, port and path',
    });
  }
  if (isPrivateHost(host)) {
    fail({
      what: 'Route 53 checks over the internet and cannot reach a private host',
      got: `'${host}'`,
      allowed: 'a public name or address',
      fix: 'follow a metric of the verifier instead: DnsCheck.metric(verification.tasksFailing, 1), or an alarm: DnsCheck.alarm(alarm)',
    });
  }
  return host;
}

/** Whether the host is an address, or a name, which the checkers resolve for each check (IPv4 only). */
export function isAddress(host: string): boolean {
  return !Token.isUnresolved(host) && isIP(host) !== 0;
}
