/** Asks blackbox_exporter for probes over connections that are kept, as cheaply as can be: its cost must not be measured as ours. */
import { connect, type Socket } from 'node:net';
import { HttpParser } from '../lambda/engine/application/http-parser';

export interface DriverOrder {
  /** Port of the exporter. */
  readonly exporter: number;
  readonly module: string;
  /** Target in the exporter's own spelling. */
  readonly target: string;
  readonly probes: number;
  readonly concurrency: number;
}

/** One kept connection: one question after the other until none is left. */
function converse(order: DriverOrder, next: () => boolean): Promise<void> {
  const request =
    `GET /probe?module=${order.module}&target=${encodeURIComponent(order.target)} HTTP/1.1\r\nhost: `
    + '127.0.0.1\r\naccept-encoding: identity\r\n\r\n';
  return new Promise((resolve, reject) => {
    let parser = new HttpParser(false);
    const socket: Socket = connect({ host: '127.0.0.1', port: order.exporter, noDelay: true });
    const ask = () => {
      if (!next()) {
        socket.destroy();
        return resolve();
      }
      parser = new HttpParser(false);
      socket.write(request);
    };
    socket.on('connect', ask).on('error', reject);
    socket.on('data', (bytes) => {
      parser.push(bytes);
      if (!parser.isDone) { return; }
      if (!/^probe_success 1$/m.test(parser.body.toString('latin1'))) {
        return reject(new Error('blackbox_exporter reported a failed probe'));
      }
      ask();
    });
  });
}

async function run(order: DriverOrder): Promise<{ readonly perSecond: number }> {
  let left = order.probes;
  const start = performance.now();
  await Promise.all(Array.from({ length: order.concurrency }, () => converse(order, () => {
    left -= 1;
    return left >= 0;
  })));
  return { perSecond: order.probes / (performance.now() - start) * 1000 };
}

process.on('message', (order: DriverOrder) => void run(order).then((answer) => process.send!(answer)));
process.on('disconnect', () => process.exit());
