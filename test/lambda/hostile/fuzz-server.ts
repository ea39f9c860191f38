import { createServer, type Server, type Socket, type AddressInfo } from 'node:net';

/** What one connection is answered: pieces, one after the other, and how it ends. */
export interface Script {
  readonly pieces: readonly Buffer[];
  readonly ending: 'FIN' | 'RST' | 'silence';
}

/** One server for many connections, each of which plays the script of the moment. */
export class FuzzServer {
  public port = 0;
  public script: Script = { pieces: [], ending: 'FIN' };
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    const script = this.script;
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('end', () => socket.destroy()).on('close', () => this.sockets.delete(socket));
    socket.once('data', () => play(socket, script));
  });

  public async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) { socket.destroy(); }
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A turn of the event loop between two pieces lets them arrive apart, mostly. */
function play(socket: Socket, { pieces, ending }: Script, next: number = 0): void {
  if (socket.destroyed) { return; }
  const piece = pieces[next];
  if (piece) {
    socket.write(piece, () => setImmediate(() => play(socket, { pieces, ending }, next + 1)));
  } else if (ending === 'FIN') {
    socket.end();
  } else if (ending === 'RST') {
    socket.resetAndDestroy();
  }
}
