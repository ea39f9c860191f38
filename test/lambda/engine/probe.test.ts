import { Listeners } from './listeners';
import { http, TIMEOUT_MS } from './targets';
import { Deadline } from '../../../lambda/engine/deadline';
import { probe } from '../../../lambda/engine/probe';
import type { Outcome } from '../../../lambda/shared/check-result';
import type { ProbeTarget } from '../../../lambda/shared/probe-request';

const listeners = new Listeners();
afterEach(async () => listeners.close());

function target(id: string, port: number, options: Partial<ProbeTarget> = {}): ProbeTarget {
  return { id, host: '127.0.0.1', port, liveness: http(), timeoutMs: TIMEOUT_MS, ...options };
}

test('targets and dependencies come back in their order, each with its own result', async () => {
  const well = await listeners.answering(200);
  const sick = await listeners.answering(500);
  const closed = await listeners.closedPort();
  const response = await probe({
    targets: [target('well', well), target('sick', sick), target('closed', closed)],
    dependencies: [
      { id: 'db', host: '127.0.0.1', port: closed, timeoutMs: TIMEOUT_MS },
      { id: 'cache', host: '127.0.0.1', port: well, timeoutMs: TIMEOUT_MS },
    ],
    deadlineMs: 5000,
  }, { allowLocal: true });
  const summary = (probes: typeof response.targets) => probes.map(({ id, checks }) => [id, ...checks.map(({ outcome }) => outcome)]);
  expect(summary(response.targets)).toEqual([
    ['well', 'OK', 'OK', 'OK'],
    ['sick', 'OK', 'OK', 'UNHEALTHY'],
    ['closed', 'OK', 'REFUSED', 'SKIPPED'],
  ]);
  expect(summary(response.dependencies)).toEqual([['db', 'OK', 'REFUSED'], ['cache', 'OK', 'OK']]);
});

test('never more targets at a time than the concurrency', async () => {
  let open = 0;
  let most = 0;
  const port = await listeners.http((_request, response) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open -= 1;
      response.end();
    }, 20);
  });
  const targets = Array.from({ length: 12 }, (_value, index) => target(String(index), port));
  await probe({ targets, dependencies: [], deadlineMs: 5000 }, { allowLocal: true, concurrency: 4 });
  expect(most).toBe(4);
});

test('what does not finish within the run is unknown, and not the fault of the target', async () => {
  const hung = await listeners.raw(() => undefined);
  const targets = Array.from({ length: 3 }, (_value, index) =>
    target(String(index), hung, { readiness: http(), timeoutMs: 5000, liveness: http('/', { timeoutMs: 5000 }) }),
  );
  const start = Date.now();
  const response = await probe({ targets, dependencies: [], deadlineMs: 150 }, { allowLocal: true, concurrency: 2 });
  expect(Date.now() - start).toBeLessThan(1000);
  const outcomesOf = (index: number) => response.targets[index]!.checks.map(({ outcome }) => outcome);
  expect(outcomesOf(0)).toEqual(['OK', 'OK', 'PROBER', 'PROBER']);
  expect(outcomesOf(1)).toEqual(['OK', 'OK', 'PROBER', 'PROBER']);
  expect(outcomesOf(2)).toEqual(['PROBER', 'SKIPPED', 'SKIPPED', 'SKIPPED']); // never begun
  expect(response.targets[0]!.checks[2]).toMatchObject({ status: 'UNKNOWN', detail: expect.stringContaining('run ended') });
});

test('bad targets among good ones delay and break nobody', async () => {
  const good = await listeners.answering(200, '{"status":"UP"}');
  const bad: Array<[Outcome, number]> = [
    ['TIMEOUT', await listeners.raw(() => undefined)],
    ['PROTOCOL_ERROR', await listeners.saying('garbage\r\n\r\n')],
    ['PROTOCOL_ERROR', await listeners.raw((socket) => { socket.resetAndDestroy(); })],
    ['SKIPPED', await listeners.closedPort()],
    ['UNHEALTHY', await listeners.answering(503)],
  ];
  const targets = Array.from({ length: 440 }, (_value, index) => {
    const [, port] = bad[(index / 11) % bad.length] ?? [];
    return target(String(index), port ?? good, port ? {} : { liveness: http('/', { timeoutMs: 5000 }) });
  });
  const start = Date.now();
  const response = await probe({ targets, dependencies: [], deadlineMs: 15_000 }, { allowLocal: true });
  // 8 silent targets among 100 at a time
  expect(Date.now() - start).toBeLessThan(4000);
  response.targets.forEach(({ id, checks }, index) => {
    const [outcome] = bad[(index / 11) % bad.length] ?? ['OK'];
    expect([id, checks[2]!.outcome]).toEqual([String(index), outcome]);
  });
});

describe('the prober closes every connection that it opened', () => {
  const grpc = { protocol: 'grpc', timeoutMs: TIMEOUT_MS } as const;
  test.each<[name: string, options: Partial<ProbeTarget>, connections: number]>([
    ['TCP', { liveness: undefined }, 1],
    ['HTTP', { readiness: http() }, 2],
    ['HTTPS', { liveness: http('/', { protocol: 'https' }) }, 1],
    ['gRPC', { liveness: grpc, readiness: grpc }, 2],
    ['TLS', { liveness: undefined, tls: true }, 1],
  ])('%s to a silent target', async (_name, options, connections) => {
    let ended = 0;
    const port = await listeners.raw((socket) => {
      socket.resume();
      socket.once('close', () => ended++).once('end', () => socket.destroy());
    });
    await probe({ targets: [target('silent', port, options)], dependencies: [], deadlineMs: 5000 }, { allowLocal: true });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(ended).toBe(connections);
  });

  test('HTTP to a target that answers and would rather keep the connection', async () => {
    let ended = 0;
    const port = await listeners.saying('HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok', (socket) => {
      socket.once('end', () => ended++);
    });
    await probe({ targets: [target('open', port)], dependencies: [], deadlineMs: 5000 }, { allowLocal: true });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(ended).toBe(1);
  });
});

test('a request for nothing is answered with nothing', async () => {
  expect(await probe({ targets: [], dependencies: [], deadlineMs: 100 }, { allowLocal: false })).toEqual({ targets: [], dependencies: [] });
});

test('a deadline never outlasts the run, and knows which of both it is', () => {
  expect(new Deadline(1000)).toMatchObject({ ms: 1000, cutByRun: false });
  expect(new Deadline(1000, new Deadline(5000))).toMatchObject({ ms: 1000, cutByRun: false });
  const cut = new Deadline(5000, new Deadline(100));
  expect(cut.cutByRun).toBe(true);
  expect(cut.ms).toBeLessThanOrEqual(100);
});
