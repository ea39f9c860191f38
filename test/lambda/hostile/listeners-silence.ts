import { drip, does, type HostileTarget, says, url } from './hostile-target';
import { openUnacceptedPort } from './unaccepted-port';
import { openFullPort } from '../engine/full-port';

const HEAD = 'HTTP/1.1 200 OK\r\n';

/** Targets that keep the prober waiting. */
export const SILENT_TARGETS: readonly HostileTarget[] = [
  {
    name: 'accepts and never speaks',
    open: does(() => undefined),
    fault: 'HUNG',
    because: 'connected, no byte of an answer by the deadline',
  },
  {
    name: 'is accepted by the kernel only, never by its process',
    open: async (listeners) => {
      const { port, close } = await openUnacceptedPort();
      listeners.onClose(close);
      return url(port);
    },
    fault: 'HUNG',
    because: 'a stopped process looks like this: the handshake is the work of the kernel',
  },
  {
    name: 'answers one byte at a time, forever',
    open: does((socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx-slow: '.padEnd(10_000, 'z'))),
    fault: 'HUNG',
    because: 'the deadline is for the whole answer, not for the next byte',
  },
  {
    name: 'sends its body one byte at a time, forever',
    open: says(`${HEAD}\r\n`, (socket) => drip(socket, ' ')),
    fault: 'HUNG',
    because: 'status 200 alone is no answer while the body is still to come',
  },
  {
    name: 'sends chunks one at a time, forever',
    open: says(`${HEAD}transfer-encoding: chunked\r\n\r\n`, (socket) => drip(socket, '1\r\nx\r\n')),
    fault: 'HUNG',
    because: 'the body has no end by the deadline',
  },
  {
    name: 'promises a longer body than it sends, and waits',
    open: says(`${HEAD}content-length: 99\r\n\r\n{"status":"UP"}`, () => undefined),
    fault: 'HUNG',
    because: 'the rest of the body does not come by the deadline',
  },
  {
    name: 'says 100 Continue, forever',
    open: says('', (socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n')),
    fault: 'HUNG',
    because: 'interim answers are no answer',
  },
  {
    name: 'accepts gRPC and never speaks',
    open: does(() => undefined, 'grpc'),
    fault: 'HUNG',
    because: 'the deadline is on the call',
  },
  {
    name: 'accepts TLS and never speaks',
    open: does(() => undefined, 'https'),
    fault: 'HUNG',
    because: 'connected, but no handshake by the deadline',
  },
  {
    name: 'drops every packet (its queue is full)',
    open: async (listeners) => {
      const { port, close } = await openFullPort();
      listeners.onClose(close);
      return url(port, 'tcp');
    },
    fault: 'PORT_FILTERED',
    because: 'no answer to SYN: a filter, or no host',
  },
];
