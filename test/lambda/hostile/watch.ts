import { Socket as UdpSocket } from 'node:dgram';
import { Socket } from 'node:net';

/** Where something was sent, as the engine named it to Node. */
export type Contact = string;

/**
 * Watches every TCP and UDP socket that this process opens, at the one place that all of Node's clients go through.
 *
 * @param refuse lets nothing leave: each connect fails as if the host had refused it
 */
export class NetworkWatch {
  public readonly contacts: Contact[] = [];
  private readonly sockets: Socket[] = [];
  private readonly spies: jest.SpyInstance[];

  constructor(refuse: boolean = false) {
    const watch = this;
    const connect = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;
    this.spies = [
      jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]): Socket {
        watch.contacts.push(hostOf(args));
        watch.sockets.push(this);
        if (!refuse) { return connect.apply(this, args); }
        setImmediate(() => this.destroy(Object.assign(new Error('refused by the test'), { code: 'ECONNREFUSED' })));
        return this;
      }),
      ...(['connect', 'send'] as const).map((method) => {
        const original = UdpSocket.prototype[method] as (this: UdpSocket, ...args: unknown[]) => void;
        return jest.spyOn(UdpSocket.prototype, method).mockImplementation(function (this: UdpSocket, ...args: unknown[]): void {
          const address = args.slice(1).find((argument) => typeof argument === 'string');
          if (typeof address === 'string') { watch.contacts.push(address); }
          if (!refuse) { return original.apply(this, args); }
          setImmediate(() => this.emit('error', Object.assign(new Error('refused by the test'), { code: 'ECONNREFUSED' })));
        } as never);
      }),
    ];
  }

  /** Sockets that were opened and not yet given back. */
  public get open(): number {
    return this.sockets.filter(({ destroyed }) => !destroyed).length;
  }

  public stop(): void {
    this.spies.forEach((spy) => spy.mockRestore());
  }
}

/** Node passes what it has normalised already as one array. */
function hostOf(args: readonly unknown[]): string {
  const [first] = Array.isArray(args[0]) ? args[0] as unknown[] : args;
  const { host, path } = Object(first) as { host?: string; path?: string };
  return host ?? path ?? (typeof args[1] === 'string' ? args[1] : 'localhost');
}
