import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import * as fc from 'fast-check';
import { readDer } from '../../../../lambda/engine/tls/der';
import { isRevoked } from '../../../../lambda/engine/tls/ocsp';
import type { Outcome } from '../../../../lambda/shared/check-result';
import type { WebSocketEndpointPlan } from '../../../../src/shared/plan';
import { Authority, type Issued } from '../authority';
import { Listeners } from '../listeners';
import { outcomes, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
const authority = new Authority();
const service = authority.issue('service', { names: ['service.internal', 'localhost'] });
const middle = authority.issue('middle', { isAuthority: true });
const short = authority.issue('short-lived', { isAuthority: true, days: 5 });
const underMiddle = authority.issue('under-middle', { names: ['localhost'], by: middle });
const underShort = authority.issue('under-short', { names: ['localhost'], by: short });

afterEach(async () => {
  jest.restoreAllMocks();
  await listeners.close();
});
afterAll(() => authority.close());

/** Makes the engine trust the root, as it trusts those that come with Node. */
function trustRoot(): void {
  const { connect } = tls;
  jest
    .spyOn(tls, 'connect')
    .mockImplementation(((options: tls.ConnectionOptions) => connect({ ...options, ca: authority.root.cert })) as never);
}

function open({ key }: Issued, chain: readonly Issued[], staple?: Buffer): Promise<number> {
  const server = tls.createServer({ key, cert: chain.map(({ cert }) => cert).join('') });
  server.on('OCSPRequest', (_certificate, _issuer, done: (error: null, response: Buffer | null) => void) => done(null, staple ?? null));
  server.on('tlsClientError', () => undefined);
  return listeners.open(server);
}

const wss = (options: Partial<WebSocketEndpointPlan> = {}): WebSocketEndpointPlan => (
  { protocol: 'wss', path: '/', timeoutMs: TIMEOUT_MS, ...options }
);

describe('a chain', () => {
  test.each<[name: string, trusted: boolean, key: Issued, chain: Issued[], outcome: Outcome, detail: RegExp]>([
    [
      'up to a trusted root',
      true,
      service,
      [service],
      'OK',
      /TLSv1\.3, certificate valid until .* \(89 days\), chain and name localhost verified/,
    ],
    ['over another authority', true, underMiddle, [underMiddle, middle], 'OK', /verified/],
    ['with a gap', true, underMiddle, [underMiddle], 'CERTIFICATE_INVALID', /UNABLE_TO_VERIFY_LEAF_SIGNATURE.*incomplete/],
    [
      'up to a root that nobody trusts',
      false,
      service,
      [service, authority.root],
      'CERTIFICATE_INVALID',
      /SELF_SIGNED_CERT_IN_CHAIN.*root is not trusted/,
    ],
    [
      'with an authority that expires first',
      true,
      underShort,
      [underShort, short],
      'CERTIFICATE_EXPIRING',
      /issuer's certificate short-lived expires on .*: 4 days left/,
    ],
  ])('%s', async (_name, trusted, key, chain, outcome, detail) => {
    if (trusted) {
      trustRoot();
    }
    const checks = await probeLocal(await open(key, chain), { host: 'localhost', tls: true });
    expect(checks.certificate).toMatchObject({ outcome, detail: expect.stringMatching(detail), phases: { tls: expect.any(Number) } });
  });
});

describe('the server name', () => {
  test.each<[serverName: string | undefined, outcome: Outcome, detail: RegExp]>([
    [undefined, 'OK', /name and issuer not judged at an address/],
    ['service.internal', 'OK', /name service\.internal verified/],
    ['other.internal', 'CERTIFICATE_INVALID', /not valid for other\.internal \(ERR_TLS_CERT_ALTNAME_INVALID\): it is for other names/],
  ])('%s at an address', async (serverName, outcome, detail) => {
    trustRoot();
    const { certificate } = await probeLocal(await open(service, [service]), { liveness: wss({ serverName }) });
    expect(certificate).toMatchObject({ outcome, detail: expect.stringMatching(detail) });
  });

  test('is what the server is asked for, and two names are two certificates', async () => {
    trustRoot();
    const asked: string[] = [];
    const server = tls.createServer({
      key: service.key,
      cert: service.cert,
      SNICallback: (name, done) => {
        asked.push(name);
        done(null);
      },
    });
    const port = await listeners.open(server);
    const { certificate } = await probeLocal(port, {
      liveness: wss({ serverName: 'service.internal' }),
      readiness: wss({ serverName: 'other.internal' }),
    });
    expect(new Set(asked)).toEqual(new Set(['service.internal', 'other.internal']));
    expect(certificate).toMatchObject({ outcome: 'CERTIFICATE_INVALID' }); // the worse of the two
  });
});

test('at an IPv6 address', async () => {
  trustRoot();
  const server = tls.createServer({ key: service.key, cert: service.cert });
  const checks = await probeLocal(await listeners.open(server, '::1'), {
    host: '::1',
    tls: true,
    closedPorts: [await listeners.closedPort()],
  });
  expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'TLS OK', 'L4 OK']);
});

describe('days left', () => {
  test.each<[days: number | undefined, outcome: Outcome]>([
    [undefined, 'OK'],
    [89, 'OK'],
    [90, 'CERTIFICATE_EXPIRING'],
    [0, 'OK'],
  ])('at least %s: %s', async (certificateDays, outcome) => {
    const { certificate } = await probeLocal(await open(service, [service]), { liveness: wss({ certificateDays }) });
    expect(certificate).toMatchObject({ outcome });
  });

  test('too few never hide a wrong name', async () => {
    trustRoot();
    const { certificate } = await probeLocal(await open(service, [service]), {
      liveness: wss({ certificateDays: 365, serverName: 'other.internal' }),
    });
    expect(certificate).toMatchObject({ outcome: 'CERTIFICATE_INVALID', detail: expect.stringContaining('ALTNAME') });
  });
});

describe('stapled OCSP responses', () => {
  const revoked = authority.ocspResponse(service, 'revoked');
  const good = authority.ocspResponse(service, 'good');
  const serial = new X509Certificate(service.cert).serialNumber;

  test('that say revoked', async () => {
    const port = await open(service, [service], revoked);
    expect((await probeLocal(port, { tls: true })).certificate).toMatchObject({
      outcome: 'CERTIFICATE_INVALID',
      detail: expect.stringContaining('revoked'),
    });
  });

  test.each<[name: string, staple: () => Buffer]>([
    ['good', () => good],
    ['revoked for another certificate', () => authority.ocspResponse(middle, 'revoked')],
    ['unreadable', () => Buffer.from('no DER')],
  ])('that say %s', async (_name, staple) => {
    expect(outcomes(await probeLocal(await open(service, [service], staple()), { tls: true }))).toEqual(['L3 OK', 'L4 OK', 'TLS OK']);
  });

  test('are read whatever bytes they have', () => {
    expect(isRevoked(revoked, serial)).toBe(true);
    fc.assert(fc.property(fc.nat(revoked.length - 1), fc.nat(255), fc.nat(revoked.length), (at, byte, length) => {
      const damaged = Buffer.from(revoked.subarray(0, length));
      if (at < length) { damaged[at] = byte; }
      expect(typeof isRevoked(damaged, serial)).toBe('boolean');
    }));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(readDer(Buffer.from(bytes)).every(({ content }) => content.length < bytes.length)).toBe(true);
    }));
  });
});
