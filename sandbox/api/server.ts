import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiFaults } from './api-faults';
import { ApiRouter, type Apis } from './router';

/** One HTTP port on loopback for all served AWS APIs. */
export class ApiServer {
  /** Listens on a free port; functions need its number before the APIs that call them exist, so `serve` follows. */
  public static async listen(): Promise<ApiServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new ApiServer(server);
  }

  private constructor(private readonly server: Server) {}

  /** `http://127.0.0.1:PORT`. */
  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers requests with these APIs from now on. */
  public serve(apis: Apis, faults: ApiFaults): void {
    const router = new ApiRouter(apis, faults);
    this.server.on('request', (request, response) => void router.answer(request, response));
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
