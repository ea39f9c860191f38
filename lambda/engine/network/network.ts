import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { resolveHost } from './address';
import type { CheckResult, Outcome } from '../../shared/check-result';
import { now, since } from '../clock';
import type { Deadline } from '../deadline';
import { type Finding, joinPhases, lateFinding, skipped, toCheck } from '../finding';
import { openConnection } from '../transport/connect';

/** The results of L3 and L4 of a target, and the connection for the layers above where there is one. */
export interface NetworkProbe {
  readonly network: CheckResult;
  readonly port: CheckResult;
  /** The address that answered: all checks above use the same one. */
  readonly address?: string;
  /** What proved L4, for the first check above to use. */
  readonly attempt?: ConnectAttempt;
}

/** The outcome of connecting to one address. */
export interface ConnectAttempt {
  readonly finding: Finding;
  /**
   * What an answer, or a refusal, was seen by.
   * @default - as TCP has it: SYN-ACK, or RST
   */
  readonly proof?: string;
  /** An open TCP connection; the function that takes it also closes it. */
  readonly socket?: Socket;
  /** Over UDP, where nothing is opened: the answer to the endpoint's own request. */
  readonly answer?: Finding;
}

/** Connects to a target at one of its addresses. */
export type Connector = (address: string, deadline: Deadline) => Promise<ConnectAttempt>;

const NO_NETWORK: Finding = { outcome: 'PROBER', detail: 'the prober itself has no network' };

/** The more significant of two outcomes comes first. */
const TELLING: readonly Outcome[] = ['OK', 'PROTOCOL_ERROR', 'REFUSED', 'TIMEOUT', 'UNREACHABLE', 'PROBER'];

/** There is no ICMP from a Lambda, but a SYN-ACK as well as a RST proves that the host is there. */
export function connectByTcp(port: number): Connector {
  return (address, deadline) => openConnection(address, port, deadline);
}

/** Probes L3 and L4 of a target in one go, at the first of its addresses that answers. */
export async function probeNetwork(host: string, connector: Connector, deadline: Deadline, allowLocal: boolean): Promise<NetworkProbe> {
  const start = now();
  if (deadline.isOver) { return failed(lateFinding(deadline, 'not begun'), start); }
  const resolution = await resolveHost(host, deadline, allowLocal);
  if ('finding' in resolution) { return failed(resolution.finding, start); }
  const phases = resolution.isName ? { dns: since(start) } : undefined;

  const connectStart = now();
  let address = host;
  let attempt: ConnectAttempt | undefined;
  // A name may have several addresses: a client would try them until one accepts.
  for (const candidate of resolution.addresses) {
    const next = await connector(candidate, deadline);
    if (!attempt || TELLING.indexOf(next.finding.outcome) < TELLING.indexOf(attempt.finding.outcome)) {
      attempt = next;
      address = candidate;
    }
    if (next.finding.outcome === 'OK' || deadline.isOver) { break; }
  }
  const { finding, proof = finding.outcome === 'REFUSED' ? 'RST' : 'SYN-ACK' } = attempt!; // resolveHost never gives an empty list
  if (finding.outcome === 'OK' || finding.outcome === 'PROTOCOL_ERROR' || finding.outcome === 'REFUSED') {
    return {
      network: toCheck('L3', 'network', { outcome: 'OK', detail: `${address} answers (${proof})`, phases }, start),
      // What a connection comes to once it is accepted is for the layers above to judge.
      port: toCheck('L4', 'port', finding.outcome === 'PROTOCOL_ERROR' ? { ...finding, outcome: 'OK' } : finding, connectStart),
      address,
      attempt: phases ? { ...attempt!, finding: { ...finding, phases: joinPhases(phases, finding.phases) } } : attempt!,
    };
  }
  if (finding.outcome === 'TIMEOUT') {
    return { network: toCheck('L3', 'network', { ...finding, phases }, start), port: toCheck('L4', 'port', finding, connectStart) };
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
