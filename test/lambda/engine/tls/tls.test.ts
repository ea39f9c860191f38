import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTlsServer } from 'node:tls';
import type { Outcome } from '../../../../lambda/shared/check-result';
import { certificate, Listeners } from '../listeners';
import { http, outcomes, probeLocal } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

const https = http('/', { protocol: 'https' });

describe('certificates', () => {
  test.each<[name: string, host: string, from: number, until: number, outcome: Outcome, status: string, detail: RegExp]>([
    ['good', '127.0.0.1', -1, 90, 'OK', 'UP', /TLSv1\.3.*\(89 days\)/],
    ['expires today', '127.0.0.1', -1, 0.5, 'CERTIFICATE_EXPIRING', 'DEGRADED', /0 days left/],
    ['expires in 13 days', '127.0.0.1', -1, 13.5, 'CERTIFICATE_EXPIRING', 'DEGRADED', /13 days left, expected at least 14/],
    ['expires in 14 days', '127.0.0.1', -1, 14.5, 'OK', 'UP', /14 days/],
    ['expired', '127.0.0.1', -30, -2, 'CERTIFICATE_INVALID', 'DOWN', /expired on \d{4}-\d\d-\d\d/],
    ['expired a day and a half ago', '127.0.0.1', -30, -1.5, 'CERTIFICATE_INVALID', 'DOWN', /^certificate expired on [\d-]{10}, 2 days ago$/],
    ['not yet valid', '127.0.0.1', 2, 90, 'CERTIFICATE_INVALID', 'DOWN', /^certificate is not valid before [\d-]{10}$/],
    [
      'self-signed, at a name',
      'localhost',
      -1,
      90,
      'CERTIFICATE_INVALID',
      'DOWN',
      /not valid for localhost \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    ],
    ['expiring does not hide worse', 'localhost', -1, 2, 'CERTIFICATE_INVALID', 'DOWN', /SELF_SIGNED/],
  ])('%s', async (_name, host, from, until, outcome, status, detail) => {
    const pems = await certificate(['service.internal'], from, until);
    const port = await listeners.open(createHttpsServer(pems, (_request, response) => response.end('fine')));
    const checks = await probeLocal(port, { host, liveness: https });
    expect(checks.certificate).toMatchObject({ layer: 'TLS', outcome, status, detail: expect.stringMatching(detail) });
    // The certificate has been judged: what lies above is seen all the same.
    expect(checks.liveness).toMatchObject({ layer: 'L7', outcome: 'OK' });
  });

  test('a bare TLS target has a certificate and no L7', async () => {
    const port = await listeners.open(createTlsServer(await certificate(['a'], -1, 90)));
    expect(outcomes(await probeLocal(port, { tls: true }))).toEqual(['L3 OK', 'L4 OK', 'TLS OK']);
  });

  test('no request is on the connection that reads the certificate', async () => {
    const requests: number[] = [];
    const errors: Error[] = [];
    const server = createHttpsServer(await certificate(['a'], -1, 90), (request, response) => {
      requests.push(request.socket.remotePort!);
      response.end();
    });
    server.on('tlsClientError', (error) => errors.push(error));
    await probeLocal(await listeners.open(server), { liveness: https });
    expect(requests).toHaveLength(1);
    expect(listeners.accepted).toBe(2);
    expect(errors).toEqual([]);
  });
});

describe('without a handshake L7 is skipped', () => {
  test.each<[name: string, open: () => Promise<number>, outcome: Outcome]>([
    ['plain HTTP', () => listeners.answering(200), 'OTHER_PROTOCOL'],
    ['silence', () => listeners.raw(() => undefined), 'TIMEOUT'],
    ['FIN', () => listeners.raw((socket) => socket.on('data', () => undefined).end()), 'PROTOCOL_ERROR'],
    ['RST', () => listeners.saying('', (socket) => socket.resetAndDestroy()), 'PROTOCOL_ERROR'],
    [
      'TLS 1.1',
      async () =>
        listeners.open(
          createTlsServer({
            ...await certificate(['a'], -1, 90),
            minVersion: 'TLSv1.1',
            maxVersion: 'TLSv1.1',
            ciphers: 'DEFAULT@SECLEVEL=0',
          }),
        ),
      'PROTOCOL_ERROR',
    ],
  ])('%s', async (_name, open, outcome) => {
    expect(outcomes(await probeLocal(await open(), { liveness: https }))).toEqual(['L3 OK', 'L4 OK', `TLS ${outcome}`, 'L7 SKIPPED']);
  });
});

test('HTTP to a TLS port is not HTTP', async () => {
  const port = await listeners.open(createTlsServer(await certificate(['a'], -1, 90)));
  expect((await probeLocal(port, { liveness: http() })).liveness).toMatchObject({ outcome: 'PROTOCOL_ERROR' });
});

test('of two ports the worse certificate is told', async () => {
  const good = await listeners.open(createHttpsServer(await certificate(['a'], -1, 90), (_request, response) => response.end()));
  const bad = await listeners.open(createHttpsServer(await certificate(['a'], -9, -1), (_request, response) => response.end()));
  const checks = await probeLocal(good, { liveness: https, readiness: { ...https, port: bad } });
  expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'TLS CERTIFICATE_INVALID', 'L7 OK', 'L7 OK']);
});
