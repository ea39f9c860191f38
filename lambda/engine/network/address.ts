import { lookup } from 'node:dns';
import { BlockList, isIP, SocketAddress } from 'node:net';
import { type Deadline, untilDeadline } from '../deadline';
import { errorCode, type Finding } from '../finding';

/** Addresses of a host to try in this order, or what came of looking for them. */
export type Resolution = { readonly addresses: readonly string[]; readonly isName: boolean } | {
  readonly finding: Finding;
  /** Whether the host is one that is never probed. */
  readonly forbidden?: true;
};

/** Most addresses of one name that are tried. */
const ADDRESSES_TRIED = 4;

/**
 * Instance, task and platform metadata: never a health target, not even on a laptop. IPv6 has further spellings of an IPv4 address, which a
 * translator or a tunnel on the way turns into it: NAT64 (RFC 6052, and RFC 8215, whose prefix may be of any length), 6to4 (RFC 3056),
 * IPv4-compatible (RFC 4291) and IPv4-translated (RFC 7915) addresses.
 */
const METADATA = blockList([
  '169.254.0.0/16', 'fd00:ec2::/32',
  '64:ff9b::a9fe:0/112', '64:ff9b:1::/48', '2002:a9fe::/32', '::a9fe:0/112', '::ffff:0:a9fe:0/112',
]);

/**
 * What a service's address is never, in a VPC: local, multicast, reserved (240.0.0.0/4, with the broadcast address), and what stands for an
 * IPv4 address in a VPC without the tunnel that it needs (::/96, with loopback and the unspecified address; 6to4; Teredo, RFC 4380).
 */
const LOCAL = blockList([
  '0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', '::/96', '::ffff:0:0:0/96', '2001::/32', '2002::/16', 'fe80::/10', 'fec0::/10',
  'ff00::/8', '64:ff9b::/104', '64:ff9b::7f00:0/104', '64:ff9b::e000:0/99',
]);

/** What an address begins with if it can be in one of these lists; all others need no lookup. */
const MAY_BE_METADATA = /^169\.|:/;
const MAY_BE_LOCAL = /^(?:0|127|2[2-5]\d)\.|:/;

/** Why an IP address is not probed, or undefined when it is. IPv4-mapped IPv6 addresses count as the IPv4 address. */
export function forbiddenReason(address: string, allowLocal: boolean): string | undefined {
  if (!MAY_BE_METADATA.test(address) && (allowLocal || !MAY_BE_LOCAL.test(address))) { return undefined; }
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const plain = new SocketAddress({ address: address.replace(/%.*$/, ''), family }); // without the zone of a link-local address
  if (METADATA.check(plain)) { return 'a link-local or metadata address'; }
  return !allowLocal && LOCAL.check(plain) ? 'a loopback, link-local, multicast, reserved or unspecified address' : undefined;
}

/**
 * Finds the addresses of a host once, so that what is checked is what is connected to, and refuses those that are never
 * targets. Hexadecimal, octal and decimal spellings are resolved like names, and so are judged by what they mean.
 */
export function resolveHost(host: string, deadline: Deadline, allowLocal: boolean): Resolution | Promise<Resolution> {
  return isIP(host)
    ? permitted({ addresses: [host], isName: false }, host, allowLocal)
    : lookUp(host, deadline).then((resolution) => permitted(resolution, host, allowLocal));
}

function permitted(resolution: Resolution, host: string, allowLocal: boolean): Resolution {
  if ('finding' in resolution) { return resolution; }
  const allowed = resolution.addresses.filter((address) => forbiddenReason(address, allowLocal) === undefined);
  if (allowed.length > 0) { return { ...resolution, addresses: allowed.slice(0, ADDRESSES_TRIED) }; }
  const [first = host] = resolution.addresses;
  return {
    forbidden: true,
    finding: { outcome: 'PROBER', detail: `${first} is not probed: it is ${forbiddenReason(first, allowLocal) ?? 'no address'}` },
  };
}

function lookUp(host: string, deadline: Deadline): Promise<Resolution> {
  const late = (): Resolution => ({
    finding: { outcome: 'PROBER', detail: `the resolver gave no answer for ${host} within ${Math.round(deadline.ms)} ms` },
  });
  return untilDeadline<Resolution>(deadline, late, (settle) => {
    // IPv4 first: a VPC without IPv6 still resolves names to IPv6 addresses.
    lookup(host, { all: true, verbatim: false }, (error, addresses) => {
      settle(error ? { finding: lookUpFinding(error, host) } : { addresses: addresses.map((entry) => entry.address), isName: true });
    });
    return () => undefined; // a lookup cannot be cancelled; its late answer is ignored
  });
}

function lookUpFinding(error: Error, host: string): Finding {
  const code = errorCode(error);
  return code === 'ENOTFOUND'
    ? { outcome: 'UNREACHABLE', detail: `no such name: ${host} (ENOTFOUND)` }
    : { outcome: 'PROBER', detail: `the prober could not resolve ${host} (${code})` };
}

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network, prefix] = subnet.split('/') as [string, string];
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
