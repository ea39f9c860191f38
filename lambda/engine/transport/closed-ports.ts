import { now } from '../clock';
import { openConnection } from './connect';
import type { CheckResult } from '../../shared/check-result';
import { Deadline } from '../deadline';
import { type Finding, skipped, toCheck } from '../finding';
import { mapPool } from '../pool';

/** Ports of one target that are tried at the same time; the time is shared among as many rounds as that takes. */
const AT_ONCE = 20;

/**
 * Makes sure that nothing accepts connections on some ports of an address: each has to refuse or to stay silent.
 *
 * @param timeoutMs for all of them together
 */
export async function probeClosedPorts(
  address: string | undefined, ports: readonly number[], timeoutMs: number, run?: Deadline,
): Promise<CheckResult> {
  if (address === undefined) { return skipped('L4', 'closed-port', 'the host did not answer'); }
  const start = now();
  const share = timeoutMs / Math.ceil(ports.length / AT_ONCE);
  const findings = await mapPool(ports, AT_ONCE, async (port) => {
    const connection = await openConnection(address, port, new Deadline(share, run));
    connection.socket?.destroy();
    return { port, finding: connection.finding };
  });
  return toCheck('L4', 'closed-port', summarise(findings), start);
}

function summarise(findings: ReadonlyArray<{ readonly port: number; readonly finding: Finding }>): Finding {
  const portsThat = (...outcomes: readonly Finding['outcome'][]) =>
    findings.filter(({ finding }) => outcomes.includes(finding.outcome)).map(({ port }) => port);
  // One that is reset at once was accepted all the same.
  const accepting = portsThat('OK', 'PROTOCOL_ERROR');
  if (accepting.length > 0) {
    return { outcome: 'EXPOSED', detail: `expected closed ports, got connections accepted on ${accepting.join(', ')}` };
  }
  const unknown = findings.filter(({ finding }) => finding.outcome === 'PROBER');
  if (unknown.length > 0) {
    return { outcome: 'PROBER', detail: `port ${unknown.map(({ port }) => port).join(', ')}: ${unknown[0]!.finding.detail}` };
  }
  const words = [
    ...list('refused', portsThat('REFUSED')),
    ...list('silent', portsThat('TIMEOUT')),
    ...list('unreachable', portsThat('UNREACHABLE')),
  ];
  return { outcome: 'OK', detail: `closed as expected: ${words.join('; ')}` };
}

function list(word: string, ports: readonly number[]): string[] {
  return ports.length > 0 ? [`${ports.join(', ')} ${word}`] : [];
}
