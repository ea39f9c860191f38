import { createSecureServer, createServer, type ServerHttp2Stream } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import * as fc from 'fast-check';
import { decodeResponse, encodeRequest } from '../../../../lambda/engine/application/grpc-message';
import type { Outcome } from '../../../../lambda/shared/check-result';
import { certificate, Listeners } from '../listeners';
import { outcomes, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

const grpc = { protocol: 'grpc', timeoutMs: TIMEOUT_MS } as const;

/** Answers a call the way gRPC servers do: headers, a message, then trailers. */
function respond(stream: ServerHttp2Stream, message: number[] | undefined, grpcStatus: number | undefined): void {
  stream.on('error', () => undefined);
  if (!message) {
    return stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': grpcStatus }, { endStream: true });
  }
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(grpcStatus === undefined ? {} : { 'grpc-status': String(grpcStatus) }));
  stream.end(Buffer.from([0, 0, 0, 0, message.length, ...message]));
}

async function serve(onStream: (stream: ServerHttp2Stream) => void): Promise<number> {
  const server = createServer();
  server.on('stream', onStream);
  server.on('sessionError', () => undefined);
  return listeners.open(server);
}

describe('answers', () => {
  test.each<[name: string, message: number[] | undefined, code: number | undefined, outcome: Outcome, detail: RegExp]>([
    ['SERVING', [8, 1], 0, 'OK', /^SERVING$/],
    ['SERVING among unknown fields', [0x12, 2, 65, 66, 8, 1, 0x1d, 1, 2, 3, 4], 0, 'OK', /^SERVING$/],
    ['NOT_SERVING', [8, 2], 0, 'UNHEALTHY', /expected SERVING for service orders, got NOT_SERVING/],
    ['UNKNOWN, an empty message', [], 0, 'UNHEALTHY', /got UNKNOWN/],
    ['SERVICE_UNKNOWN', [8, 3], 0, 'MISSING', /got SERVICE_UNKNOWN/],
    ['not found, trailers only', undefined, 5, 'MISSING', /gRPC status 5/],
    ['unimplemented, trailers only', undefined, 12, 'MISSING', /gRPC status 12/],
    ['unauthenticated', undefined, 16, 'MISSING', /16/],
    ['limits calls', undefined, 8, 'OVERLOADED', /gRPC status 8, limiting requests/],
    ['cancelled', undefined, 1, 'UNHEALTHY', /gRPC status 1$/],
    ['unavailable', [], 14, 'UNHEALTHY', /14/],
    ['deadline exceeded', undefined, 4, 'TIMEOUT', /no gRPC answer/],
    ['no grpc-status', [8, 1], undefined, 'PROTOCOL_ERROR', /without grpc-status/],
    ['a message that is none', [0xff, 0xff], 0, 'PROTOCOL_ERROR', /not a HealthCheckResponse/],
  ])('%s', async (_name, message, code, outcome, detail) => {
    const port = await serve((stream) => respond(stream, message, code));
    const checks = await probeLocal(port, { readiness: { ...grpc, grpcService: 'orders' } });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', `L7 ${outcome}`]);
    expect(checks.readiness!.detail).toMatch(detail);
  });

  test('the call is that of grpc.health.v1, with the name and the deadline', async () => {
    const calls: unknown[] = [];
    const server = createServer();
    server.on('stream', (stream, headers) => stream.on('data', (body: Buffer) => {
      calls.push({ ...headers, body: [...body] });
      respond(stream, [8, 1], 0);
    }));
    await probeLocal(await listeners.open(server), { liveness: { ...grpc, grpcService: 'ab' } });
    expect(calls).toEqual([
      expect.objectContaining({
        ':method': 'POST',
        ':path': '/grpc.health.v1.Health/Check',
        'te': 'trailers',
        'grpc-timeout': expect.stringMatching(/^[34]\d\dm$/),
        'body': [0, 0, 0, 0, 4, 10, 2, 97, 98],
      }),
    ]);
  });
});

test('at an IPv6 address', async () => {
  const server = createServer();
  server.on('stream', (stream) => respond(stream, [8, 1], 0));
  expect(outcomes(await probeLocal(await listeners.open(server, '::1'), { host: '::1', liveness: grpc }))).toEqual([
    'L3 OK',
    'L4 OK',
    'L7 OK',
  ]);
});

test('a right answer that comes late is SLOW', async () => {
  const port = await serve((stream) => setTimeout(() => respond(stream, [8, 1], 0), 60));
  expect((await probeLocal(port, { liveness: { ...grpc, warnAfterMs: 50 } })).liveness).toMatchObject({ outcome: 'SLOW' });
});

describe('targets that misbehave', () => {
  test.each<[name: string, open: () => Promise<number>, outcome: Outcome]>([
    ['never answers the call', () => serve(() => undefined), 'TIMEOUT'],
    ['accepts and never speaks', () => listeners.raw(() => undefined), 'TIMEOUT'],
    ['speaks HTTP/1', () => listeners.answering(200), 'OTHER_PROTOCOL'],
    ['speaks TLS', () => listeners.saying('\u0015\u0003\u0003\u0000\u0002\u0002\u0046'), 'OTHER_PROTOCOL'],
    ['sends garbage', () => listeners.saying('x'.repeat(100)), 'PROTOCOL_ERROR'],
    ['closes', () => listeners.saying(''), 'PROTOCOL_ERROR'],
    ['resets', () => listeners.saying('', (socket) => socket.resetAndDestroy()), 'PROTOCOL_ERROR'],
    ['cancels the stream', () => serve((stream) => stream.on('error', () => undefined).close(8)), 'PROTOCOL_ERROR'],
    ['goes away', () => serve((stream) => stream.on('error', () => undefined).session!.destroy()), 'PROTOCOL_ERROR'],
    ['sends without end', () => serve((stream) => {
      stream.on('error', () => undefined).respond({ ':status': 200 });
      stream.write(Buffer.alloc(100_000));
    }), 'PROTOCOL_ERROR'],
    ['sends headers without end', () => serve((stream) => {
      const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x-${index}`, 'v'.repeat(40)]));
      stream.on('error', () => undefined).respond({ ':status': 200, ...many });
    }), 'PROTOCOL_ERROR'],
    ['sends pings without end', () => serve((stream) => {
      const timer = setInterval(() => { if (!stream.session?.destroyed) { stream.session?.ping(() => undefined); } }, 1);
      stream.on('error', () => undefined).on('close', () => clearInterval(timer));
    }), 'TIMEOUT'],
    ['has no gRPC there', () => serve((stream) => stream.respond({ ':status': 404 }, { endStream: true })), 'MISSING'],
    ['has a gateway without a backend', () => serve((stream) => stream.respond({ ':status': 503 }, { endStream: true })), 'UNHEALTHY'],
  ])('%s', async (_name, open, outcome) => {
    const port = await open();
    const start = Date.now();
    expect((await probeLocal(port, { liveness: grpc })).liveness).toMatchObject({ outcome });
    expect(Date.now() - start).toBeLessThan(TIMEOUT_MS * 3);
  });
});

describe('over TLS', () => {
  test('by its own protocol, without a word of the target', async () => {
    const server = createSecureServer(await certificate(['a'], -1, 90));
    server.on('stream', (stream) => respond(stream, [8, 1], 0));
    const checks = await probeLocal(await listeners.open(server), { liveness: { ...grpc, protocol: 'grpcs' } });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'TLS OK', 'L7 OK']);
    expect(checks.liveness!.phases).toMatchObject({ connect: expect.any(Number), processing: expect.any(Number) });
  });

  test('without a handshake there is no call', async () => {
    expect(outcomes(await probeLocal(await serve(() => undefined), { liveness: { ...grpc, protocol: 'grpcs' } }))).toEqual([
      'L3 OK',
      'L4 OK',
      'TLS OTHER_PROTOCOL',
      'L7 SKIPPED',
    ]);
  });

  test('the certificate is judged first, then the call is made', async () => {
    const server = createSecureServer(await certificate(['a'], -1, 90));
    server.on('stream', (stream) => respond(stream, [8, 1], 0));
    expect(outcomes(await probeLocal(await listeners.open(server), { tls: true, readiness: grpc }))).toEqual([
      'L3 OK',
      'L4 OK',
      'TLS OK',
      'L7 OK',
    ]);
  });

  test('a server that agrees to HTTP/1 only is not gRPC', async () => {
    const port = await listeners.open(createHttpsServer(await certificate(['a'], -1, 90), (_request, response) => response.end()));
    expect(outcomes(await probeLocal(port, { tls: true, readiness: grpc }))).toEqual(['L3 OK', 'L4 OK', 'TLS OK', 'L7 PROTOCOL_ERROR']);
  });
});

describe('messages', () => {
  test('any bytes are read without an exception', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const status = decodeResponse(Buffer.from(bytes));
      expect(status === undefined || Number.isInteger(status)).toBe(true);
    }));
  });

  test('a name of any length is written with its length', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20_000 }), (length) => {
      const frame = encodeRequest('n'.repeat(length));
      expect(frame.readUInt32BE(1)).toBe(frame.length - 5);
      // A request is a response with field 1 of another type: what is read back is the skipped string.
      expect(decodeResponse(frame)).toBe(0);
    }));
  });
});
