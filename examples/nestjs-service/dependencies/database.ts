import * as net from 'node:net';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type Settings, SETTINGS } from '../settings.js';

/**
 * The connection to a database that all tasks share: a dependency. No restart of this task brings it back.
 *
 * Without DATABASE_ADDRESS the service brings a stand-in along, a listener on a port of its own, so that a connect is a real one.
 */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly standIn = net.createServer((socket) => socket.end());
  private standInPort = 0;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  public async onModuleInit(): Promise<void> {
    if (!this.settings.databaseAddress) { await this.startStandIn(); }
  }

  public onApplicationShutdown(): void {
    this.stopStandIn();
  }

  /** Connects and disconnects; rejects when the database does not accept. */
  public async ping(signal: AbortSignal): Promise<void> {
    const [, host, port] = /^(.+):(\d+)$/.exec(this.settings.databaseAddress ?? `127.0.0.1:${this.standInPort}`) ?? [];
    const socket = net.connect({ host, port: Number(port), signal });
    try {
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    } finally {
      socket.destroy();
    }
  }

  /** Lets the stand-in accept connections, on the same port as before. */
  public async startStandIn(): Promise<void> {
    if (this.standIn.listening) { return; }
    await new Promise<void>((resolve, reject) => {
      this.standIn.once('error', reject).listen(this.standInPort, '127.0.0.1', resolve);
    });
    this.standInPort = (this.standIn.address() as net.AddressInfo).port;
  }

  /** Lets the stand-in refuse connections. */
  public stopStandIn(): void {
    this.standIn.close();
  }
}
