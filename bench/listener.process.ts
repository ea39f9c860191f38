/**
 * What all contenders probe: one process with an HTTP port, a port that accepts and never speaks, and a port that nobody listens on.
 * Written on bare sockets, so that it costs as little as possible of the two cores that everybody shares.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';

const BODY = '{"status":"UP"}';
const ANSWER = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: ${new Date().toUTCString()}\r\n`
  + `content-length: ${BODY.length}\r\nconnection: close\r\n\r\n${BODY}`);

export interface Ports {
  readonly http: number;
  readonly silent: number;
  readonly closed: number;
}

async function listen(onConnection: (socket: Socket) => void): Promise<{ port: number; close: () => void }> {
  const server = createServer({ noDelay: true }, (socket) => onConnection(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen({ host: '0.0.0.0', port: 0, backlog: 4096 }, resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

async function main(): Promise<void> {
  const http = await listen((socket) => socket.once('data', () => socket.end(ANSWER)));
  const silent = await listen((socket) => socket.resume());
  const gone = await listen(() => undefined);
  gone.close();
  process.send!({ http: http.port, silent: silent.port, closed: gone.port } satisfies Ports);
}

void main();
process.on('disconnect', () => process.exit());
