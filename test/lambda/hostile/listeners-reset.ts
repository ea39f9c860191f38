import type { Socket } from 'node:net';
import { does, type HostileTarget, says, url } from './hostile-target';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n';
const reset = (socket: Socket): void => { socket.resetAndDestroy(); };
const finish = (socket: Socket): void => { socket.resume().end(); };

/** Targets that break off. */
export const RESETTING_TARGETS: readonly HostileTarget[] = [
  {
    name: 'refuses the connection (ECONNREFUSED)',
    open: async (listeners) => url(await listeners.closedPort()),
    fault: 'PORT_CLOSED',
    because: 'a RST proves the host; nothing listens',
  },
  {
    name: 'RST after accept',
    open: does(reset),
    fault: 'LIVENESS_FAILED',
    because: 'the port is open, but its process breaks off instead of answering',
  },
  {
    name: 'RST after the request',
    open: says('', reset),
    fault: 'LIVENESS_FAILED',
    because: 'it breaks off instead of answering',
  },
  {
    name: 'RST after the headers',
    open: says(HEAD, reset),
    fault: 'LIVENESS_FAILED',
    because: 'it breaks off before the body',
  },
  {
    name: 'RST in the middle of the body',
    open: says(`${HEAD}{"status":`, reset),
    fault: 'LIVENESS_FAILED',
    because: 'it breaks off in the body',
  },
  {
    name: 'RST in the TLS handshake',
    open: async (listeners) => url(await listeners.saying('', reset), 'https'),
    fault: 'OTHER_PROTOCOL',
    because: 'it breaks off in the handshake',
  },
  {
    name: 'RST in a gRPC call',
    open: async (listeners) => url(await listeners.saying('', reset), 'grpc'),
    fault: 'LIVENESS_FAILED',
    because: 'it breaks off instead of answering',
  },
  {
    name: 'FIN without an answer',
    open: does(finish),
    fault: 'LIVENESS_FAILED',
    because: 'it hangs up instead of answering',
  },
  {
    name: 'FIN in the middle of the headers',
    open: says('HTTP/1.1 200 OK\r\ncontent-le'),
    fault: 'LIVENESS_FAILED',
    because: 'the headers end too early',
  },
  {
    name: 'content-length longer than the body',
    open: says(`${HEAD}{"status":"UP"}`),
    fault: 'LIVENESS_FAILED',
    because: 'the body ends too early',
  },
  {
    name: 'half-closed: FIN in the body, and the other half stays open',
    // Like all listeners here it keeps its half open; it goes on reading as well.
    open: says(`${HEAD}{"status":"UP"}`, finish),
    fault: 'LIVENESS_FAILED',
    because: 'after a FIN nothing more can come, so nobody waits for it',
  },
];
