import { BlockList, isIP } from 'node:net';

/** RFC 5735, 6598 and 5156: addresses that Route 53 refuses, except the ranges for documentation. */
const NOT_PUBLIC = new BlockList();
const SUBNETS_V4: ReadonlyArray<[string, number]> = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
];
const SUBNETS_V6: ReadonlyArray<[string, number]> = [['::', 127], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]];
SUBNETS_V4.forEach(([net, prefix]) => NOT_PUBLIC.addSubnet(net, prefix, 'ipv4'));
SUBNETS_V6.forEach(([net, prefix]) => NOT_PUBLIC.addSubnet(net, prefix, 'ipv6'));

/** Names that no public resolver answers, and those of internal load balancers, which resolve to private addresses. */
const PRIVATE_NAME = /(^|\.)(internal|local|localhost|home\.arpa|lan|corp)$|^internal-.+\.elb\.amazonaws\.com$|^[^.]+$/i;

/** Whether nothing on the internet can reach the host, a name or an address. */
export function isPrivateHost(host: string): boolean {
  const version = isIP(host);
  return version === 0 ? PRIVATE_NAME.test(host.replace(/\.$/, '')) : NOT_PUBLIC.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
