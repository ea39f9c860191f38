import { createServer } from 'node:http';
import { holdIdle } from '../../../../lambda/engine/application/keep-alive';
import { Listeners } from '../listeners';

const listeners = new Listeners();
afterEach(async () => listeners.close());

const hold = async (port: number) => (
  holdIdle({ host: '127.0.0.1', address: '127.0.0.1', port, path: '/', secure: false, timeoutMs: 2000 }, 1)
);

test('a server that closes idle connections sooner than the load balancer', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('server', 'gunicorn');
    response.end('ok');
  });
  server.keepAliveTimeout = 300;
  const { state, seconds, server: name } = await hold(await listeners.open(server));
  expect({ state, name }).toEqual({ state: 'CLOSED', name: 'gunicorn' });
  expect(seconds).toBeGreaterThanOrEqual(0.2);
});

test('one that keeps them, one that refuses to, and one that does not answer', async () => {
  const server = createServer((_request, response) => response.end('ok'));
  server.keepAliveTimeout = 60_000;
  expect(await hold(await listeners.open(server))).toMatchObject({ state: 'KEPT', seconds: expect.any(Number) });
  expect(await hold(await listeners.answering(200, 'ok', { connection: 'close' }))).toMatchObject({ state: 'REFUSED' });
  expect(await hold(await listeners.closedPort())).toMatchObject({ state: 'UNKNOWN', trouble: expect.stringContaining('refused') });
  expect(await hold(await listeners.saying('garbage'))).toMatchObject({ state: 'UNKNOWN', trouble: expect.stringContaining('HTTP/1') });
});
