import * as fc from 'fast-check';
import { cut, judgeAnything } from './fuzz-judge';
import { FuzzServer } from './fuzz-server';

const server = new FuzzServer();
beforeAll(async () => server.open());
afterAll(async () => server.close());

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1'));
const lineEnd = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n ', '');

/** Lines that are nearly HTTP, so that the fuzz comes past the first one. */
const statusLine = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.0 503', 'HTTP/1.1 204 No Content', 'HTTP/1.1 100 Continue', 'HTTP/1.1 302 Found'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'HTTP/2 200',
      'HTTP/1.1 99999999999',
      'HTTP/1.1  200',
      'HTTP/1.1 2e2',
      'http/1.1 200 OK',
      'ICY 200 OK',
      'HTTP/1.1 -1',
      '',
    ),
  },
  { weight: 1, arbitrary: bytes },
);
const header = fc.oneof(
  fc.constantFrom(
    'content-length: 0',
    'content-length: 5',
    'content-length: 5, 5',
    'content-length: 5, 6',
    'content-length: -1',
    'content-length: 99999999999999999999',
    'content-length:',
    'transfer-encoding: chunked',
    'transfer-encoding: gzip, chunked',
    'Transfer-Encoding : chunked',
    'transfer-encoding: identity',
    'content-encoding: gzip',
    'content-type: application/health+json',
    'connection: upgrade',
    'connection: close',
    'upgrade: h2c',
    'trailer: x',
    'location: http://169.254.169.254/',
    'location: //\u0000',
    'location: /',
    'location: http://[',
    'age: 1e9',
    'date: never',
    'set-cookie: a',
    ': nothing',
    'no colon',
    ' folded',
  ),
  fc.tuple(fc.string({ maxLength: 20 }), fc.string({ maxLength: 40 })).map(([name, value]) => `${name}: ${value}`),
  bytes,
);
const chunkSize = fc.constantFrom('0', '5', '5;x=y', '00005', 'ffffffffffffffff', '-1', '0x5', 'g', '');
const chunk = fc.tuple(chunkSize, lineEnd, fc.constantFrom('', 'hello', 'hell'), lineEnd).map((parts) => parts.join(''));
const body = fc.oneof(bytes, fc.array(chunk, { maxLength: 4 }).map((chunks) => chunks.join('')), fc.constant('{"status":"UP"}'));
const head = fc.tuple(statusLine, lineEnd, fc.array(fc.tuple(header, lineEnd), { maxLength: 5 }), lineEnd);
const answer = fc.tuple(fc.array(head, { minLength: 1, maxLength: 2 }), body)
  .map(([heads, rest]) => Buffer.from(heads.flat(4).join('') + rest, 'latin1'));

const script = fc.record({
  bytes: fc.oneof(
    { weight: 5, arbitrary: answer },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array)) },
  ),
  places: fc.array(fc.nat(400), { maxLength: 3 }),
  // Silence costs a whole deadline each time.
  ending: fc.oneof(
    { weight: 8, arbitrary: fc.constant('FIN' as const) },
    { weight: 4, arbitrary: fc.constant('RST' as const) },
    { weight: 1, arbitrary: fc.constant('silence' as const) },
  ),
});

test('whatever bytes answer an HTTP request, there is a verdict on the target', async () => {
  await fc.assert(
    fc.asyncProperty(
      script,
      fc.constantFrom('auto' as const, 'status-only' as const, 'actuator' as const),
      async ({ bytes: sent, places, ending }, format) => {
        server.script = { pieces: cut(sent, places), ending };
        await judgeAnything(server.port, { protocol: 'http', path: '/', format });
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever bytes answer a TLS handshake, there is a verdict on the target', async () => {
  const type = fc.integer({ min: 20, max: 24 });
  const parts = fc.tuple(type, fc.constantFrom(1, 3, 4), fc.uint8Array({ maxLength: 200 }), fc.integer({ min: -2, max: 2 }));
  const record = parts.map(([kind, version, content, wrong]) =>
    Buffer.from([kind, 3, version, 0, Math.max(0, content.length + wrong), ...content]),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 4 }), fc.constantFrom('FIN' as const, 'RST' as const), async (records, ending) => {
      server.script = { pieces: records, ending };
      const { outcome } = await judgeAnything(server.port, { protocol: 'https', path: '/' });
      expect(outcome).toBe('SKIPPED'); // no handshake can come of this
    }),
    { numRuns: 100 },
  );
});
