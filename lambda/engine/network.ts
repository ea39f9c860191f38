import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { resolveHost } from './address';
import { now } from './clock';
import { type Connection, openConnection } from './connect';
import type { Deadline } from './deadline';
import { type Finding, lateFinding, skipped, toCheck } from './finding';
import type { CheckResult, Outcome } from '../report/report';

/** What L3 and L4 of a target look like, and the way to the layers above when there is one. */
export interface NetworkProbe {
  readonly network: CheckResult;
  readonly port: CheckResult;
  /** The address that answered: everything above goes to the same one. */
  readonly address?: string;
  /** The connection that proved L4, for the first check above to use. */
  readonly socket?: Socket;
}

const NO_NETWORK: Finding = { outcome: 'PROBER', detail: 'the prober itself has no network' };

/** The more telling of two ways not to connect comes first. */
const TELLING: readonly Outcome[] = ['OK', 'PROTOCOL_ERROR', 'REFUSED', 'TIMEOUT', 'UNREACHABLE', 'PROBER'];

/**
 * Probes L3 and L4 in one connect: there is no ICMP from a Lambda, but a SYN-ACK as well as a RST proves that the host is there.
 */
export async function probeNetwork(host: string, port: number, deadline: Deadline, allowLocal: boolean): Promise<NetworkProbe> {
  const start = now();
  if (deadline.isOver) { return failed(lateFinding(deadline, 'not begun'), start); }
  const resolution = await resolveHost(host, deadline, allowLocal);
  if ('finding' in resolution) { return failed(resolution.finding, start); }

  const connectStart = now();
  const { connection, address } = await connectToAny(resolution.addresses, port, deadline);
  const { finding, socket } = connection;
  if (finding.outcome === 'OK' || finding.outcome === 'PROTOCOL_ERROR' || finding.outcome === 'REFUSED') {
    const accepted = finding.outcome !== 'REFUSED';
    const proof = accepted ? 'SYN-ACK' : 'RST';
    return {
      network: toCheck('L3', 'network', { outcome: 'OK', detail: `${address} answers (${proof})` }, start),
      // What a connection comes to once it is accepted is for the layers above to judge.
      port: toCheck('L4', 'port', accepted ? { ...finding, outcome: 'OK' } : finding, connectStart),
      address,
      socket,
    };
  }
  if (finding.outcome === 'TIMEOUT') {
    return { network: toCheck('L3', 'network', finding, start), port: toCheck('L4', 'port', finding, connectStart) };
  }
  return failed(finding.outcome === 'UNREACHABLE' && !hasNetwork() ? NO_NETWORK : finding, start);
}

/** Before a host is called unreachable: whether this machine reaches anything but itself. */
function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}

/** A name may have several addresses: a client would try them until one accepts. */
async function connectToAny(addresses: readonly string[], port: number, deadline: Deadline): Promise<{ connection: Connection; address: string }> {
  let best: { connection: Connection; address: string } | undefined;
  for (const address of addresses) {
    const connection = await openConnection(address, port, deadline);
    if (!best || TELLING.indexOf(connection.finding.outcome) < TELLING.indexOf(best.connection.finding.outcome)) {
      best = { connection, address };
    }
    if (connection.socket || deadline.isOver) { break; }
  }
  return best!; // resolveHost never gives an empty list
}

function failed(finding: Finding, start: number): NetworkProbe {
  return {
    network: toCheck('L3', 'network', finding, start),
    port: skipped('L4', 'port', finding.outcome === 'PROBER' ? 'nothing is known about the host' : 'the host is not reachable'),
  };
}
