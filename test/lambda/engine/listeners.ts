import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { generate } from 'selfsigned';

/** A server of any protocol, as far as the tests handle it. */
type AnyServer = Pick<Server, 'listen' | 'close' | 'address' | 'on'>;

/** Opens real listeners on loopback and closes them, with every connection, when a test is over. */
export class Listeners {
  /** Connections accepted since the last `close`. */
  public accepted = 0;
  private readonly servers: AnyServer[] = [];
  private readonly sockets = new Set<Socket>();

  /** Opens a server on a free port and gives the port. */
  public async open(server: AnyServer, host: string = '127.0.0.1'): Promise<number> {
    server.on('connection', (socket: Socket) => {
      this.accepted += 1;
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    this.servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  /** An HTTP server. */
  public async http(handler: RequestListener): Promise<number> {
    return this.open(createHttpServer(handler));
  }

  /** An HTTP server that gives one answer. */
  public async answering(status: number, body: string = '', headers: Record<string, string> = {}): Promise<number> {
    return this.http((_request, response) => {
      response.writeHead(status, headers);
      response.end(body);
    });
  }

  /** A TCP server that does as it likes with each connection. */
  public async raw(onConnection: (socket: Socket) => void): Promise<number> {
    return this.open(createServer({ allowHalfOpen: true }, onConnection));
  }

  /** A server that sends some bytes as soon as it has been asked anything, and then what `afterwards` does. */
  public async saying(bytes: string, afterwards: (socket: Socket) => void = (socket) => socket.end()): Promise<number> {
    return this.raw((socket) => socket.once('data', () => socket.write(bytes, 'latin1', () => afterwards(socket))));
  }

  /** A port on which nothing listens. */
  public async closedPort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  public async close(): Promise<void> {
    const closed = this.servers.splice(0).map(async (server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of this.sockets) { socket.destroy(); }
    await Promise.all(closed);
    this.accepted = 0;
  }
}

const DAY_MS = 86_400_000;

/** A self-signed certificate for names, valid for a range of days from now. */
export async function certificate(names: readonly string[], fromDay: number, untilDay: number): Promise<{ cert: string; key: string }> {
  const pems = await generate([{ name: 'commonName', value: names[0] }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + fromDay * DAY_MS),
    notAfterDate: new Date(Date.now() + untilDay * DAY_MS),
    extensions: [{ name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) }],
  });
  return { cert: pems.cert, key: pems.private };
}
