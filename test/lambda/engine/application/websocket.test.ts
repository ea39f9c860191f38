import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import * as fc from 'fast-check';
import { judgeUpgrade } from '../../../../lambda/engine/application/websocket';
import { Deadline } from '../../../../lambda/engine/deadline';
import { probeTarget } from '../../../../lambda/engine/probe-target';
import type { Outcome } from '../../../../lambda/shared/check-result';
import { secretKey } from '../../../../lambda/shared/probe-request';
import type { WebSocketEndpointPlan } from '../../../../src/shared/plan';
import { certificate, Listeners } from '../listeners';
import { outcomes, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

const ws: WebSocketEndpointPlan = { protocol: 'ws', path: '/socket?x=1', timeoutMs: TIMEOUT_MS };

function accept({ headers }: IncomingMessage): string {
  return createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

function switching(request: IncomingMessage, socket: Duplex, acceptValue: string = accept(request)): void {
  socket.on('error', () => undefined);
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, '
      + `Upgrade\r\nSec-WebSocket-Accept: ${acceptValue}\r\n\r\n`,
  );
}

async function upgrading(onUpgrade: (request: IncomingMessage, socket: Duplex) => void, host?: string): Promise<number> {
  const server = createServer((_request, response) => response.end('a page'));
  server.on('upgrade', (request, socket) => onUpgrade(request, socket));
  return listeners.open(server, host);
}

test('the upgrade is asked for, granted and ended in good order', async () => {
  const seen: unknown[] = [];
  let hear: (bytes: Buffer) => void;
  const goodbye = new Promise<Buffer>((resolve) => { hear = resolve; });
  const port = await upgrading((request, socket) => {
    seen.push({ url: request.url, ...request.headers });
    switching(request, socket);
    socket.on('data', hear);
  });
  const checks = await probeLocal(port, { liveness: { ...ws, headers: { 'X-Tenant': 'a' } } });
  expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'L7 OK']);
  expect(checks.liveness).toMatchObject({
    detail: 'accepted the upgrade (101)',
    phases: { connect: expect.any(Number), processing: expect.any(Number) },
  });
  expect(seen).toEqual([expect.objectContaining({
    'url': '/socket?x=1', 'host': `127.0.0.1:${port}`, 'upgrade': 'websocket', 'sec-websocket-version': '13', 'x-tenant': 'a',
  })]);
  expect([...await goodbye]).toEqual([0x88, 0x82, 0, 0, 0, 0, 3, 0xe8]);
});

test('at an IPv6 address', async () => {
  const port = await upgrading(switching, '::1');
  expect(outcomes(await probeLocal(port, { host: '::1', liveness: ws }))).toEqual(['L3 OK', 'L4 OK', 'L7 OK']);
});

describe('over TLS', () => {
  const open = async (onUpgrade: (request: IncomingMessage, socket: Duplex) => void) => {
    const server = createHttpsServer(await certificate(['a'], -1, 90));
    server.on('upgrade', (request, socket) => onUpgrade(request, socket));
    return listeners.open(server);
  };

  test('the certificate is judged first, then the upgrade is asked for', async () => {
    const checks = await probeLocal(await open(switching), { liveness: { ...ws, protocol: 'wss' } });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'TLS OK', 'L7 OK']);
    expect(checks.liveness!.phases).toMatchObject({ tls: expect.any(Number) });
  });

  test('no secret goes over a connection whose certificate is for nobody', async () => {
    const requests: unknown[] = [];
    const port = await open((request, socket) => {
      requests.push(request.headers);
      switching(request, socket);
    });
    const header = { name: 'Authorization', source: 'ssm', id: '/key', prefix: 'Bearer ' } as const;
    const liveness: WebSocketEndpointPlan = { ...ws, protocol: 'wss', serverName: 'service.internal', secretHeaders: [header] };
    const { checks } = await probeTarget(
      { id: 'x', host: '127.0.0.1', port, liveness, timeoutMs: TIMEOUT_MS },
      { allowLocal: true },
      new Deadline(2000),
      { [secretKey(header)]: 'hidden' },
    );
    expect(checks.map(({ layer, outcome }) => `${layer} ${outcome}`)).toEqual(['L3 OK', 'L4 OK', 'TLS CERTIFICATE_INVALID', 'L7 SKIPPED']);
    expect(requests).toEqual([]);
  });
});

test('secrets are sent, and are in nothing that is told', async () => {
  const tokens: unknown[] = [];
  const port = await upgrading((request, socket) => {
    tokens.push(request.headers.authorization);
    switching(request, socket);
  });
  const header = { name: 'Authorization', source: 'ssm', id: '/key', prefix: 'Bearer ' } as const;
  const target = { id: 'x', host: '127.0.0.1', port, liveness: { ...ws, secretHeaders: [header] }, timeoutMs: TIMEOUT_MS };
  const probed = await probeTarget(target, { allowLocal: true }, undefined, { [secretKey(header)]: 'hidden' });
  expect(tokens).toEqual(['Bearer hidden']);
  expect(JSON.stringify(probed)).not.toContain('hidden');
  expect((await probeTarget(target, { allowLocal: true })).checks[2]).toMatchObject({
    outcome: 'PROBER',
    detail: expect.stringContaining('Authorization'),
  });
});

describe('answers that are no upgrade', () => {
  test.each<[status: number, outcome: Outcome]>([
    [200, 'MISSING'], [301, 'MISSING'], [401, 'MISSING'], [403, 'MISSING'], [404, 'MISSING'], [426, 'MISSING'],
    [400, 'REQUEST_REFUSED'], [429, 'OVERLOADED'], [500, 'UNHEALTHY'], [503, 'UNHEALTHY'],
  ])('status %d is %s', async (status, outcome) => {
    const { liveness } = await probeLocal(await listeners.answering(status), { liveness: ws });
    expect(liveness).toMatchObject({ outcome, detail: `expected status 101, got ${status}` });
  });

  test.each<[name: string, open: () => Promise<number>, outcome: Outcome]>([
    ['an accept for another request', () => upgrading((request, socket) => switching(request, socket, 'AAAA')), 'PROTOCOL_ERROR'],
    [
      'a switch to something else',
      () => listeners.saying('HTTP/1.1 101 x\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'),
      'PROTOCOL_ERROR',
    ],
    ['silence', () => listeners.raw(() => undefined), 'TIMEOUT'],
    ['half of an answer', () => listeners.saying('HTTP/1.1 101 x\r\n', () => undefined), 'TIMEOUT'],
    ['FIN', () => listeners.saying(''), 'PROTOCOL_ERROR'],
    ['RST', () => listeners.saying('', (socket) => socket.resetAndDestroy()), 'PROTOCOL_ERROR'],
    ['garbage without end', () => listeners.saying('x'.repeat(100_000), () => undefined), 'PROTOCOL_ERROR'],
    ['headers without end', () => listeners.saying(`HTTP/1.1 101 x\r\n${'a: b\r\n'.repeat(20_000)}`, () => undefined), 'PROTOCOL_ERROR'],
    ['too many headers', () => listeners.saying(`HTTP/1.1 101 x\r\n${'a: b\r\n'.repeat(200)}\r\n`), 'PROTOCOL_ERROR'],
  ])('%s', async (_name, open, outcome) => {
    expect((await probeLocal(await open(), { liveness: ws })).liveness).toMatchObject({ layer: 'L7', outcome });
  });
});

test.each<[name: string, plan: Partial<WebSocketEndpointPlan>]>([
  ['a line break in a header', { headers: { a: 'b\r\nc: d' } }],
  ['a header that makes the upgrade', { headers: { Upgrade: 'x' } }],
  ['a space in the path', { path: '/a b' }],
])('%s is not sent', async (_name, plan) => {
  const port = await upgrading(switching);
  expect((await probeLocal(port, { liveness: { ...ws, ...plan } })).liveness).toMatchObject({ outcome: 'PROBER' });
});

test('any answer comes to a bounded verdict', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom('HTTP/1.1 101 x', 'Upgrade: websocket', 'Connection: upgrade', 'sec-websocket-accept: x', ''),
  );
  fc.assert(fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('HTTP/1.1 101 x\r\n', ''), (lines, start) => {
    const { outcome, detail } = judgeUpgrade(start + lines.join('\r\n'), 'key');
    expect(['PROTOCOL_ERROR', 'MISSING', 'UNHEALTHY']).toContain(outcome);
    expect(detail.length).toBeLessThan(200);
  }));
});
