import { BlockList, isIP } from 'node:net';
import { Token } from 'aws-cdk-lib';
import { fail } from '../contract/errors';
import { ROUTE53 } from '../contract/limits';

/** RFC 5735, 6598 and 5156: what Route 53 refuses, without the ranges of documentation. */
const NOT_PUBLIC = new BlockList();
const SUBNETS_V4: ReadonlyArray<[string, number]> = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.168.0.0', 16], ['224.0.0.0', 3],
];
const SUBNETS_V6: ReadonlyArray<[string, number]> = [['::', 127], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]];
SUBNETS_V4.forEach(([net, prefix]) => NOT_PUBLIC.addSubnet(net, prefix, 'ipv4'));
SUBNETS_V6.forEach(([net, prefix]) => NOT_PUBLIC.addSubnet(net, prefix, 'ipv6'));

/** Names that no public resolver answers, and those of internal load balancers, which resolve to private addresses. */
const PRIVATE_NAME = /(^|\.)(internal|local|localhost|home\.arpa|lan|corp)$|^internal-.+\.elb\.amazonaws\.com$|^[^.]+$/i;

/** Returns the host, or fails when the checkers on the internet could never reach it. A token is taken as it is. */
export function checkPublicHost(host: string): string {
  if (Token.isUnresolved(host)) { return host; }
  const version = isIP(host);
  if (version === 0 && !/^[\w.-]+$/.test(host) || host.length > ROUTE53.hostLength) {
    fail('The host of a DNS check is neither a name nor an address', JSON.stringify(host), `a host name of at most ${ROUTE53.hostLength} characters, an IPv4 or an IPv6 address`,
      'pass the host without scheme, port and path');
  }
  const isPrivate = version === 0 ? PRIVATE_NAME.test(host.replace(/\.$/, '')) : NOT_PUBLIC.check(host, version === 4 ? 'ipv4' : 'ipv6');
  if (isPrivate) {
    fail('Route 53 checks over the internet and cannot reach a private host', `'${host}'`, 'a public name or address',
      'follow a metric of the verifier instead: DnsCheck.metric(verification.tasksFailing, 1), or an alarm: DnsCheck.alarm(alarm)');
  }
  return host;
}

/** Whether the host is an address, which is checked as it is, or a name, which the checkers resolve each time (IPv4 only). */
export function isAddress(host: string): boolean {
  return !Token.isUnresolved(host) && isIP(host) !== 0;
}
