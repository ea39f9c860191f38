import { connect, isIP, type Socket } from 'node:net';
import { now, since } from '../clock';
import { type Deadline, untilDeadline } from '../deadline';
import { type Finding, lateFinding } from '../finding';
import { connectFinding } from './socket-error';

/** The result of a connection attempt; the function that takes the socket also destroys it. */
export interface Connection {
  readonly finding: Finding;
  readonly socket?: Socket;
}

/** Opens one TCP connection to an IP address. */
export function openConnection(address: string, port: number, deadline: Deadline): Promise<Connection> {
  const where = formatAuthority(address, port);
  const start = now();
  const late = (): Connection => ({ finding: lateFinding(deadline, `no answer from ${where}`) });
  return untilDeadline<Connection>(deadline, late, (settle) => {
    let open = false;
    const socket = connect({ host: address, port, autoSelectFamily: false });
    socket.on('connect', () => {
      open = true;
      settle({ finding: { outcome: 'OK', detail: `${where} accepts connections`, phases: { connect: since(start) } }, socket });
    });
    // Stays for the socket's life: an error that nobody hears would end the process.
    socket.on('error', (error) => settle({ finding: connectFinding(error, where) }));
    return () => {
      if (!open) { socket.destroy(); }
    };
  });
}

/** `host:port` as URLs and Host headers write it. */
export function formatAuthority(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
