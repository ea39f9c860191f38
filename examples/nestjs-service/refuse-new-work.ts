import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type NestExpressApplication } from '@nestjs/platform-express';

/**
 * Ends each connection after the answer that was in flight when the port was closed. Nest closes the port and waits for the open
 * connections, and one that is kept alive would bring new requests, or hold up the end for seconds.
 *
 * Nest's own `return503OnClosing` comes too early for this: it refuses everything from the signal on, liveness and readiness included.
 */
export function refuseNewWork(application: NestExpressApplication): void {
  const server = application.getHttpServer();
  application.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    response.once('finish', () => {
      if (!server.listening) { request.socket.end(); }
    });
    next();
  });
}
