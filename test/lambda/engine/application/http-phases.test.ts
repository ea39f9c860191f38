import { createServer as createHttpsServer } from 'node:https';
import type { HttpEndpointPlan } from '../../../../src/shared/plan';
import { certificate, Listeners } from '../listeners';
import { http, probeLocal } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

/** A server that thinks before it answers, and takes its time with the body. */
async function slow(processingMs: number, transferMs: number): Promise<number> {
  return listeners.http((_request, response) => {
    setTimeout(() => {
      response.writeHead(200, { 'content-length': '2' }).write('o');
      setTimeout(() => response.end('k'), transferMs);
    }, processingMs);
  });
}

async function probe(port: number, options: Partial<HttpEndpointPlan> = {}, host: string = '127.0.0.1') {
  return (await probeLocal(port, { host, liveness: http('/', options) })).liveness!;
}

test('where the time went', async () => {
  const { phases, ms } = await probe(await slow(60, 90));
  expect(Object.keys(phases!)).toEqual(['connect', 'processing', 'transfer']);
  expect(phases!.processing).toBeGreaterThan(50);
  expect(phases!.transfer).toBeGreaterThan(80);
  expect(phases!.processing! + phases!.transfer!).toBeLessThanOrEqual(ms + 0.2);
});

test('a name has a phase of its own, and so has TLS', async () => {
  expect(Object.keys((await probe(await listeners.answering(200), {}, 'localhost')).phases!)).toEqual([
    'dns',
    'connect',
    'processing',
    'transfer',
  ]);
  const secure = await listeners.open(createHttpsServer(await certificate(['a'], -1, 90), (_request, response) => response.end()));
  expect(Object.keys((await probe(secure, { protocol: 'https' })).phases!)).toEqual(['connect', 'tls', 'processing', 'transfer']);
});

test('a probe that fails tells the phases that it had', async () => {
  const silent = await listeners.raw(() => undefined);
  expect((await probe(silent, { timeoutMs: 100 })).phases).toEqual({ connect: expect.any(Number) });
});

test.each<[name: string, options: Partial<HttpEndpointPlan>, outcome: string, detail: RegExp]>([
  ['in time', { warnAfterMs: 350 }, 'OK', /^200, status ok$/],
  ['later than promised', { warnAfterMs: 50 }, 'SLOW', /^200, status ok, but expected within 50 ms, got it after \d+ ms$/],
  ['later than can be borne', { warnAfterMs: 20, failAfterMs: 50 }, 'UNHEALTHY', /expected within 50 ms/],
  ['later than promised, judged by its status alone', { warnAfterMs: 100, format: 'status-only' }, 'SLOW', /expected within 100 ms/],
])('%s', async (_name, options, outcome, detail) => {
  expect(await probe(await slow(60, 60), options)).toMatchObject({ outcome, detail: expect.stringMatching(detail) });
});

test('slowness hides nothing worse', async () => {
  const port = await listeners.http((_request, response) => setTimeout(() => response.end('{"status":"OUT_OF_SERVICE"}'), 60));
  expect(await probe(port, { warnAfterMs: 10, failAfterMs: 20 })).toMatchObject({ outcome: 'OUT_OF_SERVICE' });
  const degraded = await listeners.http((_request, response) => setTimeout(() => response.end('{"status":"degraded","info":{}}'), 60));
  expect(await probe(degraded, { warnAfterMs: 10 })).toMatchObject({ outcome: 'DEGRADED' });
});
