import { createServer as createHttpsServer } from 'node:https';
import { probeHttp } from '../../../../lambda/engine/application/http';
import { Deadline } from '../../../../lambda/engine/deadline';
import { openConnection } from '../../../../lambda/engine/transport/connect';
import type { Outcome } from '../../../../lambda/shared/check-result';
import type { HttpEndpointPlan } from '../../../../src/shared/plan';
import { certificate, Listeners } from '../listeners';
import { http, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

/** A server that sends every path of a map elsewhere, and answers 200 to all others; it remembers what it was asked. */
async function redirecting(locations: Readonly<Record<string, string>>, status: number = 302): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const port = await listeners.http((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const location = locations[request.url!];
    if (location === undefined) { response.end('{"status":"UP"}'); } else { response.writeHead(status, { location }).end(); }
  });
  return { port, asked };
}

async function probe(port: number, options: Partial<HttpEndpointPlan>, path: string = '/a') {
  const { liveness } = await probeLocal(port, { liveness: http(path, options) });
  return liveness!;
}

test.each<[name: string, redirects: HttpEndpointPlan['redirects'], locations: Record<string, string>, outcome: Outcome, asked: string[]]>([
  ['none: not followed', 'none', { '/a': '/b' }, 'MISSING', ['GET /a']],
  ['same host: a path', 'same-host', { '/a': '/b?x=1' }, 'OK', ['GET /a', 'GET /b?x=1']],
  ['same host: relative', 'same-host', { '/a': 'c#fragment' }, 'OK', ['GET /a', 'GET /c']],
  [
    'same host: five in a row',
    'same-host',
    { '/a': '/1', '/1': '/2', '/2': '/3', '/3': '/4', '/4': '/5' },
    'OK',
    ['GET /a', 'GET /1', 'GET /2', 'GET /3', 'GET /4', 'GET /5'],
  ],
  [
    'same host: six in a row',
    'same-host',
    { '/a': '/1', '/1': '/2', '/2': '/3', '/3': '/4', '/4': '/5', '/5': '/6' },
    'MISSING',
    ['GET /a', 'GET /1', 'GET /2', 'GET /3', 'GET /4', 'GET /5'],
  ],
  ['a loop of one', 'same-host', { '/a': '/a' }, 'MISSING', ['GET /a']],
  ['a loop of two', 'follow', { '/a': '/b', '/b': '/a' }, 'MISSING', ['GET /a', 'GET /b']],
  ['same host: another host', 'same-host', { '/a': 'http://localhost:1/' }, 'MISSING', ['GET /a']],
  ['same host: another scheme', 'same-host', { '/a': 'https://127.0.0.1/' }, 'MISSING', ['GET /a']],
  ['no HTTP address', 'follow', { '/a': 'file:///etc/passwd' }, 'MISSING', ['GET /a']],
  ['no address at all', 'follow', { '/a': 'http://[::' }, 'MISSING', ['GET /a']],
  ['metadata', 'follow', { '/a': 'http://169.254.169.254/latest/meta-data/' }, 'MISSING', ['GET /a']],
  ['metadata in decimal', 'follow', { '/a': 'http://2852039166/' }, 'MISSING', ['GET /a']],
  ['metadata mapped into IPv6', 'follow', { '/a': 'http://[::ffff:a9fe:a9fe]/' }, 'MISSING', ['GET /a']],
])('%s', async (_name, redirects, locations, outcome, expected) => {
  const { port, asked } = await redirecting(locations);
  expect(await probe(port, { redirects })).toMatchObject({
    outcome,
    ...outcome === 'MISSING' ? { detail: expect.stringMatching(/^expected 200-299, got 302/) } : {},
  });
  expect(asked).toEqual(expected);
});

test('loopback is refused on the way, where it is refused as a target', async () => {
  const { port: elsewhere, asked } = await redirecting({});
  const { port } = await redirecting({ '/a': `http://localhost:${elsewhere}/` });
  const deadline = new Deadline(TIMEOUT_MS);
  const open = async () => openConnection('127.0.0.1', port, deadline);
  const { socket } = await open();
  const finding = await probeHttp(socket!, {
    plan: http('/a', { redirects: 'follow' }),
    host: '127.0.0.1',
    authority: `127.0.0.1:${port}`,
    address: '127.0.0.1',
    port,
    deadline,
    open,
    allowLocal: false,
    secrets: {},
  });
  expect(finding).toMatchObject({ outcome: 'MISSING', detail: expect.stringContaining('is not probed') });
  expect(asked).toEqual([]);
});

test('to another host only with follow, and without headers of the plan', async () => {
  const seen: unknown[] = [];
  const elsewhere = await listeners.http((request, response) => {
    seen.push(request.headers);
    response.end('{"status":"DOWN"}');
  });
  const { port } = await redirecting({ '/a': `http://localhost:${elsewhere}/b` });
  const result = await probe(port, { redirects: 'follow', headers: { 'x-plan': 'yes', 'host': 'app.example' } });
  expect(result).toMatchObject({
    outcome: 'UNHEALTHY',
    detail: '200, status DOWN',
    phases: { dns: expect.any(Number), connect: expect.any(Number) },
  });
  expect(seen).toEqual([expect.objectContaining({ host: `localhost:${elsewhere}` })]);
  expect(JSON.stringify(seen)).not.toContain('x-plan');
});

test('a host that cannot be reached is not the target being down', async () => {
  const closed = await listeners.closedPort();
  const { port } = await redirecting({ '/a': `http://localhost:${closed}/` });
  expect(await probe(port, { redirects: 'follow' })).toMatchObject({ outcome: 'MISSING', detail: expect.stringContaining('ECONNREFUSED') });
});

test('a certificate elsewhere is judged as a client would', async () => {
  const secure = await listeners.open(createHttpsServer(await certificate(['elsewhere'], -1, 90), (_request, response) => response.end()));
  const { port } = await redirecting({ '/a': `https://localhost:${secure}/` });
  expect(await probe(port, { redirects: 'follow' })).toMatchObject({
    outcome: 'MISSING',
    detail: expect.stringMatching(/redirected to localhost: .*not valid for localhost/),
  });
});

test.each([
  [301, 'GET'],
  [302, 'GET'],
  [303, 'GET'],
  [307, 'POST'],
  [308, 'POST'],
])('%i after POST asks with %s', async (status, method) => {
  const { port, asked } = await redirecting({ '/a': '/b' }, status);
  expect(await probe(port, { redirects: 'same-host', method: 'POST', body: 'x' })).toMatchObject({ outcome: 'OK' });
  expect(asked).toEqual(['POST /a', `${method} /b`]);
});

test('a body is not taken to another host', async () => {
  const { port: elsewhere, asked } = await redirecting({});
  const { port } = await redirecting({ '/a': `http://localhost:${elsewhere}/` }, 307);
  expect(await probe(port, { redirects: 'follow', method: 'POST', body: 'x' })).toMatchObject({
    outcome: 'MISSING',
    detail: expect.stringContaining('body'),
  });
  expect(asked).toEqual([]);
});

test('a redirect that is an accepted answer is one', async () => {
  const { port, asked } = await redirecting({ '/a': '/b' });
  expect(await probe(port, { redirects: 'follow', statusCodes: '302' })).toMatchObject({ outcome: 'OK' });
  expect(asked).toEqual(['GET /a']);
});

test('one deadline for the whole way', async () => {
  const port = await listeners.http((request, response) => {
    setTimeout(() => response.writeHead(302, { location: `${request.url}x` }).end(), 150);
  });
  const start = Date.now();
  expect(await probe(port, { redirects: 'same-host' })).toMatchObject({ outcome: 'TIMEOUT' });
  expect(Date.now() - start).toBeLessThan(2 * TIMEOUT_MS);
});
