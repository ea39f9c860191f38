import { createSocket, type Socket } from 'node:dgram';

/** Opens real UDP sockets on loopback and closes them when a test is over. */
export class DatagramServers {
  private readonly sockets: Socket[] = [];

  /** A server that answers each datagram with whatever `answer` makes of it; undefined is silence. */
  public async open(answer: (request: Buffer) => Buffer | string | undefined, host: string = '127.0.0.1'): Promise<number> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (request, { address, port }) => {
      const reply = answer(request);
      if (reply !== undefined) { socket.send(reply, port, address); }
    });
    await new Promise<void>((resolve) => socket.bind(0, host, resolve));
    this.sockets.push(socket);
    return socket.address().port;
  }

  /** A port on which nobody reads. */
  public async closedPort(): Promise<number> {
    const port = await this.open(() => undefined);
    await close(this.sockets.pop()!);
    return port;
  }

  public async close(): Promise<void> {
    await Promise.all(this.sockets.splice(0).map(close));
  }
}

function close(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(resolve));
}
