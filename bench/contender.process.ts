/** Probes as often as it is told to, in its own process, and says what that cost. Bundled as the Lambdas are. */
import { connect } from 'node:net';
import type { BenchProtocol, Contender, Round } from './results';
import { mapPool } from '../lambda/engine/pool';
import { probe } from '../lambda/engine/probe';
import type { ProbeTarget } from '../lambda/shared/probe-request';
import type { EndpointPlan } from '../src/shared/plan';

export interface Order {
  readonly contender: Exclude<Contender, 'blackbox'>;
  readonly protocol: BenchProtocol;
  readonly port: number;
  readonly probes: number;
  readonly concurrency: number;
}

export interface Account extends Round {
  readonly peakMemoryMib: number;
}

const TIMEOUT_MS = 10_000;
/** Of all targets, as the tasks of a service have their plan in common. */
const LIVENESS: EndpointPlan = { protocol: 'http', path: '/health', timeoutMs: TIMEOUT_MS };

/** The least that can be done: connect, write, read to the end of the answer. */
function floor(protocol: BenchProtocol, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', reject);
    socket.on('close', () => resolve());
    if (protocol === 'tcp') {
      socket.on('connect', () => socket.destroy());
    } else {
      socket.on('connect', () => socket.write(`GET /health HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`));
      socket.on('data', () => undefined);
    }
  });
}

async function engine({ protocol, port, probes, concurrency }: Order): Promise<void> {
  const targets = Array.from({ length: probes }, (_value, index): ProbeTarget => ({
    id: String(index),
    host: '127.0.0.1',
    port,
    timeoutMs: TIMEOUT_MS,
    ...protocol === 'http' ? { liveness: LIVENESS } : {},
  }));
  const response = await probe({ targets, dependencies: [], deadlineMs: 600_000 }, { allowLocal: true, concurrency });
  const failed = response.targets.find(({ checks }) => checks.some(({ outcome }) => outcome !== 'OK'));
  if (failed) { throw new Error(`a probe of the bench failed: ${JSON.stringify(failed)}`); }
}

async function run(order: Order): Promise<Account> {
  const { contender, protocol, port, probes, concurrency } = order;
  const start = performance.now();
  const before = process.cpuUsage();
  if (contender === 'engine') {
    await engine(order);
  } else {
    await mapPool(Array.from({ length: probes }), concurrency, () => floor(protocol, port));
  }
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMicroseconds: (user + system) / probes,
    perSecond: probes / (performance.now() - start) * 1000,
    peakMemoryMib: process.resourceUsage().maxRSS / 1024,
  };
}

process.on('message', (order: Order) => void run(order).then((account) => process.send!(account)));
process.on('disconnect', () => process.exit());
