import dns from 'node:dns';
import net from 'node:net';
import os from 'node:os';
import { forbiddenReason } from '../../../../lambda/engine/network/address';
import { probeTarget } from '../../../../lambda/engine/probe';
import { answerFinding, connectFinding } from '../../../../lambda/engine/transport/socket-error';
import type { Outcome } from '../../../../lambda/shared/check-result';
import { openFullPort } from '../full-port';
import { Listeners } from '../listeners';
import { http, outcomes, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
afterEach(async () => {
  jest.restoreAllMocks();
  await listeners.close();
});

/** Makes the resolver answer; the answer is not asked of any network. */
function resolveTo(answer: string[] | string): void {
  jest.spyOn(dns, 'lookup').mockImplementation(((
    _host: string,
    _options: unknown,
    done: (error: Error | null, addresses?: unknown) => void,
  ) => {
    setImmediate(() =>
      Array.isArray(answer)
        ? done(
          null,
          answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        )
        : done(Object.assign(new Error('lookup failed'), { code: answer })),
    );
  }) as never);
}

test('a SYN-ACK proves host and port', async () => {
  const port = await listeners.raw(() => undefined);
  const checks = await probeLocal(port);
  expect(checks).toMatchObject({
    network: { layer: 'L3', status: 'UP', detail: '127.0.0.1 answers (SYN-ACK)' },
    port: { layer: 'L4', status: 'UP', outcome: 'OK' },
  });
  expect(Object.keys(checks)).toEqual(['network', 'port']);
});

test('a RST proves the host and closes the port; what lies above is skipped', async () => {
  const checks = await probeLocal(await listeners.closedPort(), { liveness: http(), readiness: http(), tls: true });
  expect(checks).toMatchObject({
    network: { status: 'UP', detail: '127.0.0.1 answers (RST)' },
    port: { status: 'DOWN', outcome: 'REFUSED' },
    certificate: { status: 'SKIPPED', outcome: 'SKIPPED', ms: 0 },
    liveness: { status: 'SKIPPED' },
    readiness: { status: 'SKIPPED' },
  });
  expect(outcomes(checks)).toEqual(['L3 OK', 'L4 REFUSED', 'TLS SKIPPED', 'L7 SKIPPED', 'L7 SKIPPED']);
});

test('silence closes the port and says nothing about the host', async () => {
  const full = await openFullPort();
  const open = () => process.getActiveResourcesInfo().filter((resource) => /^TCP/.test(resource)).length;
  const before = open();
  try {
    const start = Date.now();
    const checks = await probeLocal(full.port, { liveness: http() });
    expect(Date.now() - start).toBeLessThan(TIMEOUT_MS * 3);
    expect(checks).toMatchObject({
      network: { status: 'UNKNOWN', outcome: 'TIMEOUT' },
      port: { status: 'DOWN', outcome: 'TIMEOUT', detail: expect.stringContaining('within 400 ms') },
      liveness: { outcome: 'SKIPPED' },
    });
    // What was not opened in time is not kept: at a firewall that drops packets the kernel would try on for two minutes.
    await new Promise(setImmediate);
    expect(open()).toBe(before);
  } finally {
    await full.close();
  }
});

describe('errors of a connect', () => {
  test.each<[code: string, outcome: Outcome]>([
    ['ECONNREFUSED', 'REFUSED'], ['ETIMEDOUT', 'TIMEOUT'], ['EHOSTUNREACH', 'UNREACHABLE'], ['ENETUNREACH', 'UNREACHABLE'],
    ['ECONNRESET', 'PROTOCOL_ERROR'], ['EMFILE', 'PROBER'], ['EADDRNOTAVAIL', 'PROBER'], ['ECONNABORTED', 'PROBER'], ['EPERM', 'PROBER'],
    ['ESOMETHINGNEW', 'PROBER'],
  ])('%s is %s', (code, outcome) => {
    const finding = connectFinding(Object.assign(new Error('with the target: secret'), { code }), '10.0.0.1:80');
    expect(finding).toEqual({ outcome, detail: expect.stringContaining(code) });
    expect(finding.detail).not.toContain('secret');
  });

  test.each<[code: string, outcome: Outcome]>([
    ['ECONNRESET', 'PROTOCOL_ERROR'],
    ['HPE_INVALID_CONSTANT', 'PROTOCOL_ERROR'],
    ['EMFILE', 'PROBER'],
  ])('%s once connected is %s', (code, outcome) => {
    expect(answerFinding({ code }, 'HTTP')).toMatchObject({ outcome });
  });
});

describe('names', () => {
  test.each<[code: string, outcome: Outcome, status: string]>([
    ['ENOTFOUND', 'UNREACHABLE', 'DOWN'], ['EAI_AGAIN', 'PROBER', 'UNKNOWN'], ['EAI_FAIL', 'PROBER', 'UNKNOWN'],
  ])('%s is %s', async (code, outcome, status) => {
    resolveTo(code);
    const checks = await probeLocal(80, { host: 'db.internal', liveness: http() });
    expect(checks).toMatchObject({
      network: { outcome, status, detail: expect.stringMatching(/db\.internal/) },
      port: { outcome: 'SKIPPED' },
      liveness: { outcome: 'SKIPPED' },
    });
  });

  test('a resolver that hangs is the trouble of the prober, within the deadline', async () => {
    jest.spyOn(dns, 'lookup').mockImplementation((() => undefined) as never);
    const checks = await probeLocal(80, { host: 'db.internal' });
    expect(checks.network).toMatchObject({ outcome: 'PROBER', detail: expect.stringContaining('resolver') });
    expect(checks.network!.ms).toBeLessThan(TIMEOUT_MS * 3);
  });

  test('is resolved once, and every check goes to the address that answered', async () => {
    const port = await listeners.answering(200);
    resolveTo(['127.0.0.2', '127.0.0.1']); // nothing listens on the first one
    const checks = await probeLocal(port, { host: 'web.internal', liveness: http(), readiness: http() });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'L7 OK', 'L7 OK']);
    expect(checks.port!.detail).toContain('127.0.0.1');
    expect(dns.lookup).toHaveBeenCalledTimes(1);
  });

  test('that lead to metadata are refused, and the other addresses of the name still count', async () => {
    const port = await listeners.answering(200);
    const connect = jest.spyOn(net, 'connect');
    resolveTo(['169.254.169.254', '127.0.0.1', '127.0.0.2']);
    expect(outcomes(await probeLocal(port, { host: 'web.internal' }))).toEqual(['L3 OK', 'L4 OK']);
    resolveTo(['169.254.169.254']);
    expect(outcomes(await probeLocal(port, { host: 'web.internal' }))).toEqual(['L3 PROBER', 'L4 SKIPPED']);
    expect(connect.mock.calls).toEqual([[expect.objectContaining({ host: '127.0.0.1', port })]]);
  });
});

describe('addresses that are never targets', () => {
  test.each([
    '127.0.0.1', '127.255.255.254', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::', '::1', 'ff02::1', 'fe80::1', 'fe80::1%eth0',
    '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:7f00:0001', '64:ff9b::127.0.0.1',
    // getaddrinfo reads these as IPv4 addresses
    '0x7f.0.0.1', '0x7f000001', '0177.0.0.1', '017700000001', '2130706433', '127.1', 'localhost',
  ])('%s is refused', async (host) => {
    const port = await listeners.raw(() => undefined);
    const { checks } = await probeTarget({ id: 'x', host, port, timeoutMs: TIMEOUT_MS }, { allowLocal: false });
    expect(checks[0]).toMatchObject({ outcome: 'PROBER', status: 'UNKNOWN', detail: expect.stringContaining('not probed') });
    expect(checks[1]).toMatchObject({ outcome: 'SKIPPED' });
    expect(listeners.accepted).toBe(0);
  });

  test.each([
    '169.254.169.254', '169.254.170.2', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', 'fd00:ec2::254', '64:ff9b::169.254.169.254',
    '0xa9fea9fe', '0251.0376.0251.0376', '2852039166', '169.254.43518',
    '64:ff9b:1::169.254.169.254', '64:ff9b:1:a9fe:a9:fe00::', '2002:a9fe:a9fe::1', '::169.254.169.254', '::ffff:0:169.254.169.254',
  ])('%s is refused on a laptop too', async (host) => {
    const checks = await probeLocal(80, { host });
    expect(checks.network).toMatchObject({ outcome: 'PROBER', detail: expect.stringContaining('metadata') });
  });

  test.each([
    '240.0.0.1', '255.255.255.255', '::ffff:240.0.0.1', '::10.0.0.1', '::127.0.0.1', '::ffff:0:127.0.0.1', '2002:7f00:1::1',
    '2002:a00:1::1', '2001::1', 'fec0::1', '64:ff9b::127.0.0.1', '64:ff9b::0.0.0.1', '64:ff9b::224.0.0.1', '64:ff9b::255.255.255.255',
  ])('%s is never an address in a VPC', (address) => {
    expect(forbiddenReason(address, false)).toBe('a loopback, link-local, multicast, reserved or unspecified address');
    expect(forbiddenReason(address, true)).toBeUndefined();
  });

  test.each([
    '64:ff9b::10.0.0.1',
    '10.0.0.1', '172.31.0.9', '192.168.1.1', '100.64.0.1', '8.8.8.8', 'fd12::1', '2001:db8::1', '::ffff:10.0.0.1', '2600:1f14::1',
  ])(
    '%s is a target',
    (address) => {
      expect(forbiddenReason(address, false)).toBeUndefined();
    },
  );
});

test('a machine without a network blames nobody', async () => {
  jest.spyOn(os, 'networkInterfaces').mockReturnValue({});
  jest.spyOn(net, 'connect').mockImplementation((() => {
    const socket = new net.Socket();
    setImmediate(() => socket.destroy(Object.assign(new Error(), { code: 'ENETUNREACH' })));
    return socket;
  }) as never);
  expect((await probeLocal(80, { host: '10.0.0.1' })).network).toMatchObject({ outcome: 'PROBER', status: 'UNKNOWN' });
  jest.spyOn(os, 'networkInterfaces').mockReturnValue({ eth0: [{ internal: false } as os.NetworkInterfaceInfo] });
  expect((await probeLocal(80, { host: '10.0.0.1' })).network).toMatchObject({ outcome: 'UNREACHABLE', status: 'DOWN' });
});

test('a port that is none is the trouble of the prober', async () => {
  expect((await probeLocal(70_000)).network).toMatchObject({ outcome: 'PROBER', status: 'UNKNOWN' });
});

describe('endpoints on a port of their own', () => {
  test('are connected to there', async () => {
    const port = await listeners.raw(() => undefined);
    const management = await listeners.answering(200);
    const checks = await probeLocal(port, {
      liveness: http('/', { port: management }),
      readiness: { protocol: 'tcp', port: management, timeoutMs: TIMEOUT_MS },
    });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'L7 OK', 'L4 OK']);
  });

  test('are refused there, and probed although the other port is closed', async () => {
    const open = await listeners.answering(200);
    const closed = await listeners.closedPort();
    expect(outcomes(await probeLocal(open, { liveness: http('/', { port: closed }) }))).toEqual(['L3 OK', 'L4 OK', 'L7 REFUSED']);
    expect(outcomes(await probeLocal(closed, { liveness: http('/', { port: open }) }))).toEqual(['L3 OK', 'L4 REFUSED', 'L7 OK']);
  });

  test('a bare TCP endpoint on the port itself has been looked at by L4', async () => {
    const port = await listeners.raw(() => undefined);
    expect(outcomes(await probeLocal(port, { liveness: { protocol: 'tcp', timeoutMs: TIMEOUT_MS } }))).toEqual(['L3 OK', 'L4 OK']);
  });
});
