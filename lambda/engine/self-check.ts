import { getServers } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Deadline } from './deadline';
import { connectByUdp } from './transport/udp';
import type { Outcome } from '../shared/check-result';

/** How long a resolver may take. */
const ANSWER_MS = 1_000;
const DNS_PORT = 53;
/** What a resolver's silence, or our own trouble, comes to; anything else came over the network. */
const PROVES_NOTHING: readonly Outcome[] = ['TIMEOUT', 'UNREACHABLE', 'PROBER'];

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** What the self-check reads from the machine that it runs on; tests give their own. */
export interface Machine {
  /** Whether it has a network interface beside loopback. */
  hasInterface(): boolean;
  /** Its resolvers, as `dns.getServers` gives them. */
  resolvers(): readonly string[];
}

/** Why the prober's own network does not work; undefined when it does, or when that is unknown. */
export type SelfCheck = (run: Deadline) => Promise<string | undefined>;

const THIS_MACHINE: Machine = {
  hasInterface: () => Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal)),
  resolvers: getServers,
};

/**
 * Checks the prober's own network when nothing has answered: before all targets are blamed, the machine's resolvers get a query. Any
 * answer proves that the network works. Without a resolver, or without time, nothing is proven and the verdicts stay.
 *
 * @param allowLocal a machine whose targets are on loopback needs no other interface, and its resolver may be there too
 */
export function selfCheck(allowLocal: boolean, machine: Machine = THIS_MACHINE): SelfCheck {
  return async (run) => {
    if (!allowLocal && !machine.hasInterface()) { return 'it has no interface but loopback'; }
    const resolvers = machine.resolvers().map(parseResolver).filter(({ address }) => allowLocal || !isLoopback(address));
    const deadline = new Deadline(ANSWER_MS, run);
    if (resolvers.length === 0 || deadline.cutByRun) { return undefined; }
    const proofs = await Promise.all(resolvers.map(async ({ address, port }) => {
      const { finding: { outcome } } = await connectByUdp(port, { known: 'dns' })(address, deadline);
      // That nobody listens was said by a host somewhere, unless this machine said it itself.
      return outcome === 'REFUSED' ? !isLoopback(address) : !PROVES_NOTHING.includes(outcome);
    }));
    if (proofs.includes(true)) { return undefined; }
    return `none of its resolvers answered within ${ANSWER_MS} ms (${resolvers.map(({ address }) => address).join(', ')})`;
  };
}

/** Whether a host is this machine itself, which is reached without any network. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host.toLowerCase() === 'localhost' : LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** `10.0.0.2`, `10.0.0.2:5353`, `2001:db8::1` or `[2001:db8::1]:5353`. */
function parseResolver(server: string): { readonly address: string; readonly port: number } {
  if (isIP(server)) { return { address: server, port: DNS_PORT }; }
  const [, address = server, port = `${DNS_PORT}`] = /^\[?(.+?)\]?:(\d+)$/.exec(server) ?? [];
  return { address, port: Number(port) };
}
