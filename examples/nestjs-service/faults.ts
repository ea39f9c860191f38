import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Cache } from './dependencies/cache.js';
import { Database } from './dependencies/database.js';
import { type Settings } from './settings.js';
import { Worker } from './work/worker.js';

/**
 * Lets a demo or a test break the service: one line on standard input is one fault. Nothing of it is reachable over the network, and
 * without FAULT_CONTROL=stdin none of it exists.
 */
export function controlFaults(application: NestExpressApplication, settings: Settings): void {
  let livenessStatus = 200;
  application.use('/health/live', (_request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (livenessStatus === 200) { next(); } else { response.writeHead(livenessStatus).end('injected fault'); }
  });
  const server = application.getHttpServer();
  const database = application.get(Database);
  const cache = application.get(Cache);
  const worker = application.get(Worker);
  let port = settings.port;

  const faults: Record<string, () => unknown> = {
    'liveness 500': () => { livenessStatus = 500; },
    'liveness 200': () => { livenessStatus = 200; },
    'dependency database down': () => database.stopStandIn(),
    'dependency database up': () => database.startStandIn(),
    'component cache down': () => { cache.connected = false; },
    'component cache up': () => { cache.connected = true; },
    'close-port': () => {
      port = (server.address() as AddressInfo | null)?.port ?? port;
      server.close();
      server.closeAllConnections();
    },
    'open-port': () => new Promise<void>((resolve) => server.listen(port, settings.host, resolve)),
    'stall-worker': () => worker.stall('recoverable'),
    'stall-worker recoverable': () => worker.stall('recoverable'),
    'stall-worker permanent': () => worker.stall('permanent'),
    // What Nest does first about a signal, and nothing after it: Terminus says shutting_down from here on. Nest keeps the method to itself.
    'drain': () => (application as unknown as { callBeforeShutdownHook(): Promise<void> }).callBeforeShutdownHook(),
    'hang': () => { for (;;) { /* the event loop stands still, the kernel goes on accepting */ } },
  };

  createInterface({ input: process.stdin }).on('line', async (line) => {
    const fault = faults[line.trim()];
    if (!fault) {
      process.stderr.write(`Unknown fault: got ${JSON.stringify(line)}, allowed: ${Object.keys(faults).join(', ')}\n`);
      return;
    }
    process.stdout.write(`fault: ${line.trim()}\n`);
    await fault();
  });
}
