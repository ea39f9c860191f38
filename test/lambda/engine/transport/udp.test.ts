import dgram from 'node:dgram';
import dns from 'node:dns';
import os from 'node:os';
import type { Outcome } from '../../../../lambda/shared/check-result';
import type { DialoguePlan, UdpEndpointPlan } from '../../../../src/shared/plan';
import { DatagramServers } from '../datagram-server';
import { Listeners } from '../listeners';
import { http, outcomes, probeLocal, TIMEOUT_MS } from '../targets';

const servers = new DatagramServers();
const listeners = new Listeners();
afterEach(async () => {
  jest.restoreAllMocks();
  await servers.close();
  await listeners.close();
});

function udp(dialogue?: DialoguePlan, options: Partial<UdpEndpointPlan> = {}): UdpEndpointPlan {
  return { protocol: 'udp', timeoutMs: TIMEOUT_MS, ...dialogue ? { dialogue } : {}, ...options };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a UDP port of the target', () => {
  test('a reply proves host and port', async () => {
    const checks = await probeLocal(await servers.open(() => 'pong'), { liveness: udp({ send: base64('ping') }) });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'L7 OK']);
    expect(checks.network!.detail).toBe('127.0.0.1 answers (a UDP answer)');
    expect(checks.liveness).toMatchObject({ detail: 'answered "pong"', phases: { processing: expect.any(Number) } });
  });

  test('a refusal proves the host', async () => {
    const checks = await probeLocal(await servers.closedPort(), { liveness: udp(), readiness: udp({ known: 'dns' }) });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 REFUSED', 'L7 SKIPPED', 'L7 SKIPPED']);
    expect(checks.network!.detail).toContain('ICMP port unreachable');
    expect(checks.port!.ms).toBeLessThan(TIMEOUT_MS / 2);
  });

  test('silence proves nothing, and says so', async () => {
    const checks = await probeLocal(await servers.open(() => undefined), { liveness: udp({ known: 'dns' }) });
    expect(outcomes(checks)).toEqual(['L3 TIMEOUT', 'L4 TIMEOUT', 'L7 SKIPPED']);
    expect(checks).toMatchObject({
      network: { status: 'UNKNOWN' },
      port: { status: 'DOWN', detail: expect.stringMatching(/within 400 ms; over UDP that is ambiguous/) },
    });
  });

  test('a datagram that is lost is sent again', async () => {
    let received = 0;
    const port = await servers.open(() => (++received < 3 ? undefined : 'here'));
    expect(outcomes(await probeLocal(port, { liveness: udp() }))).toEqual(['L3 OK', 'L4 OK', 'L7 OK']);
  });

  test('two endpoints on it are two questions', async () => {
    const port = await servers.open((request) => `you said ${request.toString()}`);
    const checks = await probeLocal(port, {
      liveness: udp({ send: base64('a'), expect: { equals: 'you said a' } }),
      readiness: udp({ send: base64('b'), expect: { equals: 'you said a' } }),
    });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'L7 OK', 'L7 UNHEALTHY']);
    expect(checks.readiness!.detail).toBe('expected "you said a", got "you said b"');
  });

  test('at an IPv6 address', async () => {
    const port = await servers.open(() => 'pong', '::1');
    expect(outcomes(await probeLocal(port, { host: '::1', liveness: udp() }))).toEqual(['L3 OK', 'L4 OK', 'L7 OK']);
  });

  test('of a name is asked where TCP would be, and the name is looked up once', async () => {
    const port = await servers.open(() => 'pong');
    jest.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: unknown, done: (error: null, addresses: unknown) => void) => {
      done(null, [{ address: '127.0.0.2', family: 4 }, { address: '127.0.0.1', family: 4 }]);
    }) as never);
    const checks = await probeLocal(port, { host: 'dns.internal', liveness: udp() });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'L7 OK']);
    expect(checks.network!.detail).toContain('127.0.0.1');
    expect(dns.lookup).toHaveBeenCalledTimes(1);
  });

  test('an address that is never a target gets no datagram', async () => {
    expect(outcomes(await probeLocal(53, { host: '169.254.169.253', liveness: udp({ known: 'dns' }) }))).toEqual([
      'L3 PROBER',
      'L4 SKIPPED',
      'L7 SKIPPED',
    ]);
  });
});

test('a port that is none is the trouble of the prober, and nothing stays open', async () => {
  expect(outcomes(await probeLocal(70_000, { liveness: udp() }))).toEqual(['L3 PROBER', 'L4 SKIPPED']);
});

test.each([
  ['EPERM', 'L3 PROBER'], ['EHOSTUNREACH', 'L3 UNREACHABLE'], ['ECONNREFUSED', 'L3 OK'],
])('a sending that fails at once (%s) is not silence', async (code, expected) => {
  jest
    .spyOn(dgram.Socket.prototype, 'send')
    .mockImplementation(((_request: Buffer, done: (error: Error) => void) => done(Object.assign(new Error(), { code }))) as never);
  jest.spyOn(os, 'networkInterfaces').mockReturnValue({ eth0: [{ internal: false } as os.NetworkInterfaceInfo] });
  expect(outcomes(await probeLocal(9, { liveness: udp() }))[0]).toBe(expected);
});

describe('a UDP endpoint beside TCP', () => {
  test('on the same port is one of two that are looked at', async () => {
    const port = await listeners.answering(200);
    expect(outcomes(await probeLocal(port, { liveness: http(), readiness: udp() }))).toEqual(['L3 OK', 'L4 OK', 'L7 OK', 'L7 REFUSED']);
  });

  test.each<[name: string, answer: string | undefined, expected: string]>([
    ['answers', 'x', 'L7 OK'], ['is silent, which is not what a process that hangs looks like', undefined, 'L4 TIMEOUT'],
  ])('on another port %s', async (_name, answer, expected) => {
    const port = await listeners.raw(() => undefined);
    const other = await servers.open(() => answer);
    expect(outcomes(await probeLocal(port, { liveness: udp(undefined, { port: other }) }))).toEqual(['L3 OK', 'L4 OK', expected]);
  });
});

test('a right answer that comes late is SLOW, later still UNHEALTHY', async () => {
  let asked = 0;
  const late = () => (++asked % 2 === 0 ? 'x' : undefined); // only the second datagram is answered
  const slow = await probeLocal(await servers.open(late), { liveness: udp(undefined, { warnAfterMs: 50 }) });
  expect(slow.liveness).toMatchObject({ outcome: 'SLOW', detail: expect.stringMatching(/expected within 50 ms, got it after \d+ ms/) });
  const tooSlow = await probeLocal(await servers.open(late), { liveness: udp(undefined, { warnAfterMs: 20, failAfterMs: 50 }) });
  expect(tooSlow.liveness).toMatchObject({ outcome: 'UNHEALTHY' });
});

describe('known questions', () => {
  const flags = (request: Buffer, value: number): Buffer => {
    const answer = Buffer.from(request);
    answer.writeUInt16BE(value, 2);
    return answer;
  };
  const ntp = (request: Buffer, change: (answer: Buffer) => void = () => undefined): Buffer => {
    const answer = Buffer.alloc(48);
    answer[0] = 0x24;
    answer[1] = 2;
    request.copy(answer, 24, 40, 48);
    change(answer);
    return answer;
  };
  const stun = (request: Buffer, type: number, attributes: number[] = []): Buffer => {
    const answer = Buffer.concat([request.subarray(0, 20), Buffer.from(attributes)]);
    answer.writeUInt16BE(type, 0);
    answer.writeUInt16BE(attributes.length, 2);
    return answer;
  };

  test.each<[name: string, known: 'dns' | 'ntp' | 'stun', answer: (request: Buffer) => Buffer, outcome: Outcome, detail: RegExp]>([
    ['DNS', 'dns', (request) => flags(request, 0x8180), 'OK', /^DNS answered: response code 0$/],
    ['DNS, refused to serve the root', 'dns', (request) => flags(request, 0x8105), 'OK', /response code 5/],
    ['DNS, server failure', 'dns', (request) => flags(request, 0x8182), 'UNHEALTHY', /expected a good DNS answer, got response code 2/],
    [
      'DNS, another id',
      'dns',
      (request) => {
        request[0] = 255 - request[0]!;
        return flags(request, 0x8180);
      },
      'PROTOCOL_ERROR',
      /another id/,
    ],
    ['DNS, an echo', 'dns', (request) => request, 'PROTOCOL_ERROR', /a query instead/],
    ['DNS, short', 'dns', () => Buffer.from('hello'), 'PROTOCOL_ERROR', /5 bytes/],
    ['NTP', 'ntp', (request) => ntp(request), 'OK', /^NTP answered: stratum 2$/],
    [
      'NTP, another request',
      'ntp',
      (request) =>
        ntp(request, (answer) => {
          answer[24] = 255 - answer[24]!;
        }),
      'PROTOCOL_ERROR',
      /another request/,
    ],
    ['NTP, an echo', 'ntp', (request) => request, 'PROTOCOL_ERROR', /mode 3/],
    ['NTP, short', 'ntp', () => Buffer.alloc(47), 'PROTOCOL_ERROR', /47 bytes/],
    [
      'NTP, kiss of death',
      'ntp',
      (request) =>
        ntp(request, (answer) => {
          answer[1] = 0;
          answer.write('RATE', 12);
        }),
      'UNHEALTHY',
      /kiss code RATE/,
    ],
    [
      'NTP, no clock',
      'ntp',
      (request) =>
        ntp(request, (answer) => {
          answer[0] = 0xe4;
        }),
      'UNHEALTHY',
      /not synchronised/,
    ],
    [
      'NTP, stratum 16',
      'ntp',
      (request) =>
        ntp(request, (answer) => {
          answer[1] = 16;
        }),
      'UNHEALTHY',
      /not synchronised/,
    ],
    ['STUN', 'stun', (request) => stun(request, 0x0101), 'OK', /^STUN answered: a binding$/],
    [
      'STUN, error 500',
      'stun',
      (request) => stun(request, 0x0111, [0x80, 0x22, 0, 1, 65, 0, 0, 0, 0, 9, 0, 4, 0, 0, 5, 0]),
      'UNHEALTHY',
      /error 500/,
    ],
    ['STUN, error 401', 'stun', (request) => stun(request, 0x0111, [0, 9, 0, 4, 0, 0, 4, 1]), 'MISSING', /error 401/],
    ['STUN, error without a code', 'stun', (request) => stun(request, 0x0111), 'UNHEALTHY', /without a code/],
    ['STUN, an echo', 'stun', (request) => request, 'PROTOCOL_ERROR', /type 1/],
    [
      'STUN, another transaction',
      'stun',
      (request) => {
        request[19] = 255 - request[19]!;
        return stun(request, 0x0101);
      },
      'PROTOCOL_ERROR',
      /another transaction/,
    ],
    ['STUN, a wrong length', 'stun', (request) => Buffer.concat([stun(request, 0x0101), Buffer.alloc(3)]), 'PROTOCOL_ERROR', /23 bytes/],
  ])('%s', async (_name, known, answer, outcome, detail) => {
    const { liveness } = await probeLocal(await servers.open((request) => answer(Buffer.from(request))), { liveness: udp({ known }) });
    expect(liveness).toMatchObject({ layer: 'L7', outcome, detail: expect.stringMatching(detail) });
  });
});

test('what a target sends is bounded and printable', async () => {
  const port = await servers.open(() => `\u001b[2J\n${'x'.repeat(9000)}`);
  const { liveness } = await probeLocal(port, { liveness: udp() });
  expect(liveness!.detail).toMatch(/^answered "x+…"$/);
  expect(liveness!.detail.length).toBeLessThan(120);
});
