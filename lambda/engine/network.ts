import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { resolveHost } from './address';
import { now, since } from './clock';
import { openConnection } from './connect';
import type { Deadline } from './deadline';
import { type Finding, joinPhases, lateFinding, skipped, toCheck } from './finding';
import type { CheckResult, Outcome } from '../report/report';

/** What L3 and L4 of a target look like, and the way to the layers above when there is one. */
export interface NetworkProbe {
  readonly network: CheckResult;
  readonly port: CheckResult;
  /** The address that answered: everything above goes to the same one. */
  readonly address?: string;
  /** What proved L4, for the first check above to use. */
  readonly reach?: Reach;
}

/** What came of turning to one address. */
export interface Reach {
  readonly finding: Finding;
  /**
   * What an answer, or a refusal, was seen by.
   * @default - as TCP has it: SYN-ACK, or RST
   */
  readonly proof?: string;
  /** An open TCP connection; whoever takes it also closes it. */
  readonly socket?: Socket;
  /** Over UDP, where nothing is opened: what was answered to the endpoint's own question. */
  readonly answer?: Finding;
}

/** Turns to a target at one of its addresses. */
export type Approach = (address: string, deadline: Deadline) => Promise<Reach>;

const NO_NETWORK: Finding = { outcome: 'PROBER', detail: 'the prober itself has no network' };

/** The more telling of two ways not to connect comes first. */
const TELLING: readonly Outcome[] = ['OK', 'PROTOCOL_ERROR', 'REFUSED', 'TIMEOUT', 'UNREACHABLE', 'PROBER'];

/** There is no ICMP from a Lambda, but a SYN-ACK as well as a RST proves that the host is there. */
export function approachByTcp(port: number): Approach {
  return (address, deadline) => openConnection(address, port, deadline);
}

/** Probes L3 and L4 of a target in one go, at the first of its addresses that answers. */
export async function probeNetwork(host: string, approach: Approach, deadline: Deadline, allowLocal: boolean): Promise<NetworkProbe> {
  const start = now();
  if (deadline.isOver) { return failed(lateFinding(deadline, 'not begun'), start); }
  const resolution = await resolveHost(host, deadline, allowLocal);
  if ('finding' in resolution) { return failed(resolution.finding, start); }
  const phases = resolution.isName ? { dns: since(start) } : undefined;

  const reachStart = now();
  let address = host;
  let reach: Reach | undefined;
  // A name may have several addresses: a client would try them until one accepts.
  for (const candidate of resolution.addresses) {
    const next = await approach(candidate, deadline);
    if (!reach || TELLING.indexOf(next.finding.outcome) < TELLING.indexOf(reach.finding.outcome)) {
      reach = next;
      address = candidate;
    }
    if (next.finding.outcome === 'OK' || deadline.isOver) { break; }
  }
  const { finding, proof = finding.outcome === 'REFUSED' ? 'RST' : 'SYN-ACK' } = reach!; // resolveHost never gives an empty list
  if (finding.outcome === 'OK' || finding.outcome === 'PROTOCOL_ERROR' || finding.outcome === 'REFUSED') {
    return {
      network: toCheck('L3', 'network', { outcome: 'OK', detail: `${address} answers (${proof})`, phases }, start),
      // What a connection comes to once it is accepted is for the layers above to judge.
      port: toCheck('L4', 'port', finding.outcome === 'PROTOCOL_ERROR' ? { ...finding, outcome: 'OK' } : finding, reachStart),
      address,
      reach: phases ? { ...reach!, finding: { ...finding, phases: joinPhases(phases, finding.phases) } } : reach!,
    };
  }
  if (finding.outcome === 'TIMEOUT') {
    return { network: toCheck('L3', 'network', { ...finding, phases }, start), port: toCheck('L4', 'port', finding, reachStart) };
  }
  return failed(finding.outcome === 'UNREACHABLE' && !hasNetwork() ? NO_NETWORK : finding, start);
}

/** Before a host is called unreachable: whether this machine reaches anything but itself. */
function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}

function failed(finding: Finding, start: number): NetworkProbe {
  return {
    network: toCheck('L3', 'network', finding, start),
    port: skipped('L4', 'port', finding.outcome === 'PROBER' ? 'nothing is known about the host' : 'the host is not reachable'),
  };
}
