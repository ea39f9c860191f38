import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Call } from '../call';
import { now, since } from '../clock';
import { formatAuthority } from './connect';
import { type Deadline, untilDeadline } from '../deadline';
import { ANSWER_BYTES, beginDialogue } from './dialogue';
import { errorCode, type Finding, lateFinding } from '../finding';
import { connectFinding } from './socket-error';
import type { DialoguePlan, UdpEndpointPlan } from '../../../src/shared/plan';
import type { Connector } from '../network/network';

/** How often a request is sent within the deadline: a datagram may be lost on a path that otherwise works. */
const ATTEMPTS = 3;

/** Probes a UDP endpoint that is not the target's own port. */
export async function probeUdp({ address, port, plan, deadline }: Call<UdpEndpointPlan>): Promise<Finding> {
  const finding = await exchangeDatagrams(address, port, plan.dialogue, deadline);
  // Silence is more likely a firewall's or a lost datagram than a process that hangs, which nothing here could tell.
  return finding.outcome === 'TIMEOUT' ? { ...finding, layer: 'L4' } : finding;
}

/**
 * Probes L3 and L4 by an endpoint's own request, since UDP has no connection to try: an answer proves host and port, a refusal
 * (ICMP port unreachable) the host.
 */
export function connectByUdp(port: number, dialogue: DialoguePlan | undefined): Connector {
  return async (address, deadline) => {
    const answer = await exchangeDatagrams(address, port, dialogue, deadline);
    if (answer.outcome === 'REFUSED') { return { finding: answer, proof: 'ICMP port unreachable' }; }
    if (['TIMEOUT', 'UNREACHABLE', 'PROBER'].includes(answer.outcome)) { return { finding: answer, proof: '' }; }
    return { finding: { outcome: 'OK', detail: `${formatAuthority(address, port)} answers over UDP` }, proof: 'a UDP answer', answer };
  };
}

/**
 * Sends a datagram and reads the first one that comes back. The socket is connected: only then does the kernel pass on that the
 * port refused, which it does as an error after the sending has succeeded, and only then come no answers from anybody else.
 */
function exchangeDatagrams(address: string, port: number, plan: DialoguePlan = {}, deadline: Deadline): Promise<Finding> {
  const where = formatAuthority(address, port);
  const { request = Buffer.alloc(0), judge } = beginDialogue(plan, 'datagrams');
  const family = isIP(address) === 6 ? 6 : 4;
  return untilDeadline<Finding>(deadline, () => silence(deadline, where), (settle) => {
    const start = now();
    const socket = createSocket({
      type: `udp${family}`,
      // The address has been resolved and judged: it must not be resolved again.
      lookup: (_host, _options, done) => done(null, address, family),
    });
    const send = () => socket.send(request, (error) => { if (error) { settle(datagramError(error, where)); } });
    const begin = () => {
      retries = setInterval(send, Math.max(1, deadline.remaining() / ATTEMPTS));
      send();
    };
    let retries: NodeJS.Timeout | undefined;
    socket.on('connect', begin);
    socket.on('message', (message) => settle({ ...judge(message.subarray(0, ANSWER_BYTES)), phases: { processing: since(start) } }));
    socket.on('error', (error) => settle(datagramError(error, where)));
    socket.connect(port, address);
    return () => {
      socket.off('connect', begin);
      clearInterval(retries);
      socket.close();
    };
  });
}

function datagramError(error: Error, where: string): Finding {
  return errorCode(error) === 'ECONNREFUSED'
    ? { outcome: 'REFUSED', detail: `${where} refused the datagram: nothing listens there (ECONNREFUSED)` }
    : connectFinding(error, where);
}

function silence(deadline: Deadline, where: string): Finding {
  const late = lateFinding(deadline, `no answer from ${where}`);
  return late.outcome === 'TIMEOUT'
    ? { ...late, detail: `${late.detail}; over UDP that is ambiguous: dropped, lost, or nothing to say` }
    : late;
}
