import { gzipSync } from 'node:zlib';
import type { Outcome } from '../../../../lambda/shared/check-result';
import type { HttpEndpointPlan } from '../../../../src/shared/plan';
import { Listeners } from '../listeners';
import { http, outcomes, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
/** 16 MiB in 16 KiB. */
const BOMB = gzipSync(Buffer.alloc(2 ** 24, 'x'));
afterEach(async () => listeners.close());

describe('what an HTTP endpoint answers', () => {
  test.each<[name: string, status: number, body: string, outcome: Outcome, options?: Partial<HttpEndpointPlan>]>([
    ['200', 200, 'fine', 'OK'],
    ['204 without a body', 204, '', 'OK'],
    ['200, body DOWN', 200, '{"status":"DOWN"}', 'UNHEALTHY'],
    ['200, body DOWN, status code only', 200, '{"status":"DOWN"}', 'OK', { format: 'status-only' }],
    ['503, body OUT_OF_SERVICE', 503, '{"status":"OUT_OF_SERVICE"}', 'OUT_OF_SERVICE'],
    ['503', 503, '', 'UNHEALTHY'],
    ['500', 500, 'Internal Server Error', 'UNHEALTHY'],
    ['429', 429, '', 'OVERLOADED'],
    ['400', 400, '', 'REQUEST_REFUSED'],
    ['421', 421, 'Misdirected Request', 'REQUEST_REFUSED'],
    ['501', 501, '{}', 'REQUEST_REFUSED'],
    ['404', 404, '{"status":"DOWN"}', 'MISSING'],
    ['401', 401, '', 'MISSING'],
    ['403', 403, '', 'MISSING'],
    ['405', 405, '', 'MISSING'],
    ['302', 302, '', 'MISSING'],
    ['302 accepted', 302, '', 'OK', { statusCodes: '200-399' }],
    ['200 not among the accepted', 200, '', 'UNHEALTHY', { statusCodes: '204,301' }],
    ['204 of a list', 204, '', 'OK', { statusCodes: '200,204' }],
  ])('%s', async (_name, status, body, outcome, options = {}) => {
    const port = await listeners.answering(status, body, { location: 'http://169.254.169.254/latest/meta-data/' });
    const checks = await probeLocal(port, { liveness: http('/health', options) });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', `L7 ${outcome}`]);
    expect(checks.liveness!.detail).toContain(String(status));
  });
});

describe('targets that misbehave', () => {
  const head = 'HTTP/1.1 200 OK\r\n';
  test.each<[name: string, open: () => Promise<number>, outcome: Outcome, detail: RegExp]>([
    ['accepts and never speaks', () => listeners.raw(() => undefined), 'TIMEOUT', /no answer within 400 ms/],
    [
      'RST after accept',
      () =>
        listeners.raw((socket) => {
          socket.resetAndDestroy();
        }),
      'PROTOCOL_ERROR',
      /ECONNRESET|EPIPE/,
    ],
    [
      'FIN without answer',
      () => listeners.raw((socket) => socket.on('data', () => undefined).end()),
      'PROTOCOL_ERROR',
      /ECONNRESET|closed/,
    ],
    ['FIN after the request', () => listeners.saying(''), 'PROTOCOL_ERROR', /closed the connection: no answer/],
    [
      'RST after the header',
      () => listeners.saying(`${head}content-length: 9\r\n\r\n`, (socket) => socket.resetAndDestroy()),
      'PROTOCOL_ERROR',
      /broke off|closed/,
    ],
    [
      'body shorter than said',
      () => listeners.saying(`${head}content-length: 99\r\n\r\n{"status":"UP"}`),
      'PROTOCOL_ERROR',
      /after status 200|broke off/,
    ],
    [
      'garbage',
      () => listeners.saying('\u0000\u0001\u0002 not HTTP at all\r\n\r\n'),
      'PROTOCOL_ERROR',
      /expected an answer in HTTP\/1, got a binary answer/,
    ],
    ['HTTP/0.9', () => listeners.saying('<html>hello</html>', () => undefined), 'PROTOCOL_ERROR', /does not begin with HTTP\/1/],
    [
      'HTTP/2 to HTTP/1',
      () => listeners.saying('\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000', () => undefined),
      'OTHER_PROTOCOL',
      /an answer in HTTP\/2/,
    ],
    [
      'two content lengths',
      () => listeners.saying(`${head}content-length: 1\r\ncontent-length: 2\r\n\r\nxy`),
      'PROTOCOL_ERROR',
      /conflicting content-lengths/,
    ],
    [
      'switching protocols',
      () => listeners.saying('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', () => undefined),
      'PROTOCOL_ERROR',
      /switch to another protocol/,
    ],
    [
      'headers without end',
      () => listeners.saying(head, flood('x-more: of the same\r\n'.repeat(100))),
      'PROTOCOL_ERROR',
      /more than 100 header lines/,
    ],
    ['a header line without end', () => listeners.saying(head, flood('x'.repeat(1000))), 'PROTOCOL_ERROR', /more than 16384 bytes/],
    ['header drips', () => listeners.saying('HTTP/1.1 200 ', drip('O')), 'TIMEOUT', /no answer/],
    ['body drips', () => listeners.saying(`${head}content-length: 99\r\n\r\n`, drip('x')), 'TIMEOUT', /no complete body after status 200/],
    ['continues without end', () => listeners.saying('', flood('HTTP/1.1 100 Continue\r\n\r\n', 5)), 'TIMEOUT', /no answer/],
    [
      '1 GiB body',
      () => listeners.saying(`${head}content-length: ${2 ** 30}\r\n\r\n`, flood('x'.repeat(1024))),
      'OK',
      /too long or deep to be read/,
    ],
    [
      'chunks without end',
      () => listeners.saying(`${head}transfer-encoding: chunked\r\n\r\n`, flood(`400\r\n${'x'.repeat(1024)}\r\n`)),
      'OK',
      /too long/,
    ],
    ['body until FIN', () => listeners.saying('HTTP/1.0 200 OK\r\n\r\n{"status":"DOWN"}'), 'UNHEALTHY', /status DOWN/],
    ['deep JSON', () => listeners.answering(200, '['.repeat(60_000)), 'OK', /^200, of a body .* deep/],
    [
      'deep components',
      () => listeners.answering(200, `${'{"status":"UP","components":{"a":'.repeat(1500)}1${'}}'.repeat(1500)}`),
      'OK',
      /status UP/,
    ],
    [
      'gzip that nobody asked for',
      () =>
        listeners.http((_request, response) => {
          response.writeHead(200, { 'content-encoding': 'gzip' });
          response.end(BOMB);
        }),
      'OK',
      /^200, of a body that is too long or deep to be read as a whole/,
    ],
    ['invalid UTF-8', () => listeners.saying(`${head}content-length: 20\r\n\r\n{"status":"\u00ff\u00fe\u00c0up"}  `), 'OK', /200/],
  ])('%s', async (_name, open, outcome, detail) => {
    const port = await open();
    const start = Date.now();
    const { liveness } = await probeLocal(port, { liveness: http() });
    expect(liveness).toMatchObject({ outcome, detail: expect.stringMatching(detail) });
    expect(Date.now() - start).toBeLessThan(3 * TIMEOUT_MS);
  });

  test('control characters and escape sequences never reach the detail', async () => {
    const port = await listeners.answering(
      200,
      JSON.stringify({ status: 'DOWN\u001b[31m\u0007\n\u202e', components: { 'd\u001b[2Jb\r\n': { status: 'DOWN' } } }),
    );
    const { liveness } = await probeLocal(port, { liveness: http() });
    expect(liveness!.detail).toMatch(/^200, status DOWN: db DOWN$/);
    expect(liveness!.components).toEqual([{ name: 'db', status: 'DOWN' }]);
  });

  test('an error of the protocol does not quote the target', async () => {
    const port = await listeners.saying('HTTP/1.1 secret-bytes\r\n\r\n');
    const { liveness } = await probeLocal(port, { liveness: http() });
    expect(JSON.stringify(liveness)).not.toContain('secret');
  });
});

test('the request keeps host and path and asks for no redirect, compression or reuse', async () => {
  const requests: Array<Record<string, unknown>> = [];
  const port = await listeners.http((request, response) => {
    requests.push({ url: request.url, ...request.headers });
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  await probeLocal(port, { host: 'localhost', readiness: http('/ready?full=1&x=%20') });
  expect(requests).toEqual([expect.objectContaining({
    'url': '/ready?full=1&x=%20', 'host': `localhost:${port}`, 'connection': 'close', 'accept-encoding': 'identity',
  })]);
});

test('with status-only the body is not waited for', async () => {
  const port = await listeners.saying('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n', () => undefined);
  const { liveness } = await probeLocal(port, { liveness: http('/', { format: 'status-only' }) });
  expect(liveness).toMatchObject({ outcome: 'OK' });
  expect(liveness!.ms).toBeLessThan(TIMEOUT_MS);
});

test('a path that cannot be sent is the trouble of the prober', async () => {
  const port = await listeners.answering(200);
  const { liveness } = await probeLocal(port, { liveness: http('/a b\r\nx: y') });
  expect(liveness).toMatchObject({ outcome: 'PROBER', status: 'UNKNOWN' });
});

/** Writes the same bytes again and again, as fast as they are read or every few milliseconds. */
function flood(bytes: string, everyMs: number = 0): (socket: NodeJS.WritableStream & { destroyed?: boolean }) => void {
  return (socket) => {
    const write = () => {
      if (socket.destroyed || !socket.writable) { return; }
      socket.write(bytes, () => (everyMs > 0 ? setTimeout(write, everyMs) : setImmediate(write)));
    };
    write();
  };
}

function drip(byte: string): ReturnType<typeof flood> {
  return flood(byte, 20);
}

test.each<[code: number, outcome: Outcome]>([[429, 'OUT_OF_SERVICE'], [503, 'NEEDS_PEOPLE'], [400, 'NOT_YET'], [207, 'DEGRADED']])(
  'what the contract says of a code comes before the body: %d',
  async (code, outcome) => {
    const port = await listeners.answering(code, '{"status":"UP"}', { 'content-type': 'application/json' });
    const codeMeanings = { '429,473': 'out-of-service', '503': 'needs-people', '400': 'not-yet', '207': 'degraded' } as const;
    expect((await probeLocal(port, { liveness: http('/', { codeMeanings }) })).liveness).toMatchObject({
      outcome, detail: expect.stringContaining('which its contract calls'),
    });
  },
);

test('a refused question is told even when its body never comes', async () => {
  const port = await listeners.saying('HTTP/1.1 400 Bad Request\r\ncontent-length: 99\r\n\r\nBad', () => undefined);
  expect((await probeLocal(port, { liveness: http() })).liveness).toMatchObject({ outcome: 'REQUEST_REFUSED' });
});
